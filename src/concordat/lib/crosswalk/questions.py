"""Expectations, and questions tagged with the set of expectations they ask about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from concordat.lib.crosswalk.scales import Scale


class BankProblem(ValueError):
    """A bank of expectations that contradicts itself."""


class UnknownExpectation(ValueError):
    """A question is tagged with an expectation that the bank does not have."""


class TagProblem(ValueError):
    """Tags are marked complete that two editors have not agreed, or that are none."""


class FormProblem(ValueError):
    """A form with a question id twice, or an answer to a question that the form does not have."""


class TagState(StrEnum):
    """How far two editors, the second not seeing the first, have come with the tags of a question."""

    DRAFT = "draft"
    AGREED = "agreed"
    DISPUTED = "disputed"


class Kind(StrEnum):
    """What a question is about, as far as it decides how soon an answer grows old."""

    PRACTICE = "practice"
    PEOPLE_AND_TRAINING = "people_and_training"
    COUNT = "count"


@dataclass(frozen=True)
class Expectation:
    """A small, testable thing that guidance expects. An id keeps its meaning for ever.

    A changed meaning is a new expectation that `replaces` the old one: nothing carries from one to the other.
    `changed_on` holds the days from which guidance asks more or other of the same thing.
    """

    id: str
    statement: str = ""
    replaces: str | None = None
    changed_on: tuple[date, ...] = ()


@dataclass(frozen=True)
class Bank:
    """All expectations, each once, in an order that stays; which one, says nothing."""

    expectations: tuple[Expectation, ...]

    def __post_init__(self) -> None:
        replaced: dict[str, str | None] = {}
        for expectation in self.expectations:
            if expectation.id in replaced:
                raise BankProblem(f"The bank has the expectation {expectation.id} twice.")
            replaced[expectation.id] = expectation.replaces
        for new, old in replaced.items():
            if old is not None and old not in replaced:
                raise BankProblem(f"{new} replaces {old}, which the bank does not have.")
        _require_no_ring(replaced)

    @classmethod
    def of(cls, ids: Iterable[str]) -> Bank:
        """A bank of these ids, without statements."""
        return cls(tuple(Expectation(each) for each in ids))

    @cached_property
    def by_id(self) -> dict[str, Expectation]:
        """Every expectation by its id."""
        return {each.id: each for each in self.expectations}

    def changed_between(self, one: date, other: date) -> frozenset[str]:
        """The expectations of which guidance asks something else on the later day than on the earlier one."""
        first, last = sorted((one, other))
        return frozenset(each.id for each in self.expectations if any(first < day <= last for day in each.changed_on))

    def require_known(self, form: Form) -> None:
        """Every tag of the form is in the bank; raises `UnknownExpectation` with the question's id."""
        for question in form.questions:
            unknown = question.expectations - self.by_id.keys()
            if unknown:
                raise UnknownExpectation(f"{form.code}, {question.id}: the bank does not have {min(unknown)}.")


def _require_no_ring(replaced: Mapping[str, str | None]) -> None:
    """What replaces another is newer, so nobody comes back to where they began; each id is walked over once."""
    ended: set[str] = set()
    for begun in replaced:
        walked: set[str] = set()
        at: str | None = begun
        while at is not None and at not in ended:
            if at in walked:
                raise BankProblem(f"{at} replaces itself by way of others.")
            walked.add(at)
            at = replaced[at]
        ended |= walked


@dataclass(frozen=True)
class Question:
    """A question of a form version, with what deciding about its answers needs.

    `complete`: both editors agree that the tags cover everything the question asks. `scale` is none for what
    never carries: confidence, counts, percentages, dates, words. `must` items need the board's signature.
    `inapplicable_when` names the reasons in the register for which the question does not apply.
    `answer_here`: the partnership wants it answered here. `text` is what explanations call the question.
    """

    id: str
    expectations: frozenset[str] = frozenset()
    scale: Scale | None = None
    tags: TagState = TagState.DRAFT
    complete: bool = False
    kind: Kind = Kind.PRACTICE
    must: bool = False
    answer_here: bool = False
    inapplicable_when: frozenset[str] = frozenset()
    text: str = ""

    def __post_init__(self) -> None:
        if self.complete and self.tags is not TagState.AGREED:
            raise TagProblem(f"The tags of {self.id} are marked complete, but two editors have not agreed them.")
        if self.complete and not self.expectations:
            raise TagProblem(f"The tags of {self.id} are marked complete, but it has none.")

    @cached_property
    def agreed(self) -> bool:
        """Whether two editors agree on the tags it has."""
        return self.tags is TagState.AGREED


@dataclass(frozen=True)
class Form:
    """A frozen version of a form. `guidance_on` is the day whose guidance it rests on, as a rule that of publishing."""

    code: str
    version: str
    title: str
    guidance_on: date
    questions: tuple[Question, ...] = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.by_id) != len(self.questions):
            raise FormProblem(f"The form {self.code} has a question id twice.")

    @cached_property
    def by_id(self) -> dict[str, Question]:
        """Every question by its id."""
        return {question.id: question for question in self.questions}

    def question(self, id: str) -> Question:
        """The question of that id; raises `FormProblem`."""
        if id not in self.by_id:
            raise FormProblem(f"The form {self.code} has no question {id}.")
        return self.by_id[id]
