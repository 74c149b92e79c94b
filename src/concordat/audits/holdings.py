"""What somebody at a setting has under way in audits: it belongs to the setting and goes on with the role.

Sections that were handed to a leaver are with the lead again once the role ends.
"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from concordat.accounts.vocabulary import SETTING_TEAM
from concordat.audits import access, handed
from concordat.audits.presenters.returns import day
from concordat.audits.vocabulary import RETURNED, WHOLE_TEAM
from concordat.core.actor import Actor
from concordat.core.clock import day_of
from concordat.core.holdings import GoesTo, Holding, Leaver, register


def _held(actor: Actor, leaver: Leaver, at: datetime) -> list[Holding]:
    if leaver.role not in SETTING_TEAM:
        return []
    return [*_returns(actor, leaver), *_sections(actor, leaver)]


def _sections(actor: Actor, leaver: Leaver) -> list[Holding]:
    rows = handed.held_by_leaver(actor, leaver.person_id, leaver.organisation_id)
    held = handed.count_of_leaver(leaver.person_id, leaver.organisation_id)
    if len(rows) < held:  # the office, and a keeper who reads no answers, are given no sections
        what = "1 section of a return" if held == 1 else f"{held} sections of returns"
        return [Holding(what, "Handed over, not given back yet", GoesTo.lead)]
    return [
        Holding(
            f"Section {row.section} of {row.audit_return.cycle.title}, {row.audit_return.cycle.year}",
            f"Handed over on {day(day_of(row.given_at))}, not given back yet",
            GoesTo.lead,
            reverse("audits:return", args=[row.audit_return_id]),
        )
        for row in rows
    ]


def _returns(actor: Actor, leaver: Leaver) -> list[Holding]:
    if leaver.role not in WHOLE_TEAM:
        return []
    under_way = (
        access.visible_returns(actor)
        .filter(establishment_id=leaver.organisation_id, cycle__state="open")
        .exclude(state__in=RETURNED)
        .select_related("cycle")
    )
    return [
        Holding(
            f"{row.cycle.title}, {row.cycle.year}",
            f"{row.answered} of {row.needed} questions answered" if row.needed else "Nothing answered yet",
            GoesTo.role,
            reverse("audits:return", args=[row.pk]),
        )
        for row in under_way.order_by("cycle__closes_on", "pk")
    ]


register("audits", _held)
