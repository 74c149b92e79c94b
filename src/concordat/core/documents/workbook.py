"""Workbooks with nothing to calculate in them: for the worker only."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime

import xlsxwriter
from django.conf import settings

from concordat.core.csv_files import guarded
from concordat.core.documents.paper import DEMO
from concordat.core.documents.sheet import Cell, Sheet

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST_NAME, LONGEST_CELL = 31, 32_000
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def workbook(*, title: str, as_of: datetime, sheets: Sequence[Sheet]) -> bytes:
    """The file; the same bytes for the same sheets. Text stays text: no formulas, no links."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, OPTIONS)
    book.set_properties({"title": title, "created": as_of.astimezone(UTC).replace(tzinfo=None)})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    taken: set[str] = set()
    for sheet in sheets:
        page = book.add_worksheet(_name(sheet.name, taken))
        page.set_landscape()
        page.fit_to_pages(1, 0)
        for place, width in enumerate(sheet.widths):
            page.set_column(place, place, width)
        notes = (DEMO, *sheet.notes) if settings.CONCORDAT_DEMO else tuple(sheet.notes)
        for number, note in enumerate(notes):
            page.write_string(number, 0, _text(note))
        top = len(notes)
        for place, word in enumerate(sheet.header):
            page.write_string(top, place, _text(word), bold)
        page.freeze_panes(top + 1, 0)
        page.repeat_rows(top)
        for number, row in enumerate(sheet.rows, start=top + 1):
            _row(page, number, row, plain)
        if sheet.rows:
            page.autofilter(top, 0, top + len(sheet.rows), len(sheet.header) - 1)
    book.close()
    return made.getvalue()


def _row(page: xlsxwriter.worksheet.Worksheet, number: int, row: Sequence[Cell], plain: object) -> None:
    for place, cell in enumerate(row):
        if isinstance(cell, (int, float)):
            page.write_number(number, place, cell, plain)
        elif cell:
            page.write_string(number, place, _text(cell), plain)


def _text(text: str) -> str:
    return guarded(_CONTROL.sub("", text)[:LONGEST_CELL])


def _name(wanted: str, taken: set[str]) -> str:
    """A name that spreadsheets take: short, without their own signs, once."""
    short = _NOT_IN_A_NAME.sub(" ", wanted).strip()[:LONGEST_NAME] or "Sheet"
    name, again = short, 2
    while name.lower() in taken:
        name = f"{short[: LONGEST_NAME - 4]} ({again})"
        again += 1
    taken.add(name.lower())
    return name
