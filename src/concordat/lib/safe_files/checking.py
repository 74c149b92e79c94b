"""One way in: bytes and the name they came with; out comes a safe file, or a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from concordat.lib.safe_files.images import safe_image
from concordat.lib.safe_files.kinds import ENDINGS, TAKEN, FileKind, UnsafeFile, archive_or_kind
from concordat.lib.safe_files.names import clean_name, split
from concordat.lib.safe_files.offices import safe_office
from concordat.lib.safe_files.pdfs import safe_pdf
from concordat.lib.safe_files.texts import safe_text

__all__ = ["LARGEST", "SafeFile", "UnsafeFile", "made_safe"]
LARGEST = 20 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class SafeFile:
    """What is kept: written anew, under a name that ends as the content says."""

    kind: FileKind
    name: str
    content: bytes
    was_stripped: bool = False


def made_safe(content: bytes, name: str) -> SafeFile:
    """The file made safe. Raises `UnsafeFile` with a sentence that says what to do."""
    if not content:
        raise UnsafeFile("This file is empty. Choose the file again.")
    if len(content) > LARGEST:
        raise UnsafeFile("This file is larger than 20 MB. Make it smaller, or add a link to it.")
    kind, stripped = archive_or_kind(content), False
    if kind is None:
        made, kind = safe_office(content)
    elif kind is FileKind.pdf:
        made, stripped = safe_pdf(content)
    elif kind is FileKind.text:
        made = safe_text(content)
    else:
        made = safe_image(content, kind)
    _require_name_fits(name, kind)
    return SafeFile(kind, clean_name(name, kind.ending), made, stripped)


def _require_name_fits(name: str, kind: FileKind) -> None:
    ending = split(name)[1]
    if ending not in ENDINGS:
        raise UnsafeFile(f"Files whose name ends in this way are not taken. {TAKEN}")
    if ENDINGS[ending] is not kind:
        raise UnsafeFile(f"The name says {ending}, but this is a {kind.words}. Save it anew and add that file.")
