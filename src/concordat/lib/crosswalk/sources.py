"""What answers may come from, and what they are wanted for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from concordat.lib.crosswalk.questions import Form, FormProblem, Kind, Question
from concordat.lib.crosswalk.scales import Colour


class AnswerProblem(ValueError):
    """An answer that cannot be: given twice, or carried and yet moderated."""


class TickProblem(ValueError):
    """Ticks that do not fit: no amber answer, not asked by the question, or nothing ticked though all is listed."""


class Rating(StrEnum):
    """Whose rating it is; the three are kept apart for ever."""

    SELF = "self"
    MODERATED = "moderated"
    VISIT = "visit"

    @property
    def checked(self) -> bool:
        """Whether somebody outside looked; such a rating outranks a self-rating."""
        return self is not Rating.SELF


@dataclass(frozen=True)
class Answer:
    """An answer to one question of a return.

    `reason` is the register's reason where it does not apply. `not_in_place` holds what was ticked in a tick
    list below an amber answer, or none where nobody was asked. `carried`: it came from another return, and
    is never a source. `changed`: it was changed after the return was signed.
    """

    question: str
    value: str
    rating: Rating = Rating.SELF
    reason: str | None = None
    not_in_place: frozenset[str] | None = None
    carried: bool = False
    changed: bool = False

    def __post_init__(self) -> None:
        if self.carried and self.rating.checked:
            raise AnswerProblem(f"The answer to {self.question} was carried, so nobody has moderated it.")

    def ticked(self, not_in_place: Iterable[str]) -> Answer:
        """The same answer with what was ticked in its tick list."""
        return replace(self, not_in_place=frozenset(not_in_place))


@dataclass(frozen=True)
class Source:
    """A return whose answers may be used elsewhere.

    `about` names every establishment it speaks for: one, or all schools of a trust. `signed_on` is the head's
    signature, from which age is counted, `board_signed_on` that of the board. `whose` begins its explanations.
    `overlay`: it was given for the establishment by the body above it. Where it answers the very version that the
    target asks with, an answer to a question is about that question, whatever its tags. `sealed`: it is as it was
    signed, and nothing is asked below its answers.
    """

    id: str
    form: Form
    about: frozenset[str]
    scope: str
    answers: tuple[Answer, ...] = field(repr=False)
    signed_on: date | None = None
    board_signed_on: date | None = None
    whose: str = "Your"
    overlay: bool = False
    sealed: bool = False

    def __post_init__(self) -> None:
        seen = set()
        for answer in self.answers:
            question = self.form.question(answer.question)
            if (answer.question, answer.rating) in seen:
                raise AnswerProblem(f"{self.form.code}, {answer.question}: the same rating is given twice.")
            seen.add((answer.question, answer.rating))
            colour = question.scale.colour_of(answer.value) if question.scale else None
            if answer.not_in_place is not None:
                require_ticks(question, colour, answer.not_in_place)


def require_ticks(question: Question, colour: Colour | None, not_in_place: frozenset[str]) -> None:
    """Ticks refine an amber answer and name expectations of the question; raises `TickProblem`."""
    if colour is not Colour.AMBER:
        raise TickProblem(f"{question.id} is not amber, so nothing is ticked below it.")
    if not not_in_place <= question.expectations:
        raise TickProblem(f"{question.id} does not ask about {min(not_in_place - question.expectations)}.")
    if question.complete and not not_in_place:
        raise TickProblem(f"{question.id} is amber, so at least one of these is not in place yet: tick it.")


@dataclass(frozen=True)
class Target:
    """A return to be filled on a day; what is chosen so far, and the register's reasons why things do not apply."""

    id: str
    form: Form
    establishment: str
    scope: str
    on: date
    chosen: Mapping[str, str] = field(default_factory=dict, repr=False)
    register_reasons: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for question in self.chosen:
            if question not in self.form.by_id:
                raise FormProblem(f"The form {self.form.code} has no question {question}.")


@dataclass(frozen=True)
class AgeLimits:
    """For how many months after signing an answer may be made ready, by kind; 0: never."""

    practice: int = 12
    people_and_training: int = 6
    count: int = 0

    def months(self, one: Kind, other: Kind) -> int:
        """The shorter limit of the two kinds."""
        limits = {
            Kind.PRACTICE: self.practice,
            Kind.PEOPLE_AND_TRAINING: self.people_and_training,
            Kind.COUNT: self.count,
        }
        return min(limits[one], limits[other])
