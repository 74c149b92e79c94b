"""What became of one request, setting by setting, for the office; and what one setting reads of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.core import paging
from concordat.core.clock import day_of
from concordat.requests.models import Request, RequestedSetting
from concordat.requests.presenters.outlook import facts
from concordat.requests.presenters.words import cells, columns, day, minutes, settings
from concordat.requests.vocabulary import OUTCOME_NAMES, REFUSAL_NAMES, Outcome, State

PAGE = 50
HEADER = ("Setting", "State", "When", "Minutes taken", "Reason", "Words")


def request_page(request: Request, rows: Sequence[RequestedSetting], query: QueryDict) -> dict[str, Any]:
    """The request, counts by outcome, reasons, and a page of the list."""
    here = reverse("requests:request", args=[request.pk])
    shown = narrowed(rows, query)
    number = paging.number_of(query, len(shown), size=PAGE)
    counted = Counter(row.outcome for row in rows)
    reasons = Counter(row.refusal for row in rows if row.refusal)
    taken = [row.minutes_taken for row in rows if row.minutes_taken is not None]
    return {
        "asked": request,
        "facts": facts(request, settings(len(rows))),
        "is_withdrawn": request.state == State.withdrawn,
        "states": [
            {"count": counted[outcome], "name": OUTCOME_NAMES[outcome][0], "href": f"{here}?outcome={outcome}#list"}
            for outcome in Outcome
        ],
        "reasons": [f"{REFUSAL_NAMES[code]}: {count}" for code, count in reasons.most_common()],
        "taken_text": _taken(request, taken),
        "count_text": f"{len(shown)} of {settings(len(rows))}",
        "table": {
            "caption": "Settings asked",
            "id": "settings",
            "columns": columns(("Setting", "State", "When", "What they say")),
            "rows": [_row(row) for row in shown[(number - 1) * PAGE : number * PAGE]],
        },
        "pages": paging.links(here, query, number, len(shown), size=PAGE),
        "csv_href": reverse("requests:request_csv", args=[request.pk]) + (f"?{query.urlencode()}" if query else ""),
        "withdraw_href": reverse("requests:withdraw", args=[request.pk]),
        "back_link": {
            "text": "What we ask of settings",
            "href": reverse("requests:calendar", args=[request.partnership_id]),
        },
    }


def _taken(request: Request, taken: Sequence[int]) -> str:
    if not taken:
        return ""
    return (
        f"{settings(len(taken))} said how long it took: {minutes(round(sum(taken) / len(taken)))} on average;"
        f" you had said {minutes(request.minutes)}."
    )


def narrowed(rows: Sequence[RequestedSetting], query: QueryDict) -> list[RequestedSetting]:
    """The rows that fit the filter of the address."""
    outcome = query.get("outcome", "")
    return [row for row in rows if outcome not in set(Outcome) or row.outcome == outcome]


def _row(row: RequestedSetting) -> dict[str, Any]:
    text, colour = OUTCOME_NAMES[row.outcome]
    said = REFUSAL_NAMES.get(row.refusal, "")
    return cells(
        (
            {"text": row.establishment.organisation.name},
            {"tag": {"text": text, "colour": colour}},
            {"text": day(day_of(row.at)) if row.at else "", "hint": row.person_name},
            {"text": said or (minutes(row.minutes_taken) if row.minutes_taken else ""), "hint": row.words},
        )
    )


def csv_row(row: RequestedSetting) -> tuple[object, ...]:
    """A line of the file."""
    when = day_of(row.at) if row.at else ""
    said = (REFUSAL_NAMES.get(row.refusal, ""), row.words)
    return (row.establishment.organisation.name, OUTCOME_NAMES[row.outcome][0], when, row.minutes_taken, *said)


def asked_page(row: RequestedSetting, *, may_answer: bool, may_refuse: bool) -> dict[str, Any]:
    """What one setting reads of a request, and what it can do."""
    request, place = row.request, [row.request_id, row.establishment_id]
    text, colour = OUTCOME_NAMES[row.outcome]
    stands = request.state == State.sent
    return {
        "asked": request,
        "setting": row.establishment.organisation.name,
        "partnership": request.partnership.organisation.name,
        "facts": facts(request, ""),
        "state": {"text": text, "colour": colour} if stands else {"text": "Withdrawn", "colour": "grey"},
        "withdrawn_because": request.withdrawn_because,
        "said": _said(row),
        "answer_href": reverse("requests:answer", args=place)
        if stands and may_answer and row.outcome != Outcome.answered
        else "",
        "refuse_href": reverse("requests:refuse", args=place)
        if stands and may_refuse and row.outcome == Outcome.open
        else "",
        "back_link": {"text": "What is asked of us", "href": reverse("requests:own")},
    }


def _said(row: RequestedSetting) -> str:
    if row.at is None:
        return ""
    when = f"{row.person_name} on {day(day_of(row.at))}"
    if row.outcome == Outcome.answered:
        return f"Answered: {when}."
    return f"Refused: {when}. {REFUSAL_NAMES[row.refusal]}. {row.words}".strip()
