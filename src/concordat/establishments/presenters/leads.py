"""Safeguarding leads of many settings, as a page and as a file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.core import paging
from concordat.core.actor import Actor
from concordat.core.clock import now
from concordat.core.permissions import allows_somewhere
from concordat.core.tasks import Task
from concordat.core.together import Rows, Want
from concordat.establishments.leads import SettingLeads, without_lead
from concordat.establishments.rules import Gap

KIND = "Settings without a safeguarding lead"
MINUTES_A_SETTING = 5  # a letter or a call
PAGE = 50
CSV_HEADER = ("Setting", "URN", "Phase", "Trust", "Lead", "What is missing")
GAPS = {
    Gap.no_lead: ("No lead named", "red"),
    Gap.training_unknown: ("Training not known", "yellow"),
    Gap.training_due: ("Training due", "orange"),
    Gap.no_cover: ("No cover", "yellow"),
}


@dataclass(frozen=True)
class LeadsRow:
    """A setting on the page."""

    name: str
    href: str
    hint: str
    leads: str
    tags: tuple[dict[str, str], ...]


def narrowed(rows: list[SettingLeads], query: QueryDict) -> list[SettingLeads]:
    """Settings with the gap that the address asks for; with any gap unless it asks for all."""
    wanted = query.get("gap", "")
    if wanted in set(Gap):
        return [row for row in rows if wanted in row.gaps]
    return rows if wanted == "all" else [row for row in rows if row.gaps]


def leads_page(rows: list[SettingLeads], query: QueryDict) -> dict[str, Any]:
    """Counts by gap, and one page of settings."""
    counted = Counter(gap for row in rows for gap in row.gaps)
    shown = narrowed(rows, query)
    number = paging.number_of(query, len(shown), size=PAGE)
    here = reverse("establishments:leads")
    return {
        "rows": [_row(row) for row in shown[(number - 1) * PAGE : number * PAGE]],
        "whole": sum(not row.gaps for row in rows),
        "total": len(rows),
        "states": [
            {"count": counted[gap], "tag": _tag(gap), "href": f"{here}?gap={gap}#list"} for gap in Gap if counted[gap]
        ],
        "count_text": f"{len(shown)} of {len(rows)} settings",
        "csv_href": f"{reverse('establishments:leads_csv')}?{query.urlencode()}",
        "pages": paging.links(here, query, number, len(shown), size=PAGE),
    }


def _row(row: SettingLeads) -> LeadsRow:
    return LeadsRow(
        row.brief.name,
        reverse("establishments:setting", args=[row.brief.id]),
        ", ".join(part for part in (row.brief.phase, row.brief.trust_name) if part),
        ", ".join(row.leads),
        tuple(_tag(gap) for gap in row.gaps),
    )


def _tag(gap: Gap) -> dict[str, str]:
    text, colour = GAPS[gap]
    return {"text": text, "colour": colour}


def csv_row(row: SettingLeads) -> tuple[object, ...]:
    """A line of the file."""
    missing = "; ".join(GAPS[gap][0] for gap in row.gaps)
    brief = row.brief
    return (brief.name, brief.urn, brief.phase, brief.trust_name, "; ".join(row.leads), missing)


def wants(actor: Actor, *, today: date) -> list[Want]:
    """Settings without a lead, for the first page of whoever keeps an area or a trust."""
    if not allows_somewhere(actor, "establishments.see_leads"):
        return []
    return [Want(without_lead(actor, at=now()), lambda rows: _tasks(rows, today))]


def _tasks(rows: Rows, today: date) -> list[Task]:
    found = [pk for (pk,) in rows]
    count = len(found)
    if not found:
        return []
    title = f"{count} {'setting names' if count == 1 else 'settings name'} no safeguarding lead"
    href = f"{reverse('establishments:leads')}?gap={Gap.no_lead}#list"
    return [
        Task(
            title,
            "Every school and college has one",
            "As soon as you can",
            href,
            today,
            kind=KIND,
            minutes=MINUTES_A_SETTING * count,
            parts=tuple(found),
        )
    ]
