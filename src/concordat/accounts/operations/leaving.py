"""A leaver's access ends at once, open sessions too."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from concordat.accounts import access
from concordat.accounts.models import RoleHeld
from concordat.core import jobs, journal
from concordat.core.actor import Actor
from concordat.core.clock import ENGLAND, day_of
from concordat.core.problems import Problem

FURTHEST = timedelta(days=366)


class RoleHasEnded(Problem):
    """A role that has ended already."""


def end_role(*, held: RoleHeld, by: Actor, at: datetime) -> None:
    """End a role now. Roles are read at every request, so access is gone with this transaction;
    when no role is left, a job removes the open sessions as well."""
    access.require(by, "accounts.end_role", held.organisation)
    if held.ends_at is not None and held.ends_at <= at:
        raise RoleHasEnded("This role has ended already.")
    with journal.entry("accounts.role.ended", by=by, at=at, about=held, details={"role": held.role}):
        held.ends_at = max(at, held.starts_at)
        held.save(update_fields=["ends_at"])
    jobs.defer("accounts.end_sessions_without_role", person_id=held.person_id)


def end_role_on(*, held: RoleHeld, last_day: date, by: Actor, at: datetime) -> None:
    """End a role with the end of a day, today or later; said again, the day is the one said last."""
    access.require(by, "accounts.end_role", held.organisation)
    if held.ends_at is not None and held.ends_at <= at:
        raise RoleHasEnded("This role has ended already.")
    if last_day < day_of(at):
        raise RoleHasEnded("This day is over. Give today or a later day.")
    if last_day - day_of(at) > FURTHEST:
        raise RoleHasEnded("This is more than a year away. Say it when the day is nearer.")
    ends_at = datetime.combine(last_day + timedelta(days=1), time(), tzinfo=ENGLAND)
    with journal.entry("accounts.role.ends_on", by=by, at=at, about=held, details={"role": held.role, "on": last_day}):
        held.ends_at = max(ends_at, held.starts_at)
        held.save(update_fields=["ends_at"])


def keep_role(*, held: RoleHeld, by: Actor, at: datetime) -> None:
    """The person stays after all: a role that was to end goes on."""
    access.require(by, "accounts.end_role", held.organisation)
    if held.ends_at is not None and held.ends_at <= at:
        raise RoleHasEnded("This role has ended already. Invite the person again.")
    with journal.entry("accounts.role.kept", by=by, at=at, about=held, details={"role": held.role}):
        held.ends_at = None
        held.save(update_fields=["ends_at"])
