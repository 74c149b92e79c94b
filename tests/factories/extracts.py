"""Extracts of the register, made up: as large and as odd as a test needs."""

from __future__ import annotations

import csv
import io
from pathlib import Path

HEADERS = [
    "URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName", "TypeOfEstablishment (code)",
    "TypeOfEstablishment (name)", "EstablishmentStatus (name)", "OpenDate", "CloseDate", "PhaseOfEducation (name)",
    "StatutoryLowAge", "StatutoryHighAge", "SchoolCapacity", "NumberOfPupils", "Trusts (code)", "Trusts (name)",
    "Town", "Postcode", "HeadTitle (name)", "HeadFirstName", "HeadLastName",
]  # fmt: skip
HEAD = "Zebulon"  # a first name that must never be found again


def row(number: int, **more: str) -> dict[str, str]:
    """A made-up setting."""
    return {
        "URN": str(100_000 + number),
        "LA (code)": str(200 + number % 150),
        "LA (name)": f"Invented Council {number % 150}",
        "EstablishmentNumber": str(2_000 + number % 7_000),
        "EstablishmentName": f"Invented School {number}",
        "TypeOfEstablishment (code)": ("01", "34", "11", "18")[number % 4],
        "TypeOfEstablishment (name)": "Invented type",
        "EstablishmentStatus (name)": "Open",
        "OpenDate": "01-09-1998",
        "CloseDate": "",
        "PhaseOfEducation (name)": "Primary",
        "StatutoryLowAge": "3",
        "StatutoryHighAge": "11",
        "SchoolCapacity": "210",
        "NumberOfPupils": str(number % 400),
        "Trusts (code)": str(number % 900) if number % 4 == 1 else "",
        "Trusts (name)": f"Invented Trust {number % 900}" if number % 4 == 1 else "",
        "Town": "Nowhere",
        "Postcode": "ZZ1 1ZZ",
        "HeadTitle (name)": "Dr",
        "HeadFirstName": HEAD,
        "HeadLastName": "Quibble",
        **more,
    }


def write(
    path: Path,
    rows: list[dict[str, str]],
    *,
    headers: list[str] | None = None,
    encoding: str = "cp1252",
    newline: str = "\r\n",
) -> Path:
    """A file as the register gives it: Windows-1252, CRLF."""
    text = io.StringIO()
    writer = csv.DictWriter(text, headers or HEADERS, extrasaction="ignore", lineterminator=newline)
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path
