"""Papers that would be short without saying so: a visitor is given no answers of the returns they still visit."""

from __future__ import annotations

from typing import Any

from concordat.audits import access, checking_access
from concordat.audits.models import AuditCycle
from concordat.core.actor import Actor
from concordat.core.problems import Problem


class WouldBeShort(Problem):
    """A paper about all returns, asked for by somebody who does not see all of them."""


def visited_by(actor: Actor, **where: Any) -> int:
    """How many of the returns the actor still visits. One query."""
    if actor.person_id is None:
        return 0
    every = access.visible_returns(actor).filter(submitted_at__isnull=False, **where)
    return every.exclude(checking_access.returns_not_visited(actor)).count()


def require_whole(actor: Actor, cycle: AuditCycle) -> None:
    """A paper about a cycle is made by somebody who sees every return; raises `WouldBeShort`. One query."""
    if sentence := why_short(visited_by(actor, cycle=cycle)):
        raise WouldBeShort(sentence)


def why_partnership_short(actor: Actor, partnership_id: int) -> str:
    """Why all that a partnership has is not this person's to take now; empty where it is. One query."""
    return why_short(visited_by(actor, partnership_id=partnership_id))


def why_short(visited: int) -> str:
    """What the visitor reads, with what to do."""
    if not visited:
        return ""
    some = "1 of these returns, and its answers are" if visited == 1 else f"{visited} of these returns, and answers are"
    return (
        f"You visit {some} kept from you until you have finished. Let a colleague who visits none of them make it,"
        " or finish first."
    )


def not_counted(actor: Actor, cycle: AuditCycle) -> str:
    """The same for a page that is shown without them; empty where none is missing. One query."""
    visited = visited_by(actor, cycle=cycle)
    if not visited:
        return ""
    some = "1 return is" if visited == 1 else f"{visited} returns are"
    return f"{some} not counted here, because you visit the setting and have not finished."
