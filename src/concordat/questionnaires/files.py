"""What a file of a form must be before anybody reads it; workbooks besides as `core.uploaded_workbooks` says."""

from __future__ import annotations

from pathlib import Path

from concordat.core.uploaded_workbooks import SIZE_LIMIT, RefusedFile

__all__ = ["SIZE_LIMIT", "RefusedFile", "decode_csv", "read", "require_size"]


def read(path: Path) -> bytes:
    """The bytes of a file on disk; its size is asked for before anything is read."""
    try:
        size = path.stat().st_size
    except OSError:
        raise RefusedFile(f"There is no file “{path.name}” here. Check its name and folder.") from None
    if not path.is_file():
        raise RefusedFile(f"“{path.name}” is not a file. Give the name of a workbook or a CSV file.")
    require_size(size)
    return path.read_bytes()


def require_size(size: int) -> None:
    """Refuse what is larger than any form; an upload's declared size is checked before it is read."""
    if size > SIZE_LIMIT:
        raise RefusedFile(
            f"This file has {size / 1_048_576:,.0f} MB; a form has {SIZE_LIMIT // 1_048_576} MB at most. "
            "Take out pictures and sheets that are not part of the form."
        )
    if size == 0:
        raise RefusedFile("This file is empty. Save the form again and choose that file.")


def decode_csv(content: bytes) -> str:
    """The text of a CSV file, which must be UTF-8."""
    require_size(len(content))
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in content:
        raise RefusedFile("This is not a CSV file in UTF-8. In the spreadsheet choose “Save as: CSV UTF-8”.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content[: wrong.start].count(b"\n") + 1
        raise RefusedFile(
            f"Line {line} of this CSV file is not UTF-8. In the spreadsheet choose “Save as: CSV UTF-8”."
        ) from None
