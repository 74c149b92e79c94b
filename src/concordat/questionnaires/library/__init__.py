"""The five draft forms with their scales, codes and expectations; the CSV files here are the source."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from concordat.lib.form_logic import Code, Form, Option, Row, Scale, build_form

FOLDER = Path(__file__).parent


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def scales() -> dict[str, Scale]:
    """The scales by code, options in order."""
    options: dict[str, list[Option]] = {}
    for row in _rows("scales.csv"):
        option = Option(row["value"], row["label"], row["note"], row["prompt"])
        options.setdefault(row["scale"], []).append(option)
    return {code: Scale(code, tuple(given)) for code, given in options.items()}


@cache
def codes() -> tuple[Code, ...]:
    """What the codes in the forms mean."""
    return tuple(Code(row["kind"], row["code"], row["meaning"], row["edition"]) for row in _rows("codes.csv"))


@cache
def expectations() -> dict[str, str]:
    """The bank of expectations: id and statement."""
    return {row["id"]: row["statement"] for row in _rows("expectations.csv")}


@cache
def bank() -> tuple[dict[str, str], ...]:
    """The bank as its file has it: id, statement, kind, what it replaces, and the day it was retired."""
    return tuple(_rows("expectations.csv"))


def expectation_changes() -> list[dict[str, str]]:
    """Which edition of guidance asks more or other of which expectation."""
    return list(_rows("expectation-changes.csv"))


@cache
def scale_colours() -> tuple[dict[str, str], ...]:
    """What the values of a scale say in colours, with the days these rows hold."""
    return tuple(_rows("scale-colours.csv"))


@cache
def carrying() -> tuple[dict[str, str], ...]:
    """What a level or a kind of answer means for carrying over, and how many questions may be kept back."""
    return tuple(_rows("carrying.csv"))


def read_through() -> list[dict[str, str]]:
    """What a reader found of each answer that the drafted tags would make ready from one of these forms in another."""
    return list(_rows("read-through.csv"))


def guidance() -> list[dict[str, str]]:
    """The editions of guidance, as their dated file has them."""
    return list(_rows("guidance.csv"))


@cache
def titles() -> dict[str, str]:
    """The forms of the library: code and title."""
    return {row["code"]: row["title"] for row in _rows("forms.csv")}


@cache
def form(code: str) -> Form:
    """A form of the library."""
    rows = [Row(number, cells) for number, cells in enumerate(_rows(f"{code}.csv"), start=2)]
    return build_form(
        rows,
        code=code,
        title=titles()[code],
        scales=scales(),
        codes=codes(),
        expectations=frozenset(expectations()),
    )
