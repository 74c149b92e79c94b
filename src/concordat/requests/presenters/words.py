"""Days, minutes and tables as all pages of requests write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from concordat.requests import rules

Cell = dict[str, Any]


def day(value: date) -> str:
    """A date in words: 18 December 2026."""
    return f"{value.day} {value:%B %Y}"


def minutes(count: int) -> str:
    """Minutes as people say them: 45 minutes, 2 hours, 3 hours 20 minutes."""
    hours, rest = divmod(count, 60)
    said = [counted(hours, "hour")] if hours else []
    if rest or not hours:
        said.append(counted(rest, "minute"))
    return " ".join(said)


def school_days(count: int) -> str:
    """School days with their number."""
    return counted(count, "school day")


def settings(count: int) -> str:
    """Settings with their number."""
    return counted(count, "setting")


def year_of(typed: str, today: date) -> int:
    """The school year that an address asks for; the present one where it asks for nonsense."""
    now = rules.school_year(today)
    known = {str(year): year for year in range(now - 5, now + 2)}
    return known.get(typed, now)


def years(chosen: int, today: date) -> list[tuple[str, str, bool]]:
    """School years to choose from, the next one first."""
    now = rules.school_year(today)
    return [(str(year), rules.year_name(year), year == chosen) for year in range(now + 1, now - 6, -1)]


def counted(count: int, noun: str) -> str:
    """A number with its noun: 1 ask, 3 asks."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def cells(row: Iterable[Cell | str | int]) -> dict[str, list[Cell]]:
    """A row of a table; numbers are set as numbers."""
    return {
        "cells": [one if isinstance(one, dict) else {"text": str(one), "numeric": isinstance(one, int)} for one in row]
    }


def columns(names: Sequence[str], numeric: Sequence[str] = ()) -> list[Cell]:
    """The head of a table."""
    return [{"text": name, "numeric": name in numeric} for name in names]
