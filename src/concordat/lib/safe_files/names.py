"""A name to show and to save under: without folders, tricks and surprises."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 100
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|clock\$)", re.IGNORECASE)
NOT_IN_NAMES = re.compile(r'[<>:"|?*]')


def split(name: str) -> tuple[str, str]:
    """The name without folders and ending, and the ending in small letters."""
    last = re.split(r"[/\\]", name)[-1]
    visible = "".join(sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] != "C")
    stem, dot, ending = visible.rpartition(".")
    return (stem, ending.strip().lower()) if dot else (visible, "")


def clean_name(name: str, ending: str) -> str:
    """A name that is safe on every system and ends as its content says.

    Control signs, marks that turn the direction of reading, folders, reserved names and dots at either end go;
    an inner dot becomes a space, so that nothing looks like two endings.
    """
    stem = NOT_IN_NAMES.sub(" ", split(name)[0]).replace(".", " ")
    stem = " ".join(stem.split())[:LONGEST].strip(" -")
    if not stem or RESERVED.fullmatch(stem):
        stem = "document"
    return f"{stem}.{ending}"
