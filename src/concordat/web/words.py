"""The glossary that comes with the project: terms with what they mean and who says so."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from concordat.core.glossary import Term

FILE = Path(__file__).parent / "data" / "glossary.yaml"


@cache
def terms() -> tuple[Term, ...]:
    """Every term, by the alphabet."""
    found = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    made = (Term(row["term"], row["means"], row["source"], tuple(row.get("also", ()))) for row in found)
    return tuple(sorted(made, key=lambda term: term.term.lower()))
