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


def text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A CSV file with a byte order mark, which spreadsheets need to read UTF-8."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(header)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return "\ufeff" + lines.getvalue()


def download(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The same as an answer to a request."""
    response = HttpResponse(text(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
