"""What a pack holds, as plain values: no names of persons, no notes, no evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

COLOURS = ("green", "amber", "red", "not_applicable")
TAG_STATES = ("draft", "agreed", "disputed")
KINDS = ("practice", "people_and_training", "count")
HEAD, CHAIR, MINUTE = "head", "chair", "board_minute"
BOARD = (CHAIR, MINUTE)


@dataclass(frozen=True)
class Expectation:
    """What identifies an expectation of the bank: a digest of its statement, and the days on which guidance changed it.

    The id keeps its meaning for ever, so that another statement under the same id is another bank.
    """

    statement: str
    changed_on: tuple[date, ...] = ()


@dataclass(frozen=True)
class Value:
    """One value of a scale: what is kept, what people read, and what it says whatever the words."""

    value: str
    label: str
    colour: str


@dataclass(frozen=True)
class Scale:
    """A scale with what each of its values means; `established` is the green value that a carried answer gets."""

    code: str
    values: tuple[Value, ...]
    established: str

    def value(self, said: str) -> Value | None:
        """The value that is kept so."""
        return next((one for one in self.values if one.value == said), None)


@dataclass(frozen=True)
class Answer:
    """An answer that was given and signed, with what deciding about it elsewhere needs.

    `carried`: it came from another return there, and goes no further. `changed`: it was changed after the signature.
    `not_in_place`: what was ticked below an amber answer. `complete`: the tags cover all that the question asks.
    """

    text: str
    scale: str
    says: str
    answered_on: date
    expectations: tuple[str, ...] = ()
    tags: str = "draft"
    complete: bool = False
    kind: str = "practice"
    carried: bool = False
    changed: bool = False
    not_in_place: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Form:
    """The version of the form that was answered; `guidance_on` is the day whose guidance it rests on."""

    code: str
    version: str
    title: str
    guidance_on: date
    editions: tuple[str, ...] = ()
    tags: str = ""


@dataclass(frozen=True)
class Signed:
    """Which role signed on which day; the board as its chair or by a minute, where it has."""

    head_on: date
    board_on: date | None = None
    board_by: str | None = None


@dataclass(frozen=True)
class Pack:
    """The answers of one submitted return of one setting.

    `of_return` names the return for its issuer alone: two packs with the same name are about the same return.
    """

    partnership: str
    of_return: str
    audit: str
    urn: int
    form: Form
    made_at: datetime
    submitted_on: date
    signed: Signed
    scales: Mapping[str, Scale] = field(repr=False)
    expectations: Mapping[str, Expectation] = field(repr=False)
    answers: Mapping[str, Answer] = field(repr=False)
