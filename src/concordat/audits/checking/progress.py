"""How far the checking of an audit has come: every submitted return in four queries, whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Value

from concordat.accounts import queries as account_queries
from concordat.accounts.vocabulary import ROLE_NAMES, Role
from concordat.audits import access as return_access
from concordat.audits import checking_access as access
from concordat.audits.checking_rules import Round
from concordat.audits.models import AuditCycle, AuditReturn, Draw, Representation, Visit
from concordat.audits.vocabulary import CHECKABLE, ReturnState
from concordat.core.actor import Actor


@dataclass(frozen=True)
class Check:
    """One submitted return: who rates it and how far they are, whether it is visited, what the setting heard."""

    return_id: int
    establishment_id: int
    name: str
    phase: str
    trust: str
    state: ReturnState
    submitted_at: datetime
    moderation_id: int | None = None
    moderator: str = ""
    moderator_id: int | None = None
    rated_at: datetime | None = None
    second_id: int | None = None
    second: str = ""
    second_at: datetime | None = None
    visit_id: int | None = None
    visit_on: date | None = None
    visited_at: datetime | None = None
    feedback_at: datetime | None = None
    days_taken: int | None = None
    represented: bool = False
    answered: bool = False

    @property
    def stage(self) -> str:
        """Where its checking stands, as the filter of the list says it."""
        if self.represented and not self.answered:
            return "represented"
        if self.feedback_at:
            return "told"
        if self.rated_at:
            return "rated"
        return "rating" if self.moderation_id else "waiting"


STAGES = {
    "waiting": "Nobody rates it yet",
    "rating": "Being rated",
    "rated": "Rated, no feedback yet",
    "told": "Feedback released",
    "represented": "Asks for another moderator",
}


def checkable(actor: Actor, cycle: AuditCycle) -> Any:
    """Returns of a cycle that can be checked: handed in and not sent back."""
    return return_access.visible_returns(actor).filter(cycle=cycle, state__in=CHECKABLE)


def checks_of(actor: Actor, cycle: AuditCycle) -> list[Check]:
    """Every one of them, by name. Four queries."""
    returns = checkable(actor, cycle).order_by("establishment__sort_name", "pk")
    asked = Representation.objects.filter(audit_return=OuterRef("pk"))
    rows = list(
        returns.values_list(
            "pk",
            "establishment_id",
            "establishment__organisation__name",
            "register",
            "state",
            "submitted_at",
            Exists(asked),
            Exists(asked.exclude(decided_at=None)),
        )
    )
    more = _more(actor, cycle)
    return [
        Check(
            return_id=pk,
            establishment_id=setting,
            name=name,
            phase=str(register.get("phase") or ""),
            trust=str(register.get("trust_name") or ""),
            state=ReturnState(state),
            submitted_at=at,
            represented=represented,
            answered=answered,
            **more.get(pk, {}),
        )
        for pk, setting, name, register, state, at, represented, answered in rows
    ]


def _more(actor: Actor, cycle: AuditCycle) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    of_cycle = {"audit_return__cycle": cycle}
    for one in access.visible_moderations(actor).filter(withdrawn_at=None, **of_cycle).order_by("assigned_at"):
        if one.round == Round.second:
            found[one.audit_return_id] |= {"second_id": one.pk, "second": one.moderator_name, "second_at": one.done_at}
        elif one.round == Round.first:
            found[one.audit_return_id] |= {
                "moderation_id": one.pk,
                "moderator": one.moderator_name,
                "moderator_id": one.moderator_id,
                "rated_at": one.done_at,
            }
    for visit in access.visible_visits(actor).filter(**of_cycle):
        found[visit.audit_return_id] |= {
            "visit_id": visit.pk,
            "visit_on": visit.visit_on,
            "visited_at": visit.locked_at,
        }
    for told in access.visible_feedback(actor).filter(number=1, **of_cycle):
        found[told.audit_return_id] |= {"feedback_at": told.released_at, "days_taken": told.days_taken}
    return found


@dataclass(frozen=True)
class Checker:
    """Somebody who may rate or visit: a person with a role in the partnership."""

    person_id: int
    name: str
    role: str


def checkers_of(actor: Actor, partnership_id: int, *roles: str, at: datetime) -> list[Checker]:
    """Who holds one of these roles in the partnership now. One query."""
    held = account_queries.roles_at(actor, partnership_id, at=at)
    found = {
        row.person_id: Checker(row.person_id, row.person.name, ROLE_NAMES[Role(row.role)])
        for row in held
        if row.role in roles
    }
    return sorted(found.values(), key=lambda one: one.name)


def with_interest(person_id: int, returns: Iterable[AuditReturn]) -> set[int]:
    """Returns of settings where this person holds a role, or at their trust; the database knows. One query."""
    asks = Func(Value(person_id), F("establishment_id"), function="core.has_interest", output_field=BooleanField())
    rows = AuditReturn.objects.filter(pk__in=[one.pk for one in returns]).annotate(interest=asks)
    return {pk for pk, interest in rows.values_list("pk", "interest") if interest}


def visited_by(person_id: int, returns: Iterable[AuditReturn]) -> set[int]:
    """Returns whose settings this person visits or has visited for the partnership. One query."""
    rows = Visit.objects.filter(visitor_id=person_id, audit_return_id__in=[one.pk for one in returns])
    return set(rows.values_list("audit_return_id", flat=True))


def has_rated(person_id: int, audit_return: AuditReturn) -> bool:
    """Whether this person rates it at the desk, or rated any of it before it was given to another. One query."""
    asks = Func(Value(person_id), F("pk"), function="core.has_moderated", output_field=BooleanField())
    return bool(AuditReturn.objects.filter(pk=audit_return.pk).annotate(rated=asks).values_list("rated", flat=True)[0])


def has_coded(person_id: int, audit_return: AuditReturn) -> bool:
    """Whether this person has given notes of the return codes, or settled them. One query."""
    asks = Func(Value(person_id), F("pk"), function="core.has_coded", output_field=BooleanField())
    return bool(AuditReturn.objects.filter(pk=audit_return.pk).annotate(coded=asks).values_list("coded", flat=True)[0])


def draws_of(actor: Actor, cycle: AuditCycle, kind: str) -> list[Draw]:
    """Draws of a kind, the newest first. One query."""
    return list(access.visible_draws(actor).filter(cycle=cycle, kind=kind).order_by("-drawn_at"))
