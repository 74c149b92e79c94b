"""Pictures of pages of a running demonstration, at a desk and on a telephone, for the documents and for looking.

    python -m tools.pictures http://localhost:8000 FOLDER "Marian Fieldgate" / /audits/cycles/2/

signs in as that invented person and takes each page whole, 1280 and 320 pixels wide. `--fold` cuts at the first
screen, as the README's picture is.
"""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

WIDTHS = (1280, 320)
HEIGHT = 860


def take(page: Page, address: str, path: str, target: Path, *, whole: bool) -> int:
    """One picture; gives by how many pixels the page scrolls sideways, which should be none."""
    page.goto(address + path)
    page.screenshot(path=target, full_page=whole)
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


def name_of(path: str) -> str:
    """A file name for a path of the site."""
    return re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "first"


def main() -> None:
    """Take them all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("folder", type=Path)
    parser.add_argument("person", help="part of an invented person's name, or - for nobody")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--fold", action="store_true")
    said = parser.parse_args()
    said.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        program = os.environ.get("CONCORDAT_BROWSER", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for width in WIDTHS:
            page = browser.new_page(viewport={"width": width, "height": HEIGHT}, locale="en-GB")
            if said.person != "-":
                page.goto(f"{said.address}/demo/sign-in/")
                page.get_by_role("button", name=re.compile(re.escape(said.person))).first.click()
            for path in said.paths:
                target = said.folder / f"{name_of(path)}-{width}.png"
                wide = take(page, said.address, path, target, whole=not said.fold)
                print(target, f"scrolls sideways by {wide}" if wide > 0 else "")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
