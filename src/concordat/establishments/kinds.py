"""The kinds of setting as data: type codes of the register and of local settings, with what they imply.

`data/types.csv` says for each type its group, the scheme under which it is audited (Education Act
2002, sections 175 and 157, as KCSIE's summary of duties lists them) and whether it is a school or a
college. A change of the law is a change of that file.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "types.csv"


@dataclass(frozen=True)
class Kind:
    """A type of setting."""

    code: str
    name: str
    group: str
    scheme: str
    is_school: bool
    is_college: bool
    has_trust_or_proprietor: bool


UNKNOWN = Kind("", "Not known", "Other types", "short", False, False, False)


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its type code."""
    with FILE.open(newline="", encoding="utf-8") as file:
        return {
            row["type_code"]: Kind(
                code=row["type_code"],
                name=row["type_name"],
                group=row["type_group"],
                scheme=row["scheme"],
                is_school=row["is_school"] == "yes",
                is_college=row["is_college"] == "yes",
                has_trust_or_proprietor=row["has_trust_or_proprietor"] == "yes",
            )
            for row in csv.DictReader(file)
        }


def kind_of(type_code: str) -> Kind:
    """The kind with this code; what is not in the data is audited by the short return."""
    return kinds().get(type_code, UNKNOWN)
