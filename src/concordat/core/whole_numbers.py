"""Whole numbers in what a browser sends: an id, a version, a place. Whoever forges one gets no error page."""

from __future__ import annotations


def whole_number(said: str, *, digits: int = 18) -> int | None:
    """The number that this says in plain figures; none where it says something else, or one that no table can hold."""
    return int(said) if said.isascii() and said.isdigit() and len(said) <= digits else None
