"""Asking about people: who acts, with which roles."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Case, Q, When

from concordat.accounts import tokens
from concordat.accounts.models import Invitation, Organisation, Person, RoleHeld, Session
from concordat.core.actor import Actor, HeldRole
from concordat.core.problems import NotFound


def become(user: Any, *, phase: str = "") -> Actor:
    """Tell PostgreSQL who acts from here on, and give the actor with the roles held at this moment.

    One statement for both. The person is set before the phase ends, so that the policies let the
    person's own roles be read in between; the database's own clock decides which are current.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Actor.nobody()
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('concordat.person', %s, true), set_config('concordat.phase', %s, true),"
            " (select coalesce(jsonb_agg(jsonb_build_array(role, organisation_id) order by organisation_id, role),"
            f" '[]') from {RoleHeld._meta.db_table} where person_id = %s"
            " and starts_at <= core.at() and (ends_at is null or ends_at > core.at()))",
            [str(user.pk), phase, user.pk],
        )
        held = cursor.fetchone()[2]
    rows = json.loads(held) if isinstance(held, str) else held
    return Actor(person_id=user.pk, name=user.name, roles=tuple(HeldRole(role, place) for role, place in rows))


def addresses_at(organisation_id: int, *roles: str) -> list[str]:
    """Mail addresses of the people who hold one of these roles there now; for jobs that write to them."""
    table = RoleHeld._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"select distinct p.email from {table} r join accounts_person p on p.id = r.person_id"
            " where r.organisation_id = %s and r.role = any(%s) and p.is_active"
            " and r.starts_at <= core.at() and (r.ends_at is null or r.ends_at > core.at()) order by p.email",
            [organisation_id, list(roles)],
        )
        return [email for (email,) in cursor.fetchall()]


@dataclass(frozen=True)
class InvitationToSend:
    """What the mail needs."""

    email: str
    token: str


def invitation_to_send(invitation_id: int, *, at: datetime) -> InvitationToSend | None:
    """An invitation that still waits, with the secret of its link rebuilt."""
    found = Invitation.objects.filter(pk=invitation_id, accepted_at=None, withdrawn_at=None, expires_at__gt=at).first()
    return InvitationToSend(found.email, tokens.token_for(found.pk, found.nonce)) if found else None


def invitation_by_token(token: str, *, at: datetime) -> Invitation | None:
    """The invitation behind a link, while it can be used."""
    return (
        Invitation.objects.select_related("organisation")
        .filter(token_hash=tokens.hash_of(token), accepted_at=None, withdrawn_at=None, expires_at__gt=at)
        .first()
    )


def end_sessions_without_role(person_id: int, *, at: datetime) -> int:
    """Delete the open sessions of a person without a current role; says how many."""
    current = Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    if RoleHeld.objects.filter(current, person_id=person_id, starts_at__lte=at).exists():
        return 0
    return Session.objects.filter(person_id=person_id).delete()[0]


def organisation(organisation_id: int) -> Organisation:
    """One organisation; raises `NotFound`."""
    try:
        return Organisation.objects.get(pk=organisation_id)
    except Organisation.DoesNotExist:
        raise NotFound() from None


def roles_at(organisation_id: int, *, at: datetime) -> list[RoleHeld]:
    """Who holds which role there now, as far as the actor may see."""
    current = Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    found = RoleHeld.objects.filter(current, organisation_id=organisation_id, starts_at__lte=at)
    return list(found.select_related("person", "organisation").order_by("role", "person__name"))


def invitations_at(organisation_id: int, *, at: datetime) -> list[Invitation]:
    """Invitations that still wait, as far as the actor may see."""
    return list(
        Invitation.objects.filter(
            organisation_id=organisation_id, accepted_at=None, withdrawn_at=None, expires_at__gt=at
        ).order_by("-invited_at")
    )


def role_held(role_id: int) -> RoleHeld:
    """One role that the actor may see; raises `NotFound`."""
    try:
        return RoleHeld.objects.select_related("person", "organisation").get(pk=role_id)
    except RoleHeld.DoesNotExist:
        raise NotFound() from None


@dataclass(frozen=True)
class DemoPerson:
    """An invented person with a role and a place."""

    person_id: int
    name: str
    role: str
    place: str


def demo_people(search: str = "", *, most: int) -> list[DemoPerson]:
    """The invented people of a demo, the partnership's own first; narrowed by name, role or place."""
    found = RoleHeld.objects.filter(ends_at=None, person__is_active=True)
    if search:
        found = found.filter(
            Q(person__name__icontains=search)
            | Q(organisation__name__icontains=search)
            | Q(role__icontains=search.replace(" ", "_"))
        )
    first = Case(When(organisation__kind="partnership", then=0), When(organisation__kind="trust", then=1), default=2)
    rows = found.order_by(first, "organisation__name", "pk").values_list(
        "person_id", "person__name", "role", "organisation__name"
    )
    return [DemoPerson(*row) for row in rows[:most]]


def demo_person(person_id: int) -> Person | None:
    """An invented person to sign in as."""
    return Person.objects.filter(pk=person_id, is_active=True).first()
