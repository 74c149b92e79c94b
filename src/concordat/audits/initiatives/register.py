"""The register of an area's initiatives: each with the recommendations it answers and how far it is taken up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from concordat.audits import queries
from concordat.audits.checking import recommendations
from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.establishments import queries as establishment_queries
from concordat.establishments.queries import EstablishmentBrief
from concordat.partnership import queries as partnership_queries
from concordat.resources.initiatives import queries as initiative_queries
from concordat.resources.initiatives import reviews, rules
from concordat.resources.initiatives.queries import Taken

if TYPE_CHECKING:
    from concordat.resources.models import Initiative, TakeUp


@dataclass(frozen=True)
class Answered:
    """A recommendation, of a review or of the partnership's own tracker, as the register names it."""

    code: str
    says: str
    source: str


@dataclass(frozen=True)
class Row:
    """One initiative: how many settings it is for, and who takes part."""

    initiative: Initiative
    answers: tuple[Answered, ...]
    reaches: int
    taken: Taken

    def state(self, day: date) -> str:
        """To come, running or over."""
        return state_of(self.initiative, day)


@dataclass(frozen=True)
class Register:
    """Every initiative of a partnership, and every recommendation that one may answer."""

    partnership_id: int
    name: str
    rows: tuple[Row, ...]
    recommended: Mapping[str, Answered]

    def answering(self, code: str) -> list[Row]:
        """Initiatives that answer a recommendation."""
        return [row for row in self.rows if code in row.initiative.answers]


def state_of(one: Initiative, day: date) -> str:
    """To come, running or over."""
    ended = one.ended_at is not None
    if rules.is_over(until_on=one.until_on, ended=ended, day=day):
        return "over"
    return "running" if rules.is_running(from_on=one.from_on, until_on=one.until_on, ended=ended, day=day) else "coming"


def recommended(actor: Actor, partnership_id: int) -> dict[str, Answered]:
    """What may be answered: reviews first, then what the partnership's own tracker follows. One query."""
    found = {one.code: Answered(one.code, one.says, one.source) for one in reviews.recommended().values()}
    for local in recommendations.recommendations_of(actor, partnership_id):
        code = f"{rules.LOCAL}{local.pk}"
        found[code] = Answered(code, local.title, local.source)
    return found


def register_of(actor: Actor, partnership_id: int, *, day: date) -> Register:
    """The register of a partnership whose team the actor is in; raises `NotFound`. Six queries."""
    if partnership_id not in initiative_queries.partnerships_read(actor):
        raise NotFound()
    name = partnership_queries.partnership(partnership_id).organisation.name
    known = recommended(actor, partnership_id)
    taken = initiative_queries.taken_up(actor, partnership_id)
    settings = queries.settings_of(partnership_id, on=day)
    rows = tuple(
        Row(one, answers_of(one, known), sum(is_for(one, each) for each in settings), taken.get(one.pk, Taken()))
        for one in initiative_queries.initiatives(actor, partnership_id)
    )
    return Register(partnership_id, name, rows, known)


def answers_of(one: Initiative, known: Mapping[str, Answered]) -> tuple[Answered, ...]:
    """What it answers; one of the tracker that is followed no more keeps its number."""
    return tuple(
        known.get(code, Answered(code, "A recommendation that is followed no more", "")) for code in one.answers
    )


def is_for(one: Initiative, setting: EstablishmentBrief) -> bool:
    """Whether an initiative is for a setting."""
    return rules.is_for(setting.phase, setting.authority_id, phases=one.phases, authorities=one.authorities)


@dataclass(frozen=True)
class Place:
    """A setting that an initiative is for, or that takes part, and what it said."""

    setting: EstablishmentBrief
    take_up: TakeUp | None


def places_of(actor: Actor, one: Initiative, *, day: date) -> list[Place]:
    """Every setting that it is for, and those that take part all the same, by name. Four queries."""
    said = initiative_queries.take_up(actor, one.pk)
    settings = [
        each for each in queries.settings_of(one.partnership_id, on=day) if is_for(one, each) or each.id in said
    ]
    gone = establishment_queries.briefs_of(set(said) - {each.id for each in settings})
    return [Place(each, said.get(each.id)) for each in _by_name([*settings, *gone])]


def _by_name(settings: Iterable[EstablishmentBrief]) -> list[EstablishmentBrief]:
    return sorted(settings, key=lambda each: (each.name.lower(), each.id))


@dataclass(frozen=True)
class Offered:
    """An initiative as a setting sees it."""

    initiative: Initiative
    by: str
    answers: tuple[Answered, ...]
    take_up: TakeUp | None
    state: str


def offered_to(actor: Actor, setting: EstablishmentBrief, *, day: date) -> list[Offered]:
    """What the area offers that a setting could join or has joined. Five queries."""
    if setting.authority_id is None:
        return []
    theirs = partnership_queries.partnerships_with([setting.authority_id], day)
    said = initiative_queries.take_up_at(actor, setting.id)
    known: dict[int, dict[str, Answered]] = {one: recommended(actor, one) for one in sorted(theirs)}
    return [
        Offered(
            one,
            one.partnership.organisation.name,
            answers_of(one, known[one.partnership_id]),
            said.get(one.pk),
            state,
        )
        for one in initiative_queries.offered_to(actor, theirs)
        if one.pk in said or ((state_of(one, day)) != "over" and is_for(one, setting))
        for state in [state_of(one, day)]
    ]
