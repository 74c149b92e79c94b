"""One initiative as its page and file say it: what it is, who takes part, what was answered before and since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.urls import reverse

from concordat.audits.initiatives.effect import Change, Effect
from concordat.audits.initiatives.register import Answered, Place, state_of
from concordat.audits.presenters import initiatives
from concordat.audits.presenters.initiatives import PAGE
from concordat.audits.presenters.returns import day as in_words
from concordat.core import clock, paging
from concordat.resources.vocabulary import INITIATIVE_KINDS, TAKING_NAMES, Taking

if TYPE_CHECKING:
    from concordat.resources.models import Initiative, TakeUp

PLACES_HEADER = ("Setting", "URN", "Phase", "Trust", "State", "Since", "Staff", "Sessions", "Noted by")


def narrowed_places(places: Iterable[Place], query: QueryDict) -> list[Place]:
    """Settings as the address narrows them, those that take part first."""
    state, wanted = query.get("state", ""), query.get("search", "").strip().lower()
    found = [
        each
        for each in places
        if (state not in TAKING_NAMES or (each.take_up is not None and each.take_up.state == state))
        and (state != "not" or each.take_up is None)
        and (not wanted or wanted in each.setting.name.lower())
    ]
    return sorted(found, key=lambda each: each.take_up is None)


def place_row(each: Place) -> tuple[object, ...]:
    """A line of the file."""
    one = each.take_up
    said = (one.since_on, one.staff, one.sessions, initiatives.noted_by(one)) if one else ("", "", "", "")
    brief = each.setting
    return (brief.name, brief.urn, brief.phase, brief.trust_name, initiatives.taking_tag(one).text, *said)


def one(
    found: Initiative,
    answers: Iterable[Answered],
    places: list[Place],
    effects: Iterable[Effect],
    query: QueryDict,
    *,
    statements: Mapping[str, str],
    threshold: int,
    day: date,
    may_keep: bool,
) -> dict[str, Any]:
    """One initiative, who takes part, and what settings answered before and since."""
    here = reverse("audits:initiative", args=[found.pk])
    shown = narrowed_places(places, query)
    number = paging.number_of(query, len(shown), size=PAGE)
    taking = [each.take_up for each in places if each.take_up is not None and each.take_up.state != Taking.left]
    is_open = found.ended_at is None
    return {
        "initiative": found,
        "tag": initiatives.STATES[state_of(found, day)],
        "facts": _facts(found, taking, len(places)),
        "answers": [{"says": each.says, "source": each.source} for each in answers],
        "effects": [_effect(each, statements) for each in effects],
        "threshold": threshold,
        "table": {
            "caption": "Settings",
            "id": "settings",
            "columns": [{"text": text} for text in ("Setting", "State", "Since", "Staff", "Sessions", "Noted by")],
            "rows": [_place(each, found.pk, may_note=may_keep) for each in shown[(number - 1) * PAGE : number * PAGE]],
            "count_text": f"{len(shown)} of {len(places)} settings",
        },
        "state": query.get("state", ""),
        "search": query.get("search", ""),
        "states": [*TAKING_NAMES.items(), ("not", initiatives.NOT_TAKING.text)],
        "here": here,
        "pages": paging.links(here, query, number, len(shown), size=PAGE),
        "csv_href": reverse("audits:initiative_csv", args=[found.pk]) + (f"?{query.urlencode()}" if query else ""),
        "note_href": reverse("audits:note_take_up", args=[found.pk]) if may_keep and is_open else "",
        "change_href": reverse("audits:change_initiative", args=[found.pk]) if may_keep and is_open else "",
        "end_href": reverse("audits:end_initiative", args=[found.pk]) if may_keep and is_open else "",
        "breadcrumbs": [
            {"text": "Audits", "href": reverse("audits:cycles")},
            {"text": "Initiatives", "href": reverse("audits:initiatives", args=[found.partnership_id])},
        ],
    }


def _facts(found: Initiative, taking: list[TakeUp], places: int) -> list[dict[str, str]]:
    rows = [
        ("What it is for", INITIATIVE_KINDS[found.kind]),
        ("Who does it", found.agency_name),
        ("When", initiatives.when(found)),
        ("For", initiatives.for_whom(found)),
        ("How to ask", f"{found.offer.title}: {found.offer.how_to_ask}" if found.offer else ""),
        ("Take-up", f"{len(taking)} of {places} settings"),
        ("Staff and sessions", f"{sum(one.staff or 0 for one in taking)} staff,"
         f" {sum(one.sessions or 0 for one in taking)} sessions"),
    ]  # fmt: skip
    return [{"key": key, "value": value} for key, value in rows if value]


def _place(each: Place, initiative_id: int, *, may_note: bool) -> dict[str, Any]:
    one = each.take_up
    href = reverse("audits:note_take_up", args=[initiative_id]) + f"?setting={each.setting.id}" if may_note else ""
    name = {"text": each.setting.name, "href": href, "hint": each.setting.phase}
    if one is None:
        return {"cells": [name, {"tag": initiatives.NOT_TAKING}, *[{"text": ""}] * 4]}
    said = ["" if value is None else str(value) for value in (one.staff, one.sessions)]
    return {
        "cells": [
            name,
            {"tag": initiatives.taking_tag(one)},
            {"text": in_words(one.since_on)},
            *({"text": text} for text in said),
            {"text": initiatives.noted_by(one)},
        ]
    }


def _effect(each: Effect, statements: Mapping[str, str]) -> dict[str, Any]:
    return {
        "code": each.expectation,
        "says": statements.get(each.expectation, each.expectation),
        "is_hidden": each.took_part.is_hidden,
        "rows": [
            _change("Took part", each.took_part),
            _change("Did not take part", each.others),
        ],
        "not_known": each.not_known,
    }


def _change(name: str, change: Change) -> dict[str, str]:
    if change.is_hidden:
        return {"name": name, "before": "too few to show", "after": "too few to show"}
    if not change.settings:
        return {"name": name, "before": "none", "after": "none"}
    of = f"of {change.settings}"
    return {
        "name": name,
        "before": f"{change.before} {of} ({change.percent_before:.0f}%)",
        "after": f"{change.after} {of} ({change.percent_after:.0f}%)",
    }


def initial(found: Initiative) -> dict[str, Any]:
    """What the page of changing shows at first."""
    return {
        "title": found.title,
        "kind": found.kind,
        "what": found.what,
        "agency_id": found.agency_id or "",
        "agency_name": "" if found.agency_id else found.agency_name,
        "offer_id": found.offer_id or "",
        "phases": found.phases,
        "authorities": [str(one) for one in found.authorities],
        "from_on": found.from_on.isoformat(),
        "until_on": found.until_on.isoformat() if found.until_on else "",
        "answers": found.answers,
        "aims": ", ".join(found.aims),
        "was": found.version,
    }


def initial_take_up(one: TakeUp | None) -> dict[str, Any]:
    """What the page of taking part shows at first."""
    if one is None:
        return {"since_on": clock.today().isoformat(), "was": 0}
    return {
        "state": one.state,
        "since_on": one.since_on.isoformat(),
        "staff": one.staff,
        "sessions": one.sessions,
        "was": one.version,
    }
