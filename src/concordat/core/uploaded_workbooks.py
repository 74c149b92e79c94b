"""Workbooks that somebody uploads: what one must be before anybody reads it, and its cells as text.

A size, a real type, nothing that acts by itself: no bomb, macro, entity, formula, password or link to elsewhere.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from concordat.core.problems import Problem
from concordat.lib.safe_files import DAMAGED

SIZE_LIMIT = 5 * 1024 * 1024
UNPACKED_LIMIT = 40 * 1024 * 1024
PART_LIMIT = 20 * 1024 * 1024
RATIO_LIMIT = 150
PARTS_LIMIT = 200
_CHUNK = 64 * 1024
TOO_MUCH = "This workbook unpacks to far more than is needed here, so we did not open it."
NO_WORKBOOK = "This is not an Excel workbook. Save it as .xlsx."


class RefusedFile(Problem):
    """A file that is not taken in; the sentence says why and what to do."""


def is_workbook(content: bytes) -> bool:
    """Whether it begins as a workbook does, whatever its name says."""
    return content[:4] == b"PK\x03\x04"


def sheets(content: bytes, *, rows: int, columns: int = 100) -> dict[str, list[tuple[Any, ...]]]:
    """The values of each sheet by its title, in order, row by row; raises `RefusedFile`.

    More than `rows` in one sheet is refused; columns beyond `columns` are not read.
    """
    from openpyxl import load_workbook

    if len(content) > SIZE_LIMIT:
        raise RefusedFile(f"This workbook is larger than {SIZE_LIMIT // 1_048_576} MB. Take out what is not needed.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            require_harmless_workbook(archive)
            if "xl/workbook.xml" not in archive.namelist():
                raise RefusedFile(NO_WORKBOOK)
    except DAMAGED:
        raise RefusedFile(NO_WORKBOOK) from None
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        return {sheet.title: list(_rows(sheet, rows, columns)) for sheet in book.worksheets}
    except RefusedFile:
        raise
    except Exception as wrong:  # openpyxl raises many kinds on damaged files
        raise RefusedFile("This workbook is damaged. Save it again and choose that file.") from wrong


def cell_text(value: Any) -> str:
    """What a cell says, as somebody reads it: whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _rows(sheet: Any, most: int, columns: int) -> Iterator[tuple[Any, ...]]:
    for number, row in enumerate(sheet.iter_rows(max_col=columns), start=1):
        if number > most:
            raise RefusedFile(f"A sheet of this workbook has more than {most:,} rows. Split it into several files.")
        yield tuple(cell.value for cell in row)


def require_harmless_workbook(archive: zipfile.ZipFile) -> None:
    """Refuse bombs, macros, links to elsewhere, entities and formulas, before the workbook is opened."""
    parts = archive.infolist()
    declared = sum(part.file_size for part in parts)
    if len(parts) > PARTS_LIMIT or declared > UNPACKED_LIMIT:
        raise RefusedFile(TOO_MUCH)
    for part in parts:
        _require_harmless_part(part)
    spent = 0
    for part in parts:
        spent += _really_unpack(archive, part)
        if spent > UNPACKED_LIMIT:
            raise RefusedFile(TOO_MUCH)
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
        raise RefusedFile(TOO_MUCH)


def _really_unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """How much a part really holds, whatever it declares; stops at the limit."""
    found = 0
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                found += len(chunk)
                if found > PART_LIMIT:
                    raise RefusedFile(TOO_MUCH)
    except DAMAGED as wrong:
        raise RefusedFile("This workbook is damaged. Save it again and choose that file.") from wrong
    return found


def _require_plain_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    try:
        with archive.open(part) as stream:
            _walk(stream, is_sheet="worksheets/" in part.filename)
    except DefusedXmlException:
        raise RefusedFile(
            "This workbook contains XML entities, which are never needed. Save it again as .xlsx."
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
