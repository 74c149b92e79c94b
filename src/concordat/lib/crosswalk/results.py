"""What is offered for a question to be filled: values with their provenance and their explanation in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from concordat.lib.crosswalk import wording
from concordat.lib.crosswalk.carrying import Certainty
from concordat.lib.crosswalk.relations import Relation
from concordat.lib.crosswalk.scales import Colour
from concordat.lib.crosswalk.sources import Rating


class Rule(StrEnum):
    """By which rule something is certain."""

    EQUAL = "equal"
    SUPERSET = "superset"
    SUBSET = "subset"
    JOINT_COVER = "joint_cover"
    TICKED = "ticked"


class Obstacle(StrEnum):
    """Why an answer is a suggestion only."""

    OTHER_SCOPE = "other_scope"
    UNSIGNED = "unsigned"
    BOARD_NOT_SIGNED = "board_not_signed"
    STALE = "stale"
    CHANGED = "changed"
    GUIDANCE_CHANGED = "guidance_changed"
    TAGS_NOT_AGREED = "tags_not_agreed"
    ANSWERED_HERE = "answered_here"
    NEVER_CARRIES = "never_carries"
    TAGS_NOT_COMPLETE = "tags_not_complete"
    PART_ONLY = "part_only"
    OVERLAPS_ONLY = "overlaps_only"
    NOT_ALL_IN_PLACE = "not_all_in_place"
    AMBER = "amber"
    RED = "red"
    NOT_APPLICABLE = "not_applicable"
    SOURCES_DISAGREE = "sources_disagree"


@dataclass(frozen=True)
class Origin:
    """An answer as its source gives it: which return, which version of the question, what it says, whose rating."""

    source: str
    form: str
    version: str
    form_title: str
    question: str
    question_text: str
    value: str
    colour: Colour | None
    rating: Rating
    signed_on: date | None
    ticked: frozenset[str] | None = None
    whose: str = "Your"


@dataclass(frozen=True)
class Provenance:
    """Where something comes from, to be kept with a carried answer beside who confirmed it and when.

    `rule` is none where nothing follows. `shared` are the expectations that both questions ask about.
    """

    origin: Origin
    relation: Relation
    rule: Rule | None
    shared: frozenset[str]


@dataclass(frozen=True)
class Statement:
    """One thing that is certain about a question by what it rests on; several sources where they cover it together."""

    certainty: Certainty
    sources: tuple[Provenance, ...]

    @property
    def newest(self) -> date:
        """When the newest of its sources was signed."""
        return max((each.origin.signed_on for each in self.sources if each.origin.signed_on), default=date.min)

    @property
    def words(self) -> str:
        """In words, for the page."""
        return wording.statement(self)


@dataclass(frozen=True)
class Ready:
    """An answer made ready: pre-selected, and still to be confirmed by a person.

    `agreeing` are other sources that say the same. It is a self-rating at its target, whoever rated its source.
    """

    question: str
    value: str
    statement: Statement
    agreeing: tuple[Statement, ...] = ()

    @property
    def colour(self) -> Colour:
        """The colour of the value."""
        colour = self.statement.certainty.colour
        assert colour is not None
        return colour

    @property
    def sources(self) -> tuple[Provenance, ...]:
        """What it rests on."""
        return self.statement.sources

    @property
    def rating(self) -> Rating:
        """A carried answer is never moderated."""
        return Rating.SELF

    @property
    def words(self) -> str:
        """In words, for the page."""
        return self.statement.words


@dataclass(frozen=True)
class TickList:
    """Which of these is not in place yet? Asked once below an amber answer; what is ticked serves every target."""

    source: str
    question: str
    expectations: tuple[str, ...]


@dataclass(frozen=True)
class Suggestion:
    """An answer that overlaps, shown and not selected; `missing` is what it does not ask about."""

    question: str
    provenance: Provenance
    certainty: Certainty
    obstacles: tuple[Obstacle, ...]
    missing: frozenset[str]
    tick_list: TickList | None = None

    @property
    def words(self) -> str:
        """In words, for the page."""
        return wording.suggestion(self)


@dataclass(frozen=True)
class Contradiction:
    """A chosen green against what is certain elsewhere: the page asks for a reason."""

    question: str
    chosen: str
    statements: tuple[Statement, ...]

    @property
    def words(self) -> str:
        """In words, for the page."""
        return wording.contradiction(self)
