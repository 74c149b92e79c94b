"""After how many minutes without use a session is locked: dated data, so that a change is on record."""

from __future__ import annotations

from datetime import datetime

from concordat.accounts import access
from concordat.accounts.models import IdleRule
from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem

SHORTEST, LONGEST = 5, 120


class IdleRuleNotPossible(Problem):
    """A number of minutes that would lock people out, or nobody at all."""


def set_idle_minutes(*, minutes: int, by: Actor, at: datetime) -> IdleRule:
    """From this moment on; open sessions take it up with their next request a minute later."""
    access.require(by, "accounts.set_idle_minutes")
    if not SHORTEST <= minutes <= LONGEST:
        raise IdleRuleNotPossible(f"Choose between {SHORTEST} and {LONGEST} minutes.")
    made = IdleRule(minutes=minutes, from_at=at)
    with journal.entry("accounts.idle_rule.set", by=by, at=at, about=made, details={"minutes": minutes}):
        made.save(force_insert=True)
    return made
