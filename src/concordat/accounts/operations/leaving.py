"""A leaver's access ends at once, open sessions too."""

from __future__ import annotations

from datetime import datetime

from concordat.accounts import access
from concordat.accounts.models import RoleHeld
from concordat.core import jobs, journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem


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
