"""Where one return stands: its last day, what was asked for and decided, and what can be decided now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from concordat.audits import queries, rules
from concordat.audits.models import AuditReturn, ReturnDecision, ReturnRequest
from concordat.audits.presenters import instead, past
from concordat.audits.presenters.returns import day
from concordat.audits.presenters.states import tag
from concordat.audits.vocabulary import (
    AWAITED,
    DECISION_NAMES,
    EDITABLE,
    REQUEST_NAMES,
    RETURNED,
    DecisionKind,
    RequestKind,
    ReturnState,
)
from concordat.core import clock

LINKS = {
    DecisionKind.extended: "Give more time",
    DecisionKind.exempted: "Make exempt",
    DecisionKind.not_returned: "Record as not returned",
    DecisionKind.resumed: "Ask again",
    DecisionKind.reopened: "Reopen the return",
}
GRANTS = {RequestKind.extension: DecisionKind.extended, RequestKind.exemption: DecisionKind.exempted}


@dataclass(frozen=True)
class Said:
    """A decision, or a request with its answer."""

    title: str
    who: str
    text: str
    answer: str = ""
    grant_href: str = ""
    refuse_href: str = ""


def decided(decision: ReturnDecision) -> Said:
    """A decision in words."""
    title = DECISION_NAMES[DecisionKind(decision.kind)] + (f" until {day(decision.until)}" if decision.until else "")
    return Said(title, f"{decision.decided_name}, {day(clock.day_of(decision.decided_at))}", decision.reason)


def asked(request: ReturnRequest, *, may_decide: bool = False) -> Said:
    """A request in words, with the ways to answer it where it waits."""
    title = f"Asked for: {REQUEST_NAMES[RequestKind(request.kind)].lower()}" + (
        f" until {day(request.until)}" if request.until else ""
    )
    answer = {None: "", True: "Granted. ", False: "Not granted. "}[request.granted] + request.answer
    grant = refuse = ""
    if may_decide and request.decided_at is None:
        kind = GRANTS[RequestKind(request.kind)]
        grant = reverse("audits:decide", args=[request.audit_return_id, kind])
        refuse = reverse("audits:refuse_request", args=[request.pk])
    who = f"{request.asked_name}, {day(clock.day_of(request.asked_at))}"
    return Said(title, who, request.why, answer, grant, refuse)


def all_said(audit_return: AuditReturn) -> list[Said]:
    """Requests and decisions as the setting reads them. Two queries."""
    requests = [asked(one) for one in queries.requests_of(audit_return)]
    return requests + [decided(one) for one in queries.decisions_of(audit_return)]


def possible(audit_return: AuditReturn, *, at: datetime) -> list[DecisionKind]:
    """What can be decided about it now."""
    state = ReturnState(audit_return.state)
    if audit_return.cycle.state != "open":
        return []
    if state in RETURNED:
        return [DecisionKind.reopened]
    if state not in AWAITED:
        return [DecisionKind.resumed] + ([DecisionKind.exempted] if state is ReturnState.not_returned else [])
    late = rules.is_overdue(queries.facts_of(audit_return), today=clock.day_of(at))
    return [DecisionKind.extended, DecisionKind.exempted] + ([DecisionKind.not_returned] if late else [])


def _day_of(moment: datetime | None) -> str:
    return day(clock.day_of(moment)) if moment else "None yet"


def _instead(audit_return: AuditReturn) -> list[dict[str, Any]]:
    """What outside audits stand for, where they do; the sections are no answer and say nothing of one."""
    said = instead.in_words(queries.form_of(audit_return), audit_return.accepted)
    return [{"key": "Accepted from outside", "value": "; ".join(said)}] if said else []


def standing(audit_return: AuditReturn, *, may_decide: bool, at: datetime) -> dict[str, Any]:
    """Everything that the page shows; nothing of what the return says."""
    kinds = possible(audit_return, at=at) if may_decide else []
    is_back = audit_return.state in RETURNED
    progress = f"{audit_return.answered} of {audit_return.needed}" if audit_return.needed else "Nothing yet"
    rows = [
        {"key": "State", "state": tag(audit_return.state)},
        {"key": "Last day", "value": day(audit_return.due_on) + (" (more time)" if audit_return.extended_to else "")},
        {"key": "Answered", "value": progress},
        *_instead(audit_return),
        {"key": "Last change", "value": _day_of(audit_return.changed_at)},
    ]
    return {
        "audit_return": audit_return,
        "setting": audit_return.establishment.organisation.name,
        "cycle": audit_return.cycle,
        "facts": rows,
        "requests": [asked(one, may_decide=may_decide) for one in queries.requests_of(audit_return)],
        "decisions": [decided(one) for one in queries.decisions_of(audit_return)],
        "links": [
            {"text": LINKS[kind], "href": reverse("audits:decide", args=[audit_return.pk, kind])} for kind in kinds
        ],
        "past": past.lines(queries.past_facts(audit_return)),
        "letter_is_due": may_decide and queries.is_formal_letter_due(audit_return, today=clock.today()),
        "phone_href": reverse("audits:phone", args=[audit_return.pk])
        if may_decide and audit_return.state in EDITABLE and audit_return.cycle.state == "open"
        else "",
        "read_href": reverse("audits:read", args=[audit_return.pk]) if is_back else "",
        "setting_href": reverse("establishments:setting", args=[audit_return.establishment_id]),
        "back_link": {"text": "Back to the tracker", "href": reverse("audits:tracker", args=[audit_return.cycle_id])},
    }
