"""What the pages of requests say, to the team and to a setting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.core import paging
from concordat.core.clock import day_of
from concordat.establishments.queries import EstablishmentBrief
from concordat.partnership.queries import PartnershipBody
from concordat.support import rules
from concordat.support.models import Answer, HelpRequest, LeadOfficer
from concordat.support.operations import AnsweredMeanwhile
from concordat.support.presenters import lists
from concordat.support.presenters.lists import day
from concordat.support.queries import Counted, Officer
from concordat.support.vocabulary import KIND_NAMES, OPEN, STATE_NAMES

CSV_HEADER = (
    "Setting", "URN", "About", "What was asked", "State", "Asked on", "Answer by", "Officer", "Answered on",
    "School days to the answer", "Minutes",
)  # fmt: skip
COUNTS_HEADER = ("Setting", "URN", "Calls", "Requests", "Answered", "Waiting", "Late", "Minutes")
SORTS = {
    "due": ("answer_by", "pk"),
    "newest": ("-asked_at", "-pk"),
    "setting": ("establishment__sort_name", "pk"),
}
COLUMNS = (("Setting", "setting"), ("What is asked", ""), ("Asked", "newest"), ("Answer by", "due"), ("State", ""))
WHICH = {
    "open": "Open",
    "late": "Late",
    "nobody": "Nobody has it",
    **{key: text for key, (text, _) in STATE_NAMES.items()},
}


def tag(state: str) -> dict[str, str]:
    """A state as a tag."""
    text, colour = STATE_NAMES[state]
    return {"text": text, "colour": colour}


def partnerships(over: Iterable[PartnershipBody], leads: Mapping[int, str]) -> list[tuple[str, str]]:
    """Whom a setting may ask, with who answers there."""
    return [
        (str(one.id), f"{one.name} (your support officer is {leads[one.id]})" if one.id in leads else one.name)
        for one in over
    ]


def lead_names(leads: Iterable[LeadOfficer]) -> list[str]:
    """Support officers, once each; with their partnership where there are several."""
    every = list(leads)
    several = len({row.partnership_id for row in every}) > 1
    names = [
        f"{row.person.name} ({row.partnership.organisation.name})" if several else row.person.name for row in every
    ]
    return list(dict.fromkeys(names))


def narrowed(found: Any, query: QueryDict, today: date) -> Any:
    """Those that the address asks for: the open ones where it says nothing."""
    which = lists.among(query, "state", [*WHICH, "all"]) or "open"
    if which in ("open", "late", "nobody"):
        found = found.filter(state__in=OPEN)
    elif which != "all":
        found = found.filter(state=which)
    if which == "late":
        found = found.filter(answer_by__lt=today)
    if which == "nobody":
        found = found.filter(officer=None)
    if kind := lists.among(query, "kind", KIND_NAMES):
        found = found.filter(kind=kind)
    if (officer := lists.number(query, "officer")) is not None:
        found = found.filter(officer_id=officer)
    if search := query.get("search", "").replace("\x00", "")[:100]:
        found = found.filter(establishment__organisation__name__icontains=search)
    return found.order_by(*SORTS[lists.among(query, "sort", SORTS) or "due"])


def listed(found: Any, query: QueryDict, officers: Sequence[Officer], today: date) -> dict[str, Any]:
    """One page of requests for the team. Two queries."""
    here, count = reverse("support:requests"), found.count()
    number = paging.number_of(query, count, size=lists.PAGE)
    sort = lists.among(query, "sort", SORTS) or "due"
    fields = [
        lists.words("search", "Setting", query),
        lists.select("state", "State", [*_but_open(), ("all", "Every state")], query, otherwise=WHICH["open"]),
        lists.select("kind", "About", KIND_NAMES.items(), query),
        lists.select("officer", "Officer", [(str(one.id), one.name) for one in officers], query),
    ]
    which = lists.among(query, "state", [*WHICH, "all"]) or "open"
    return {
        "table": {
            "caption": "Requests" if which == "all" else f"Requests: {WHICH[which].lower()}",
            "id": "requests",
            "columns": [
                {
                    "text": text,
                    "href": paging.with_query(here, query, sort=name) if name else "",
                    "sort": ("descending" if name == "newest" else "ascending") if name == sort else "none",
                }
                for text, name in COLUMNS
            ],
            "rows": [{"cells": _cells(row, today)} for row in found[(number - 1) * lists.PAGE : number * lists.PAGE]],
        },
        "count": count,
        "count_text": f"{count:,} {'request' if count == 1 else 'requests'}",
        "filters": lists.filters("Narrow the requests", here, fields, query),
        "pages": paging.links(here, query, number, count, size=lists.PAGE),
        "csv_href": reverse("support:requests_csv") + (f"?{query.urlencode()}" if query else ""),
    }


def _but_open() -> list[tuple[str, str]]:
    return [(name, text) for name, text in WHICH.items() if name != "open"]


def _cells(row: HelpRequest, today: date) -> list[dict[str, Any]]:
    late = rules.is_late(row.state, row.answer_by, today)
    return [
        {"text": row.establishment.organisation.name, "href": reverse("support:request", args=[row.pk])},
        {"text": row.words[:160] + ("…" if len(row.words) > 160 else ""), "hint": KIND_NAMES[row.kind]},
        {"text": lists.short_day(day_of(row.asked_at))},
        {"text": lists.short_day(row.answer_by), "hint": "Late" if late else ""},
        {"tag": tag(row.state), "hint": row.officer.name if row.officer else "Nobody yet"},
    ]


def facts(row: HelpRequest) -> list[dict[str, Any]]:
    """One request, line by line."""
    said = [
        ("About", KIND_NAMES[row.kind]),
        ("What was asked", row.words),
        ("Asked", f"{day(day_of(row.asked_at))}, {row.asked_by.name}"),
        ("Answer by", day(row.answer_by) if row.state in OPEN else ""),
        ("Who answers", row.officer.name if row.officer else "Nobody has taken it yet"),
    ]
    return [{"key": key, "value": value} for key, value in said if value]


def answers(rows: Iterable[Answer]) -> list[dict[str, str]]:
    """What was answered, by whom and when."""
    return [{"words": row.words, "who": f"{row.answered_by.name}, {day(day_of(row.answered_at))}"} for row in rows]


def conflict(problem: AnsweredMeanwhile, yours: str) -> dict[str, str]:
    """Both answers, side by side."""
    return {
        "id": "conflict",
        "name": "conflict",
        "title": "Two answers at once",
        "who": problem.theirs.who,
        "when": f"on {day(day_of(problem.theirs.at))}",
        "yours": yours,
        "theirs": problem.theirs.words,
    }


def csv_row(row: HelpRequest) -> tuple[object, ...]:
    """A line of the file."""
    return (
        row.establishment.organisation.name,
        row.establishment.urn,
        KIND_NAMES[row.kind],
        row.words,
        STATE_NAMES[row.state][0],
        day_of(row.asked_at),
        row.answer_by,
        row.officer.name if row.officer else "",
        day_of(row.answered_at) if row.answered_at else "",
        row.answered_in_days,
        row.minutes,
    )


def counts_table(counted: Iterable[Counted], settings: Iterable[EstablishmentBrief]) -> dict[str, Any]:
    """Support given to each of these settings, in numbers."""
    rows = [row for row in counts_rows(counted, settings)]
    return {
        "caption": "Support given so far, in numbers",
        "id": "counts",
        "columns": [{"text": text, "numeric": place > 0} for place, text in enumerate(_without_urn(COUNTS_HEADER))],
        "rows": [
            {"cells": [{"text": str(cell), "numeric": place > 0} for place, cell in enumerate(_without_urn(row))]}
            for row in rows
        ],
    }


def counts_rows(counted: Iterable[Counted], settings: Iterable[EstablishmentBrief]) -> list[tuple[object, ...]]:
    """The same as lines of a file."""
    numbers = {one.establishment_id: one for one in counted}
    return [
        (brief.name, brief.urn, one.calls, one.requests, one.answered, one.waiting, one.late, one.minutes)
        for brief in settings
        if (one := numbers.get(brief.id))
    ]


def _without_urn(row: tuple[object, ...]) -> tuple[object, ...]:
    return (row[0], *row[2:])
