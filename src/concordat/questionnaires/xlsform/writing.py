"""Writing a form as an XLSForm workbook."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from concordat.lib.form_logic import Form
from concordat.questionnaires.xlsform import rows as xlsform_rows
from concordat.questionnaires.xlsform.rows import Row

if TYPE_CHECKING:
    import xlsxwriter

_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the same form is the same file
_WIDTHS = {"label": 60, "hint": 40, "name": 18, "type": 20, "meaning": 60, "sg_prompt": 40}


def form_to_xlsform(form: Form) -> bytes:
    """The workbook: survey, choices, settings, and a sheet that explains the codes."""
    import xlsxwriter  # only where a workbook is written, never in a web process that merely shows pages

    made = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    workbook = xlsxwriter.Workbook(made, options)
    workbook.set_properties({"title": form.title, "created": _CREATED})
    heading = workbook.add_format({"bold": True})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    lists = xlsform_rows.choice_lists(form)
    settings = xlsform_rows.settings_row(form)
    for name, columns, rows in (
        ("survey", xlsform_rows.SURVEY_COLUMNS, xlsform_rows.survey_rows(form)),
        ("choices", xlsform_rows.CHOICES_COLUMNS, xlsform_rows.choices_rows(lists)),
        ("settings", tuple(settings), [settings]),
        ("guidance", xlsform_rows.GUIDANCE_COLUMNS, xlsform_rows.guidance_rows(form)),
    ):
        sheet = workbook.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        _fill(sheet, columns, rows, heading, wrapped)
    workbook.close()
    return made.getvalue()


def _fill(
    sheet: xlsxwriter.worksheet.Worksheet,
    columns: Sequence[str],
    rows: Iterable[Row],
    heading: object,
    wrapped: object,
) -> None:
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column, heading)
        sheet.set_column(place, place, _WIDTHS.get(column, 14))
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            if row.get(column):
                sheet.write_string(number, place, row[column], wrapped)
