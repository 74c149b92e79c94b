"""Keepers of accounts as a list, and calls back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from concordat.accounts.vocabulary import ROLE_NAMES, Role
from concordat.core import paging
from concordat.joining.keepers import Keeping, SettingKeepers
from concordat.joining.models import CallBack
from concordat.joining.presenters.papers import day
from concordat.joining.vocabulary import CALL_SOURCES

PAGE = 50
STATES = {
    Keeping.left: ("All have left", "red"),
    Keeping.one: ("One keeper only", "yellow"),
    Keeping.nobody: ("Nobody has joined", "grey"),
    Keeping.kept: ("Two or more", "green"),
}
CSV_HEADER = ("Setting", "URN", "Phase", "Keepers", "State")


@dataclass(frozen=True)
class KeepersRow:
    """A setting on the page."""

    name: str
    href: str
    hint: str
    keepers: int
    tag: dict[str, str]
    call_href: str


@dataclass(frozen=True)
class CallRow:
    """A call on a page."""

    href: str
    setting: str
    rang: str
    spoke: str
    new: str
    email: str
    by: str
    outcome: str


def narrowed(rows: list[SettingKeepers], query: QueryDict) -> list[SettingKeepers]:
    """The settings in the state that the address asks for; with too few keepers unless it asks for all."""
    wanted = query.get("state", "")
    if wanted in set(Keeping):
        return [row for row in rows if row.state == wanted]
    return rows if wanted == "all" else [row for row in rows if row.state in (Keeping.left, Keeping.one)]


def keepers_page(partnership_id: int, rows: list[SettingKeepers], query: QueryDict) -> dict[str, Any]:
    """Counts by state, and one page of settings."""
    counted = Counter(row.state for row in rows)
    shown = sorted(narrowed(rows, query), key=lambda row: list(STATES).index(row.state))
    number = paging.number_of(query, len(shown), size=PAGE)
    here = reverse("joining:keepers", args=[partnership_id])
    return {
        "states": [
            {"count": counted[state], "tag": _tag(state), "href": f"{here}?state={state}#list"}
            for state in STATES
            if counted[state]
        ],
        "rows": [_row(row) for row in shown[(number - 1) * PAGE : number * PAGE]],
        "count_text": f"{len(shown)} of {len(rows)} settings",
        "here": here,
        "csv_href": f"{reverse('joining:keepers_csv', args=[partnership_id])}?{query.urlencode()}",
        "pages": paging.links(here, query, number, len(shown), size=PAGE),
    }


def csv_row(row: SettingKeepers) -> tuple[object, ...]:
    """A line of the file."""
    return (row.brief.name, row.brief.urn, row.brief.phase, row.keepers, STATES[row.state][0])


def _row(row: SettingKeepers) -> KeepersRow:
    call = reverse("joining:note_call", args=[row.brief.id]) if row.state == Keeping.left else ""
    hint = ", ".join(part for part in (row.brief.phase, row.brief.trust_name) if part)
    people = reverse("accounts:people", args=[row.brief.id])
    return KeepersRow(row.brief.name, people, hint, row.keepers, _tag(row.state), call)


def _tag(state: Keeping) -> dict[str, str]:
    text, colour = STATES[state]
    return {"text": text, "colour": colour}


def call_row(call: CallBack) -> CallRow:
    """One call."""
    when = timezone.localtime(call.called_at)
    source = dict(CALL_SOURCES)[call.source]
    outcome = ""
    if call.decided_at is not None:
        said = "Confirmed" if call.confirmed else "Refused"
        outcome = f"{said} by {call.decided_by.name if call.decided_by else 'a second officer'}"
    return CallRow(
        reverse("joining:call", args=[call.pk]),
        call.establishment.organisation.name,
        f"{call.number} ({source[:1].lower()}{source[1:]}), {day(when.date())}, {when:%H:%M}",
        f"{call.spoke_with}, {call.spoke_as}",
        f"{call.name}, {ROLE_NAMES[Role(call.role)]}",
        call.email,
        call.called_by.name,
        outcome,
    )
