"""What the pages of case load, cover and lead officers say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.core import paging
from concordat.establishments.queries import EstablishmentBrief
from concordat.support.models import LeadOfficer
from concordat.support.presenters import lists
from concordat.support.presenters.lists import day
from concordat.support.queries import Officer
from concordat.support.tracking import Load

LOAD_HEADER = (
    "Officer",
    "Open requests",
    "Late",
    "Open calls",
    "Settings led",
    "Oldest request",
    "Away until",
    "Covered by",
)
LEADS_HEADER = ("Setting", "URN", "Phase", "Type", "Trust", "Lead officer", "Since")


def load_table(loads: Sequence[Load], today: date, *, suffix: str = "") -> dict[str, Any]:
    """Who has what."""
    texts = ("Officer", "Open requests", "Late", "Open calls", "Settings led", "Oldest request")
    return {
        "caption": "Case load today",
        "id": "load",
        "columns": [{"text": text, "numeric": place > 0} for place, text in enumerate(texts)],
        "rows": [{"cells": _load_cells(load, today, suffix)} for load in loads],
    }


def _load_cells(load: Load, today: date, suffix: str) -> list[dict[str, Any]]:
    age = (today - load.oldest_on).days if load.oldest_on else None
    name: dict[str, Any] = {"text": load.name, "hint": _said_of(load)}
    if load.person_id is not None and load.has_something:
        name["href"] = reverse("support:hand_over", args=[load.person_id]) + suffix
    numbers = (load.requests, load.late, load.calls, load.settings)
    return [
        name,
        *({"text": str(number), "numeric": True} for number in numbers),
        {"text": "" if age is None else "Today" if age == 0 else f"{age} days", "numeric": True},
    ]


def _said_of(load: Load) -> str:
    said = [] if load.is_officer or load.person_id is None else ["Not in the team any more: hand over"]
    if load.away_until:
        said.append(f"Away until {day(load.away_until)}, covered by {load.covered_by}")
    if load.covers:
        said.append(f"Covers for {', '.join(load.covers)}")
    return ". ".join(said)


def load_row(load: Load) -> tuple[object, ...]:
    """A line of the file."""
    return (
        load.name,
        load.requests,
        load.late,
        load.calls,
        load.settings,
        load.oldest_on,
        load.away_until,
        load.covered_by,
    )


def narrowed(
    settings: Iterable[EstablishmentBrief], leads: Mapping[int, LeadOfficer], query: QueryDict
) -> list[EstablishmentBrief]:
    """The settings that the address asks for."""
    lead, search, trust = query.get("lead", ""), query.get("search", "").lower(), query.get("trust", "").lower()

    def fits(brief: EstablishmentBrief) -> bool:
        held = leads.get(brief.id)
        return (
            query.get("phase", "") in ("", brief.phase)
            and query.get("type", "") in ("", brief.type_group)
            and search in brief.name.lower()
            and trust in brief.trust_name.lower()
            and (not lead or (held is None if lead == "none" else held is not None and str(held.person_id) == lead))
        )

    return [brief for brief in settings if fits(brief)]


def leads_page(
    settings: Sequence[EstablishmentBrief],
    shown: Sequence[EstablishmentBrief],
    leads: Mapping[int, LeadOfficer],
    officers: Sequence[Officer],
    query: QueryDict,
) -> dict[str, Any]:
    """One page of settings with who leads for them."""
    here = reverse("support:leads")
    number = paging.number_of(query, len(shown), size=lists.PAGE)
    fields = [
        lists.words("search", "Setting", query),
        lists.select("phase", "Phase", [(one, one) for one in sorted({b.phase for b in settings if b.phase})], query),
        lists.select("type", "Type", [(one, one) for one in sorted({b.type_group for b in settings})], query),
        lists.words("trust", "Trust (part of its name)", query),
        lists.select("lead", "Lead officer", [("none", "Nobody"), *((str(o.id), o.name) for o in officers)], query),
    ]
    return {
        "table": {
            "caption": "Settings and their lead officers",
            "id": "leads",
            "columns": [{"text": text} for text in ("Setting", "Phase and type", "Trust", "Lead officer")],
            "rows": [
                {"cells": _lead_cells(brief, leads.get(brief.id))}
                for brief in shown[(number - 1) * lists.PAGE : number * lists.PAGE]
            ],
        },
        "count": len(shown),
        "count_text": f"{len(shown)} of {len(settings)} settings",
        "filters": lists.filters("Narrow the settings", here, fields, query),
        "pages": paging.links(here, query, number, len(shown), size=lists.PAGE),
        "csv_href": reverse("support:leads_csv") + (f"?{query.urlencode()}" if query else ""),
    }


def _lead_cells(brief: EstablishmentBrief, lead: LeadOfficer | None) -> list[dict[str, Any]]:
    return [
        {"text": brief.name, "href": reverse("establishments:setting", args=[brief.id])},
        {"text": brief.phase, "hint": brief.type_group},
        {"text": brief.trust_name},
        {"text": lead.person.name, "hint": f"since {day(lead.from_on)}"} if lead else {"text": "Nobody"},
    ]


def lead_row(brief: EstablishmentBrief, lead: LeadOfficer | None) -> tuple[object, ...]:
    """A line of the file."""
    return (
        brief.name,
        brief.urn,
        brief.phase,
        brief.type_group,
        brief.trust_name,
        lead.person.name if lead else "",
        lead.from_on if lead else "",
    )
