"""A setting goes on under another entry: its people go with it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from concordat.accounts import access
from concordat.accounts.models import Invitation, Organisation, RoleHeld
from concordat.core import journal
from concordat.core.actor import Actor


def move_people(*, from_id: int, to_id: int, by: Actor, at: datetime) -> int:
    """Roles that are held at the one end there and start at the other; invitations that wait lead to the other.

    Each role is journalled as every role is. What somebody holds at both goes on at the other only. Says
    how many roles ended.
    """
    there, other = Organisation.objects.get(pk=from_id), Organisation.objects.get(pk=to_id)
    access.require(by, "accounts.end_role", there)
    access.require(by, "accounts.invite_person", other)
    current = Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    moving = list(RoleHeld.objects.filter(current, organisation=there).order_by("pk"))
    known = set(RoleHeld.objects.filter(organisation=other, ends_at=None).values_list("person_id", "role"))
    for held in moving:
        _end(held, by=by, at=at)
        if (held.person_id, held.role) not in known:
            known.add((held.person_id, held.role))
            _start(held, other, by=by, at=at)
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at, organisation=there)
    for invitation in waiting:
        with journal.entry("accounts.invitation.moved", by=by, at=at, about=invitation, details={"to": other.pk}):
            Invitation.objects.filter(pk=invitation.pk).update(organisation=other)
    return len(moving)


def withdraw_invitations(*, organisation_id: int, by: Actor, at: datetime) -> int:
    """A setting has shut: the links of invitations that wait stop working at once. Says how many."""
    there = Organisation.objects.get(pk=organisation_id)
    access.require(by, "accounts.invite_person", there)
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at, organisation=there)
    for invitation in (every := list(waiting)):
        with journal.entry("accounts.invitation.withdrawn", by=by, at=at, about=invitation):
            Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=at)
    return len(every)


def rename_setting(*, organisation_id: int, name: str, by: Actor, at: datetime) -> None:
    """A setting that the register does not hold is called otherwise."""
    access.require(by, "accounts.found_setting")
    body = Organisation.objects.get(pk=organisation_id)
    with journal.entry("accounts.organisation.renamed", by=by, at=at, about=body):
        body.name = name
        body.save(update_fields=["name"])


def _end(held: RoleHeld, *, by: Actor, at: datetime) -> None:
    with journal.entry("accounts.role.ended", by=by, at=at, about=held, details={"role": held.role}):
        RoleHeld.objects.filter(pk=held.pk).update(ends_at=max(at, held.starts_at))


def _start(held: RoleHeld, other: Organisation, *, by: Actor, at: datetime) -> None:
    made = RoleHeld(person_id=held.person_id, organisation=other, role=held.role, starts_at=max(at, held.starts_at))
    made.ends_at = held.ends_at
    with journal.entry("accounts.role.started", by=by, at=at, about=made, details={"role": made.role}):
        made.save(force_insert=True)
