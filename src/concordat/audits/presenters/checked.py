"""What a setting's return page says of checking: a visit and why, feedback, what last year left to do."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from concordat.audits.checking import itinerary, letters
from concordat.audits.checking_rules import REASONS
from concordat.audits.models import AuditReturn
from concordat.audits.presenters import plans
from concordat.audits.presenters.returns import day
from concordat.core.actor import Actor


def of_return(actor: Actor, audit_return: AuditReturn) -> dict[str, Any]:
    """Once it is submitted its visit and feedback, before that what was not done last year. Two queries at most."""
    if audit_return.submitted_at is None:
        left = letters.carried_over(actor, audit_return)
        return {
            "carried": [plans.action_row(one, may_change=True) for one in left],
            "recommendations_href": _recommendations(audit_return),
        }
    visit = itinerary.visit_at(actor, audit_return)
    told = letters.feedback_on(actor, audit_return)
    return {
        "visit_on": day(visit.visit_on) if visit and visit.visit_on else "",
        "visit_why": REASONS[visit.reason] if visit else "",
        "visit_is_done": visit is not None and visit.locked_at is not None,
        "feedback_href": reverse("audits:feedback", args=[audit_return.pk]) if told else "",
        "recommendations_href": _recommendations(audit_return),
    }


def _recommendations(audit_return: AuditReturn) -> str:
    return reverse("audits:our_recommendations", args=[audit_return.establishment_id])
