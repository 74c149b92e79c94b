"""Help for what is not met: proposals beside the action plan, and what the office finds no offer for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.audits.analysis.needs import CycleNeed, NotMet
from concordat.audits.models import AuditCycle
from concordat.audits.presenters.returns import day
from concordat.audits.presenters.states import StateTag
from concordat.audits.vocabulary import LEVELS
from concordat.core import paging
from concordat.resources.queries import Proposed

CSV_HEADER = ("Form", "Question", "Text", "Area", "Do not meet it", "Of", "Without an offer", "Phases without")
PAGE = 50
RATINGS = {"red": StateTag("Not in place", "red"), "amber": StateTag("Partly in place", "yellow")} | {
    "1": StateTag(f"1 {LEVELS['1']}", "red"),
    "2": StateTag(f"2 {LEVELS['2']}", "yellow"),
}


def proposals(found: Iterable[NotMet], offers: Mapping[str, Sequence[Proposed]]) -> list[dict[str, Any]]:
    """Each answer that is not met with its actions and the offers that fit."""
    return [
        {
            "code": one.question.code,
            "text": one.question.text,
            "tag": RATINGS[one.rating],
            "actions": [_action(row) for row in one.plan],
            "offers": [_offer(offer) for offer in offers.get(one.question.code, ())],
        }
        for one in found
    ]


def _action(row: Mapping[str, Any]) -> str:
    when = str(row.get("by_when") or "")
    due = f"by {day(date.fromisoformat(when))}" if when else ""
    more = ", ".join(part for part in (str(row.get("who") or ""), due) if part)
    return f"{row.get('what_will_be_done') or 'An action'}" + (f" ({more})" if more else "")


def _offer(one: Proposed) -> dict[str, str]:
    return {
        "title": one.title,
        "href": reverse("resources:offer", args=[one.id]),
        "agency": one.agency,
        "how": one.how_to_ask,
        "more": ", ".join(part for part in (one.days, one.cost) if part),
    }


def needs_page(cycle: AuditCycle, found: list[CycleNeed], query: QueryDict) -> dict[str, Any]:
    """Counts and one page of needs."""
    shown = narrowed(found, query)
    number = paging.number_of(query, len(shown), size=PAGE)
    here = reverse("audits:needs", args=[cycle.pk])
    return {
        "rows": shown[(number - 1) * PAGE : number * PAGE],
        "alone": sum(1 for one in found if one.without_offer),
        "total": len(found),
        "count_text": f"{len(shown)} of {len(found)} questions",
        "here": here,
        "csv_href": reverse("audits:needs_csv", args=[cycle.pk]) + (f"?{query.urlencode()}" if query else ""),
        "pages": paging.links(here, query, number, len(shown), size=PAGE),
        "breadcrumbs": [
            {"text": "Audits", "href": reverse("audits:cycles")},
            {"text": cycle.title, "href": reverse("audits:tracker", args=[cycle.pk])},
        ],
    }


def narrowed(found: list[CycleNeed], query: QueryDict) -> list[CycleNeed]:
    """Needs that some setting is left alone with; all where the address asks for all."""
    return found if query.get("show") == "all" else [one for one in found if one.without_offer]


def csv_row(one: CycleNeed) -> tuple[object, ...]:
    """A line of the file."""
    phases = "; ".join(f"{phase}: {count}" for phase, count in one.phases.items())
    return (one.form, one.code, one.text, one.area, one.settings, one.of, one.without_offer, phases)
