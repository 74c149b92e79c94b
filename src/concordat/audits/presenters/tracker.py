"""The partnership's side: the tracker with its counts, filters, list and file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.audits.models import AuditCycle
from concordat.audits.presenters.instead import in_list
from concordat.audits.presenters.returns import day
from concordat.audits.presenters.states import StateTag, tag
from concordat.audits.tracking import Tracker, TrackerFilters, TrackerRow
from concordat.audits.vocabulary import AWAITED, SCHEME_NAMES, STATE_NAMES, ReturnState, Scheme
from concordat.core import clock, paging
from concordat.establishments.queries import EstablishmentBrief

PAGE = 50
CSV_HEADER = (
    "Setting",
    "URN",
    "Phase",
    "Type",
    "Trust",
    "Scheme",
    "State",
    "Answered",
    "Needed",
    "Submitted",
    "Instead",
)
SORTS = {"name": "Setting", "phase": "Phase", "type": "Type", "state": "State"}


@dataclass(frozen=True)
class Row:
    """A line of the list."""

    name: str
    href: str
    urn: str
    phase: str
    type_group: str
    trust: str
    progress: str
    tag: StateTag
    submitted: str
    asks: bool
    instead: str
    outside_waits: bool


def filters_from(query: QueryDict) -> TrackerFilters:
    """What the address narrows the list to; what is not known is left out."""
    state = query.get("state", "")
    return TrackerFilters(
        state=state if state in set(ReturnState) else "",
        phase=query.get("phase", "")[:60],
        type_group=query.get("type", "")[:60],
        trust=query.get("trust", "")[:250],
        search=query.get("search", "")[:100],
        asks=query.get("asks") == "1",
        late_on=clock.today() if query.get("late") == "1" else None,
        outside=query.get("outside") == "1",
    )


def csv_row(row: TrackerRow) -> tuple[object, ...]:
    """A line of the file."""
    return (
        row.name,
        row.urn,
        row.phase,
        row.type_group,
        row.trust,
        SCHEME_NAMES[Scheme(row.scheme)],
        STATE_NAMES[row.state],
        row.answered,
        row.needed,
        f"{row.submitted_at:%Y-%m-%d}" if row.submitted_at else "",
        in_list(row.accepted),
    )


def tracker_page(
    cycle: AuditCycle, found: Tracker, filters: TrackerFilters, query: QueryDict, *, today: date
) -> dict[str, Any]:
    """Everything that the tracker's page shows."""
    rows = _sorted(found.rows, query.get("sort", "name"))
    number = paging.number_of(query, len(rows), size=PAGE)
    here = reverse("audits:tracker", args=[cycle.pk])
    days = (cycle.closes_on - today).days
    return {
        "returned": {
            "id": "returned",
            "label": "Returned",
            "done": found.returned,
            "total": found.total,
            "text": f"{found.returned} of {found.total} returned"
            + (f"; {found.exempt} exempt besides" if found.exempt else ""),
        },
        "window": _window(cycle, days),
        "states": [
            {"tag": tag(state), "count": count, "href": f"{here}?state={state}"}
            for state, count in sorted(found.by_state.items(), key=lambda item: list(ReturnState).index(item[0]))
        ],
        "groups": [
            {"title": "By phase", "rows": found.by_phase.items()},
            {"title": "By type of setting", "rows": found.by_type_group.items()},
            {"title": "By trust", "rows": found.by_trust.items()},
        ],
        "rows": [_row(row) for row in rows[(number - 1) * PAGE : number * PAGE]],
        "sorts": [{"text": text, "href": paging.with_query(here, query, sort=sort)} for sort, text in SORTS.items()],
        "count_text": f"{len(rows)} of {found.total + found.exempt} returns",
        "pages": paging.links(here, query, number, len(rows), size=PAGE),
        "chosen": filters,
        "choices": {
            "state": [(state.value, name, filters.state == state) for state, name in STATE_NAMES.items()],
            "phase": [(phase, phase, filters.phase == phase) for phase in found.by_phase],
            "type": [(group, group, filters.type_group == group) for group in found.by_type_group],
            "trust": [(trust, trust, filters.trust == trust) for trust in found.by_trust],
        },
        "csv_href": reverse("audits:tracker_csv", args=[cycle.pk]) + (f"?{query.urlencode()}" if query else ""),
        "breadcrumbs": [{"text": "Audits", "href": reverse("audits:cycles")}],
    }


def _window(cycle: AuditCycle, days: int) -> str:
    if cycle.state == "draft":
        return f"Prepared. Opens on {day(cycle.opens_on)}."
    if cycle.state == "closed":
        return f"Closed on {day(cycle.closed_at.date())}." if cycle.closed_at else "Closed."
    if days < 0:
        return f"The last day was {day(cycle.closes_on)}. Late returns are still taken."
    return f"Open until {day(cycle.closes_on)}: {days} {'day' if days == 1 else 'days'} left."


def _row(row: TrackerRow) -> Row:
    return Row(
        name=row.name,
        href=reverse("audits:read" if row.is_returned else "audits:standing", args=[row.return_id]),
        urn=row.urn,
        phase=row.phase,
        type_group=row.type_group,
        trust=row.trust,
        progress=f"{row.answered} of {row.needed}" if row.needed else "",
        tag=tag(row.state),
        submitted=_when(row),
        asks=row.asks,
        instead=in_list(row.accepted),
        outside_waits=row.outside_waits,
    )


def _when(row: TrackerRow) -> str:
    if row.submitted_at:
        return day(row.submitted_at.date())
    return f"until {day(row.extended_to)}" if row.extended_to and row.state in AWAITED else ""


def _sorted(rows: tuple[TrackerRow, ...], by: str) -> list[TrackerRow]:
    order = list(ReturnState)
    keys = {
        "phase": lambda row: (row.phase, row.name.lower()),
        "type": lambda row: (row.type_group, row.name.lower()),
        "state": lambda row: (order.index(row.state), row.name.lower()),
    }
    return sorted(rows, key=keys[by]) if by in keys else list(rows)


def narrow(settings: Iterable[EstablishmentBrief]) -> dict[str, list[tuple[str, str]]]:
    """By which facts a new audit can be narrowed, with how many settings each value has."""
    counted: dict[str, Counter[tuple[str, str]]] = {"phase": Counter(), "type_group": Counter(), "trust_id": Counter()}
    for brief in settings:
        counted["phase"][(brief.phase, brief.phase)] += 1
        counted["type_group"][(brief.type_group, brief.type_group)] += 1
        if brief.trust_id is not None:
            counted["trust_id"][(str(brief.trust_id), brief.trust_name)] += 1
    return {
        fact: [(value, f"{text} ({count})") for (value, text), count in sorted(found.items(), key=_by_text) if text]
        for fact, found in counted.items()
    }


def _by_text(item: tuple[tuple[str, str], int]) -> str:
    return item[0][1].lower()
