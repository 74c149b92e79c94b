"""What a file is, by its first bytes and never by its name."""

from __future__ import annotations

from enum import Enum


class UnsafeFile(ValueError):
    """A file that is refused; `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class FileKind(Enum):
    """Kinds that are taken: ending, content type and name in words."""

    pdf = ("pdf", "application/pdf", "PDF")
    docx = ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word document")
    xlsx = ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "workbook")
    pptx = ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "presentation")
    png = ("png", "image/png", "PNG picture")
    jpeg = ("jpg", "image/jpeg", "JPEG picture")
    text = ("txt", "text/plain; charset=utf-8", "plain text")

    @property
    def ending(self) -> str:
        """How the name ends."""
        return self.value[0]

    @property
    def content_type(self) -> str:
        """What it is served as."""
        return self.value[1]

    @property
    def words(self) -> str:
        """What people call it."""
        return self.value[2]


ENDINGS: dict[str, FileKind] = {
    "pdf": FileKind.pdf,
    "docx": FileKind.docx,
    "xlsx": FileKind.xlsx,
    "pptx": FileKind.pptx,
    "png": FileKind.png,
    "jpg": FileKind.jpeg,
    "jpeg": FileKind.jpeg,
    "txt": FileKind.text,
}
TAKEN = "Use PDF, Word (docx), Excel (xlsx), PowerPoint (pptx), a JPEG or PNG picture, or plain text (txt)."
OLD_OFFICE = "This is an old Office file or has a password. Save it without password as docx, xlsx, pptx or PDF."
REFUSED = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_OFFICE),
    (b"MZ", f"This is a program, not a document. {TAKEN}"),
    (b"\x7fELF", f"This is a program, not a document. {TAKEN}"),
    (b"Rar!", "This is an archive. Take the documents out and add them one by one."),
    (b"7z\xbc\xaf", "This is an archive. Take the documents out and add them one by one."),
    (b"\x1f\x8b", "This is an archive. Take the documents out and add them one by one."),
    (b"{\\rtf", "This is rich text (RTF). Save it as docx or PDF."),
    (b"GIF8", "This is a GIF picture. Save it as PNG or JPEG."),
    (b"RIFF", "This kind of picture or recording is not taken. Save a picture as PNG or JPEG."),
)  # fmt: skip


def archive_or_kind(content: bytes) -> FileKind | None:
    """The kind that the first bytes say; None for a zip archive, which may hold an Office document.

    Raises `UnsafeFile` for what is known and not taken.
    """
    if content.startswith(b"%PDF-"):
        return FileKind.pdf
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.png
    if content.startswith(b"\xff\xd8\xff"):
        return FileKind.jpeg
    if content.startswith(b"PK\x03\x04"):
        return None
    for mark, sentence in REFUSED:
        if content.startswith(mark):
            raise UnsafeFile(sentence)
    return FileKind.text
