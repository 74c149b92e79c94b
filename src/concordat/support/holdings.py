"""What an officer holds in the support log, for the hand-over list of whoever leaves."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from concordat.core.actor import Actor
from concordat.core.clock import day_of
from concordat.core.holdings import GoesTo, Holding, Leaver, register
from concordat.support import access, queries
from concordat.support.vocabulary import OPEN, TEAM


def _held(actor: Actor, leaver: Leaver, at: datetime) -> list[Holding]:
    """Open requests, open calls and lead settings; they go to a colleague in one step of the case load."""
    if leaver.role not in TEAM or leaver.organisation_id not in access.partnerships_of(actor):
        return []
    here = {"partnership_id": leaver.organisation_id}
    today = day_of(at)
    counted = (
        (access.visible_requests(actor).filter(officer=leaver.person_id, state__in=OPEN, **here), "open request"),
        (access.visible_calls(actor).filter(follower=leaver.person_id, closed_at=None, **here), "open call"),
        (
            access.visible_lead_officers(actor).filter(queries.still_leads(today), person=leaver.person_id, **here),
            "setting led",
        ),
    )
    counts = [(rows.count(), one) for rows, one in counted]
    said = [f"{count} {_many(one, count)}" for count, one in counts if count]
    if not said:
        return []
    href = f"{reverse('support:hand_over', args=[leaver.person_id])}?partnership={leaver.organisation_id}"
    return [Holding("Support of settings", ", ".join(said), GoesTo.keepers, href)]


def _many(one: str, count: int) -> str:
    if count == 1:
        return one
    return "settings led" if one == "setting led" else f"{one}s"


register("support", _held)
