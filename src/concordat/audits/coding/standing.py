"""The codings of a cycle and how far each is; who may be a coder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from concordat.accounts import queries as account_queries
from concordat.accounts.vocabulary import ROLE_NAMES, Role
from concordat.audits import coding_access as access
from concordat.audits.checking_rules import Round
from concordat.audits.coding_security import CODERS
from concordat.audits.models import AuditCycle, Coding, CodingCoder, CodingResult, Moderation, Visit
from concordat.core.actor import Actor
from concordat.core.problems import NotFound


@dataclass(frozen=True)
class Standing:
    """A coding with its two coders and, once it is frozen, its result."""

    coding: Coding
    coders: tuple[CodingCoder, ...]
    result: CodingResult | None

    @property
    def are_compared(self) -> bool:
        """Whether both have finished, so that each sees the other's codes."""
        return len(self.coders) == 2 and all(one.done_at is not None for one in self.coders)

    @property
    def stage(self) -> str:
        """Where it is, as the list says it."""
        if self.result is not None:
            return "frozen"
        if self.coding.closed_at is not None:
            return "closed"
        if self.coding.started_at is None:
            return "preparing"
        return "comparing" if self.are_compared else "coding"

    def coder(self, actor: Actor) -> CodingCoder | None:
        """The actor as one of the coders."""
        return next((one for one in self.coders if one.person_id == actor.person_id), None)


def codings_of(actor: Actor, cycle: AuditCycle) -> list[Standing]:
    """Every coding of a cycle, the newest first. Two queries."""
    return [_standing(one) for one in _codings(actor).filter(cycle=cycle).order_by("-opened_at", "-pk")]


def coding_for(actor: Actor, coding_id: int) -> Standing:
    """One coding; raises `NotFound` where the actor may not see it. Two queries."""
    found = _codings(actor).select_related("cycle__partnership").filter(pk=coding_id).first()
    if found is None:
        raise NotFound()
    return _standing(found)


def _codings(actor: Actor) -> QuerySet[Coding]:
    coders = Prefetch("coders", access.visible_coders(actor).order_by("position"))
    return access.visible_codings(actor).select_related("result").prefetch_related(coders)


def _standing(coding: Coding) -> Standing:
    return Standing(coding, tuple(coding.coders.all()), getattr(coding, "result", None))


def possible_coders(actor: Actor, partnership_id: int, *, at: datetime) -> dict[int, tuple[str, str]]:
    """Name and role of whoever reads answers for the partnership now, by person. One query."""
    held = account_queries.roles_at(actor, partnership_id, at=at)
    return {row.person_id: (row.person.name, ROLE_NAMES[Role(row.role)]) for row in held if Role(row.role) in CODERS}


def blind_people(cycle: AuditCycle) -> set[int]:
    """Whoever visits a setting of the cycle, or rates a return of it blind, and has not finished. Two queries."""
    visiting = Visit.objects.filter(audit_return__cycle=cycle, locked_at=None, visitor__isnull=False)
    rating = Moderation.objects.filter(audit_return__cycle=cycle, round=Round.second, done_at=None, withdrawn_at=None)
    return {*visiting.values_list("visitor_id", flat=True), *rating.values_list("moderator_id", flat=True)}
