"""Plain text: readable, and no page or program in disguise."""

from __future__ import annotations

import re

from concordat.lib.safe_files.kinds import TAKEN, UnsafeFile

LARGEST_TEXT = 1024 * 1024
MARKUP = re.compile(r"\s*(<\s*[!?/a-z]|#!|%!)", re.IGNORECASE)
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def safe_text(content: bytes) -> bytes:
    """The text as UTF-8; raises `UnsafeFile` for anything that is not plain text."""
    if len(content) > LARGEST_TEXT:
        raise UnsafeFile("This text is longer than 1 MB. Add the part that shows what you say.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if CONTROL.search(text) or "\ufffd" in text:
        raise UnsafeFile(f"We cannot tell what this file is. {TAKEN}")
    if MARKUP.match(text):
        raise UnsafeFile(f"This is a web page, a drawing or a script, not a document. {TAKEN}")
    return text.encode()
