"""Feedback for a setting, and the setting's way to ask that somebody else looks again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from concordat.audits import checking_access as access
from concordat.audits import operations, queries
from concordat.audits.checking import letters, standing
from concordat.audits.checking_forms import DecideRepresentation, OnePerson, Represent, Words
from concordat.audits.checking_row_security import CHECKERS
from concordat.audits.checking_rules import Outcome
from concordat.audits.presenters import moderation as say
from concordat.audits.presenters import plans as plans_say
from concordat.audits.presenters.returns import day
from concordat.audits.views.checking import asked, people, typed
from concordat.core import clock
from concordat.core.clock import now
from concordat.core.problems import NotFound
from concordat.core.views import ActorRequest, permission

if TYPE_CHECKING:
    from concordat.audits.models import AuditReturn

BOTH = ["GET", "HEAD", "POST"]


@require_safe
@permission("audits.see_feedback")
def feedback(request: ActorRequest, return_id: int) -> HttpResponse:
    """What the partnership found, what follows, and how to see it otherwise. For the DSL, head, chair and trust."""
    found = letters.letter_for(request.actor, return_id)
    audit_return = found.audit_return
    may_ask = (
        found.representation is None
        and clock.today() <= found.first.represent_by
        and access.allows(request.actor, "audits.represent", audit_return)
    )
    may_change = access.allows(request.actor, "audits.change_action", audit_return)
    page = {
        **say.letter_page(found),
        "may_represent": may_ask,
        "actions": [plans_say.action_row(one, may_change=may_change) for one in found.actions],
        "back_link": _back(request, audit_return),
    }
    return render(request, "audits/feedback.html", page)


def _back(request: ActorRequest, audit_return: AuditReturn) -> dict[str, str]:
    if access.allows(request.actor, "audits.see_checking", audit_return):
        return {"text": "Back to its checking", "href": reverse("audits:check_of", args=[audit_return.pk])}
    return {"text": "Back to the return", "href": reverse("audits:return", args=[audit_return.pk])}


@require_http_methods(BOTH)
@permission("audits.release_feedback")
def release(request: ActorRequest, return_id: int) -> HttpResponse:
    """Release feedback to one setting. For the education safeguarding lead."""
    audit_return = _of_partnership(request, return_id, "audits.release_feedback")
    page = {
        "caption": say.setting_of(audit_return),
        "title": "Release feedback",
        "says": [
            "The setting reads these words, then its own ratings beside yours, what a visitor found, and the actions "
            "that follow. What is released is not changed any more."
        ],
        "button": "Release feedback",
        "back_link": _back(request, audit_return),
    }

    def do(given: dict[str, Any]) -> Any:
        return operations.release_feedback(audit_return=audit_return, by=request.actor, at=now(), **given)

    return asked(request, Words(typed(request)), do, page, lambda _: reverse("audits:check_of", args=[return_id]))


@require_http_methods(BOTH)
@permission("audits.represent")
def represent(request: ActorRequest, return_id: int) -> HttpResponse:
    """Ask for another moderator. For the head or the designated safeguarding lead."""
    found = letters.letter_for(request.actor, return_id)
    access.require(request.actor, "audits.represent", found.audit_return)
    page = {
        "caption": say.setting_of(found.audit_return),
        "title": "Ask for another moderator",
        "says": [
            "Somebody who has not rated your return looks at it again and decides. You can ask once, until "
            f"{day(found.first.represent_by)}: 20 school days after your feedback."
        ],
        "button": "Ask",
        "back_link": {"text": "Back to the feedback", "href": reverse("audits:feedback", args=[return_id])},
    }

    def do(given: dict[str, Any]) -> Any:
        return operations.represent(audit_return=found.audit_return, by=request.actor, at=now(), **given)

    return asked(request, Represent(typed(request)), do, page, lambda _: reverse("audits:feedback", args=[return_id]))


@require_http_methods(BOTH)
@permission("audits.assign_checks")
def look_again(request: ActorRequest, return_id: int) -> HttpResponse:
    """Ask somebody who has not rated it to look again. For the office."""
    audit_return = _of_partnership(request, return_id, "audits.assign_checks")
    asks = standing.representation_for(request.actor, audit_return)
    if asks is None or asks.decided_at is not None:
        raise NotFound()
    form = OnePerson(typed(request), people=people(request, audit_return.partnership_id, *CHECKERS))
    page = {
        "caption": say.setting_of(audit_return),
        "title": "Ask another moderator to look again",
        "says": ["Somebody who has not rated this return, and who decides."],
        "quote": asks.why,
        "quote_by": asks.asked_name,
        "button": "Ask",
        "back_link": _back(request, audit_return),
    }

    def do(given: dict[str, Any]) -> Any:
        return operations.assign_again(audit_return=audit_return, by=request.actor, at=now(), **given)

    return asked(request, form, do, page, lambda _: reverse("audits:check_of", args=[return_id]))


@require_http_methods(BOTH)
@permission("audits.decide_representation")
def decide(request: ActorRequest, return_id: int) -> HttpResponse:
    """Decide what a setting represented. For the other moderator."""
    audit_return = _of_partnership(request, return_id, "audits.decide_representation")
    asks = standing.representation_for(request.actor, audit_return)
    if asks is None:
        raise NotFound()
    page = {
        "caption": say.setting_of(audit_return),
        "title": "Decide what the setting asks",
        "says": ["The setting gets your answer as feedback, with your ratings over the first ones."],
        "quote": asks.why,
        "quote_by": asks.asked_name,
        "button": "Decide",
        "back_link": _back(request, audit_return),
    }

    def do(given: dict[str, Any]) -> Any:
        outcome, answer = Outcome(given["outcome"]), given["answer"]
        return operations.decide_representation(
            representation=asks, outcome=outcome, answer=answer, by=request.actor, at=now()
        )

    form = DecideRepresentation(typed(request))
    return asked(request, form, do, page, lambda _: reverse("audits:check_of", args=[return_id]))


def _of_partnership(request: ActorRequest, return_id: int, permission_: str) -> AuditReturn:
    audit_return = queries.return_for(request.actor, return_id)
    access.require(request.actor, permission_, audit_return)
    if audit_return.submitted_at is None:
        raise NotFound("This return has not been submitted yet.")
    return audit_return
