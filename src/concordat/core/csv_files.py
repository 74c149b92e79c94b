"""CSV downloads that no spreadsheet mistakes for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

RISKY = ("=", "+", "-", "@", "\t", "\r")


def guarded(value: object) -> str:
    """A cell's text; one that a spreadsheet would calculate gets an apostrophe before it (OWASP, CSV injection)."""
    text = "" if value is None else str(value)
    if text.startswith(RISKY) and not isinstance(value, (int, float)):
        return f"'{text}"
    return text


def download(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A CSV file in UTF-8 with a byte order mark, which spreadsheets need to read it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
