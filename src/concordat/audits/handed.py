"""Asking who has which section of a return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, F, OuterRef, Q, QuerySet

from concordat.accounts import queries as account_queries
from concordat.accounts.vocabulary import ROLE_NAMES, SETTING_TEAM, Role
from concordat.audits import access, queries
from concordat.audits.models import AuditReturn, Delegation
from concordat.audits.row_security import DELEGATORS
from concordat.audits.vocabulary import EDITABLE
from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.establishments import access as establishment_access

PLACE = ("audit_return__cycle", "audit_return__establishment__organisation")


@dataclass(frozen=True)
class Colleague:
    """Somebody of the setting, with the roles held there."""

    id: int
    name: str
    roles: tuple[Role, ...]

    @property
    def said(self) -> str:
        """Name and roles."""
        return (
            f"{self.name}, {' and '.join(ROLE_NAMES[role][:1].lower() + ROLE_NAMES[role][1:] for role in self.roles)}"
        )


def colleagues(actor: Actor, audit_return: AuditReturn, *, at: datetime) -> list[Colleague]:
    """Everybody else who holds a role at the setting now, as far as the actor may see. One query."""
    found: dict[int, list[Role]] = {}
    names: dict[int, str] = {}
    for held in account_queries.roles_at(actor, audit_return.establishment_id, at=at):
        if held.role in SETTING_TEAM and held.person_id != actor.person_id and held.person.is_active:
            found.setdefault(held.person_id, []).append(Role(held.role))
            names[held.person_id] = held.person.name
    return [
        Colleague(id, names[id], tuple(roles)) for id, roles in sorted(found.items(), key=lambda one: names[one[0]])
    ]


def current(actor: Actor, audit_return: AuditReturn, *, at: datetime) -> list[Delegation]:
    """Sections that are out, or back and not confirmed; `stays` is 0 where the colleague has left. One query."""
    rows = access.visible_delegations(actor).filter(audit_return=audit_return, ended_at=None, confirmed_at=None)
    return list(with_stays(rows, at=at).select_related("person").order_by("section", "pk"))


def with_stays(rows: QuerySet[Delegation], *, at: datetime) -> QuerySet[Delegation]:
    """The same, each with `stays`: how many roles its person holds at the setting now."""
    held, here = "person__roles", F("establishment_id")
    current = Q(**{f"{held}__ends_at__isnull": True}) | Q(**{f"{held}__ends_at__gt": at})
    roles = Q(**{f"{held}__role__in": SETTING_TEAM, f"{held}__organisation_id": here, f"{held}__starts_at__lte": at})
    return rows.annotate(stays=Count(held, filter=roles & current))


def is_out(row: Delegation) -> bool:
    """With a colleague who is still there; one whose colleague has left is back with the lead by itself."""
    return row.done_at is None and row.ended_at is None and row.stays > 0  # type: ignore[attr-defined]


def out_of(actor: Actor, audit_return: AuditReturn, *, at: datetime) -> list[Delegation]:
    """What keeps a return from being finished. One query."""
    return [row for row in current(actor, audit_return, at=at) if is_out(row)]


def with_me(actor: Actor, audit_return: AuditReturn) -> list[Delegation]:
    """Sections of a return that are out with the actor. One query."""
    return list(access.sections_out(actor).filter(audit_return=audit_return).order_by("section"))


def lock(actor: Actor, audit_return: AuditReturn) -> tuple[AuditReturn, frozenset[str]]:
    """The return, locked, with every question that is out with the actor; `NotFound` where none is. One query."""
    mine = access.sections_out(actor).filter(audit_return=OuterRef("pk")).values("questions")
    every = AuditReturn.objects.select_for_update(of=("self",)).select_related(*queries.WITH)
    found = every.annotate(mine=ArraySubquery(mine)).filter(pk=audit_return.pk).first()
    if found is None or not found.mine:
        raise NotFound()
    return found, frozenset(code for questions in found.mine for code in questions)


def delegation_for(actor: Actor, delegation_id: int) -> Delegation:
    """One that the actor may see; raises `NotFound`."""
    found = access.visible_delegations(actor).filter(pk=delegation_id).first()
    if found is None:
        raise NotFound()
    return found


def own(actor: Actor, return_id: int, section: str) -> Delegation | None:
    """The last time that this section was handed to the actor, whatever became of it. One query."""
    rows = access.visible_delegations(actor).filter(audit_return_id=return_id, section=section)
    return rows.filter(person_id=actor.person_id or 0).order_by("-pk").first()


def for_the_first_page(actor: Actor) -> tuple[list[Delegation], list[Delegation]]:
    """What is out with the actor, and what colleagues gave back for the actor to read over. One query."""
    if not actor.holds(*SETTING_TEAM):
        return [], []
    settings = establishment_access.establishments_of(actor, *DELEGATORS)
    back = Q(establishment_id__in=settings.values("pk"), done_at__isnull=False, confirmed_at=None)
    own = Q(person_id=actor.person_id, establishment_id__in=actor.organisations(*SETTING_TEAM), done_at=None)
    rows = Delegation.objects.filter(
        back | own, ended_at=None, audit_return__state__in=sorted(EDITABLE), audit_return__cycle__state="open"
    )
    found = list(rows.select_related(*PLACE).order_by("wanted_on", "given_at", "pk"))
    return [row for row in found if row.done_at is None], [row for row in found if row.done_at is not None]


def held_by_leaver(actor: Actor, person_id: int, establishment_id: int) -> list[Delegation]:
    """Sections that somebody has not given back yet, as far as the actor may see. One query."""
    rows = access.visible_delegations(actor).filter(
        person_id=person_id,
        establishment_id=establishment_id,
        done_at=None,
        ended_at=None,
        audit_return__state__in=sorted(EDITABLE),
        audit_return__cycle__state="open",
    )
    return list(rows.select_related("audit_return__cycle").order_by("pk"))


def count_of_leaver(person_id: int, establishment_id: int) -> int:
    """How many they are, for whoever keeps the accounts of the setting and reads none of them. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select core.sections_of_leaver(%s, %s)", [person_id, establishment_id])
        row = cursor.fetchone()
    return int(row[0])


def of_leavers(*, at: datetime) -> list[Delegation]:
    """Sections whose colleague holds no role at the setting any more; for the system. One query."""
    rows = Delegation.objects.filter(done_at=None, ended_at=None)
    every = with_stays(rows, at=at).select_related("audit_return").order_by("pk")
    return [row for row in every if not is_out(row)]


def to_tell(delegation_id: int) -> Delegation | None:
    """One that is still out; for the notifier."""
    return Delegation.objects.filter(pk=delegation_id, done_at=None, ended_at=None).first()
