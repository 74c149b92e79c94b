"""Requests of partnerships, drafted and sent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.core.clock import now, today
from concordat.requests import operations
from concordat.requests.models import Request, RequestedSetting
from concordat.requests.operations import Said
from tests.world import ASH, NORTHERN, World


def weekday(after: int) -> date:
    """A weekday that many days on or a little later."""
    day = today() + timedelta(days=after)
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


def said(**more: Any) -> Said:
    """What somebody says of a request, as little as is taken."""
    plain: dict[str, Any] = {
        "kind": "data",
        "title": "How many staff have had the autumn training",
        "why": "To plan places for the spring.",
        "who_sees": "The training officer.",
        "how": "Send one number to training@partnership.example.",
        "minutes": 20,
        "sent_on": today(),
        "due_on": weekday(28),
    }
    return Said(**{**plain, **more})


def a_draft(world: World, partnership: str = NORTHERN, **more: Any) -> Request:
    """Drafted by the business manager."""
    by, at = world.actor(Role.business_manager, partnership), now()
    with acting_as(by, at=at):
        return operations.draft_request(partnership_id=world.id(partnership), said=said(**more), by=by, at=at)


def sent(world: World, partnership: str = NORTHERN, **more: Any) -> Request:
    """Drafted and sent by the business manager."""
    draft, by, at = a_draft(world, partnership, **more), world.actor(Role.business_manager, partnership), now()
    with acting_as(by, at=at):
        operations.send_request(request=draft, shown=operations.digest_of(draft), by=by, at=at)
        return Request.objects.get(pk=draft.pk)


def asked(world: World, request: Request, setting: str = ASH) -> RequestedSetting:
    """What one setting was asked, as its safeguarding lead sees it."""
    with acting_as(world.actor(Role.dsl, setting)):
        return RequestedSetting.objects.get(request=request, establishment_id=world.id(setting))
