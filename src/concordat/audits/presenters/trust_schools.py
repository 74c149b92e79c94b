"""The list of all schools of a trust, and its file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.audits.presenters.returns import day
from concordat.audits.presenters.states import StateTag, tag
from concordat.audits.trusts.schools import SORTS, Filters, Line, sorted_by
from concordat.audits.vocabulary import STATE_NAMES, ReturnState
from concordat.core import paging

PAGE = 50
CSV_HEADER = (
    "School", "URN", "Authority", "Partnership", "Audit", "State", "Last day", "Questions left",
    "Confirmed from the trust", "Whose turn",
)  # fmt: skip
NAMES = {"school": "School", "due": "Last day", "left": "Questions left", "state": "State"}


def filters_from(query: QueryDict) -> Filters:
    """What the address narrows the list to; what is not known is left out."""
    state = query.get("state", "")
    return Filters(
        search=query.get("search", "")[:100],
        partnership=query.get("partnership", "")[:250],
        authority=query.get("authority", "")[:250],
        state=state if state in set(ReturnState) else "",
    )


def page(trust_id: int, lines: Sequence[Line], query: QueryDict, *, today: date) -> dict[str, Any]:
    """Everything that the page shows."""
    chosen = filters_from(query)
    sort = query.get("sort", "") if query.get("sort", "") in SORTS else "school"
    kept = sorted_by((line for line in lines if chosen.keeps(line)), sort)
    number = paging.number_of(query, len(kept), size=PAGE)
    here = reverse("audits:trust_schools", args=[trust_id])
    asked = [line for line in lines if line.audit_return is not None]
    return {
        "chosen": chosen,
        "over": query.get("over") == "1",
        "choices": {
            "partnership": sorted({line.partnership for line in asked}),
            "authority": sorted({line.authority for line in lines}),
            "state": [(str(state), STATE_NAMES[state]) for state in ReturnState],
        },
        "summary": _summary(lines, today=today),
        "count_text": f"{len(kept)} of {len(lines)} lines",
        "sorts": [
            {"text": NAMES[one], "href": paging.with_query(here, query, sort=one), "is_on": one == sort}
            for one in SORTS
        ],
        "csv_href": paging.with_query(reverse("audits:trust_schools_csv", args=[trust_id]), query),
        "rows": [_row(line, today=today) for line in kept[(number - 1) * PAGE : number * PAGE]],
        "pages": paging.links(here, query, number, len(kept), size=PAGE),
    }


def _summary(lines: Sequence[Line], *, today: date) -> str:
    schools, partnerships = {line.school.id for line in lines}, {line.partnership for line in lines} - {""}
    awaited = [line for line in lines if line.is_awaited]
    late = sum(line.due_on is not None and line.due_on < today for line in awaited)
    asking = "1 partnership asks" if len(partnerships) == 1 else f"{len(partnerships)} partnerships ask"
    return (
        f"{len(schools)} school{'' if len(schools) == 1 else 's'}; {asking}."
        f" {len(awaited)} return{'' if len(awaited) == 1 else 's'} awaited, {late} of them late;"
        f" {sum(line.left for line in awaited)} questions left."
    )


def _row(line: Line, *, today: date) -> dict[str, Any]:
    found = line.audit_return
    return {
        "school": line.school.name,
        "hint": line.authority,
        "href": reverse("audits:return", args=[found.pk]) if found else "",
        "audit": f"{found.cycle.title}, {found.cycle.year}" if found else "Nobody asks this school now",
        "partnership": line.partnership,
        "tag": tag(line.state) if found else StateTag("Not asked", "grey"),
        "due": day(line.due_on) if line.due_on else "",
        "is_late": line.due_on is not None and line.due_on < today,
        "left": line.left if line.is_awaited else "",
        "from_trust": line.from_trust,
        "with_whom": line.with_whom,
    }


def csv_row(line: Line) -> tuple[object, ...]:
    """A line of the file."""
    found = line.audit_return
    return (
        line.school.name,
        line.school.urn,
        line.authority,
        line.partnership,
        f"{found.cycle.title}, {found.cycle.year}" if found else "",
        STATE_NAMES[ReturnState(line.state)] if found else "",
        line.due_on.isoformat() if line.due_on else "",
        line.left if line.is_awaited else "",
        line.from_trust if found else "",
        line.with_whom,
    )
