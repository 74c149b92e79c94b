"""What a file of a form must be before anybody reads it: a size, a real type, nothing that acts by itself."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import IO

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from concordat.core.problems import Problem

SIZE_LIMIT = 5 * 1024 * 1024
UNPACKED_LIMIT = 40 * 1024 * 1024
PART_LIMIT = 20 * 1024 * 1024
RATIO_LIMIT = 150
PARTS_LIMIT = 200
_CHUNK = 64 * 1024


class RefusedFile(Problem):
    """A file that is not taken in; the sentence says why and what to do."""


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


def require_harmless_workbook(archive: zipfile.ZipFile) -> None:
    """Refuse bombs, macros, links to elsewhere, entities and formulas, before the workbook is opened."""
    parts = archive.infolist()
    declared = sum(part.file_size for part in parts)
    if len(parts) > PARTS_LIMIT or declared > UNPACKED_LIMIT:
        raise RefusedFile("This workbook unpacks to far more than a form needs, so we did not open it.")
    for part in parts:
        _require_harmless_part(part)
    spent = 0
    for part in parts:
        spent += _really_unpack(archive, part)
        if spent > UNPACKED_LIMIT:
            raise RefusedFile("This workbook unpacks to far more than a form needs, so we did not open it.")
        if part.filename.lower().endswith((".xml", ".rels", ".vml")):
            _require_plain_xml(archive, part)


def _require_harmless_part(part: zipfile.ZipInfo) -> None:
    name = part.filename.lower()
    if part.flag_bits & 1:
        raise RefusedFile("This workbook is locked with a password. Save it without one.")
    if "vbaproject" in name or "macrosheet" in name or (name.endswith(".bin") and "printersettings" not in name):
        raise RefusedFile("This workbook contains macros. Save it as a plain .xlsx workbook.")
    if "externallinks/" in name:
        raise RefusedFile("This workbook links to other files. Copy the values in and remove the links.")
    if "embeddings/" in name or "activex/" in name:
        raise RefusedFile("This workbook contains other files. Remove what is embedded.")
    if name.startswith("/") or ".." in name.split("/"):
        raise RefusedFile("This is not a workbook as spreadsheets write them. Save it again as .xlsx.")
    if part.file_size > 1_000_000 and part.file_size > RATIO_LIMIT * max(part.compress_size, 1):
        raise RefusedFile("This workbook unpacks to far more than a form needs, so we did not open it.")


def _really_unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """How much a part really holds, whatever it declares; stops at the limit."""
    found = 0
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                found += len(chunk)
                if found > PART_LIMIT:
                    raise RefusedFile("This workbook unpacks to far more than a form needs, so we did not open it.")
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError, RuntimeError) as wrong:
        raise RefusedFile("This workbook is damaged. Save it again and choose that file.") from wrong
    return found


def _require_plain_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    try:
        with archive.open(part) as stream:
            _walk(stream, is_sheet="worksheets/" in part.filename)
    except DefusedXmlException:
        raise RefusedFile(
            "This workbook contains XML entities, which forms never need. Save it again as .xlsx."
        ) from None
    except (ParseError, LookupError, ValueError) as wrong:
        raise RefusedFile("This workbook is damaged. Save it again and choose that file.") from wrong


def _walk(stream: IO[bytes], *, is_sheet: bool) -> None:
    cell = ""
    for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
        tag = element.tag.rpartition("}")[2]
        if event == "start":
            if tag == "c":
                cell = element.get("r") or ""
            elif tag == "f" and is_sheet:
                where = f"Cell {cell}" if cell else "A cell"
                raise RefusedFile(f"{where} of this workbook holds a formula. Paste values only.")
            elif tag == "Relationship" and element.get("TargetMode") == "External":
                raise RefusedFile("This workbook links to other files or pages. Remove the links and save it again.")
        else:
            element.clear()
