"""Initiatives as pages and files say them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.urls import reverse

from concordat.audits.initiatives.effect import Change, Effect
from concordat.audits.initiatives.register import Answered, Offered, Place, Register, Row, state_of
from concordat.audits.presenters.returns import day as in_words
from concordat.audits.presenters.states import StateTag
from concordat.core import clock, paging
from concordat.resources.vocabulary import INITIATIVE_KINDS, PHASE_NAMES, TAKING_NAMES, Taking

if TYPE_CHECKING:
    from concordat.resources.models import Initiative, TakeUp

PAGE = 25
STATES = {
    "running": StateTag("Running", "green"),
    "coming": StateTag("To come", "blue"),
    "over": StateTag("Over", "grey"),
}
TAKING_COLOURS = {Taking.joined: "green", Taking.finished: "turquoise", Taking.left: "grey"}
NOT_TAKING = StateTag("Not taking part", "grey")
CSV_HEADER = (
    "Initiative", "Kind", "State", "Who", "From", "Until", "Phases", "Answers", "Settings it is for",
    "Settings taking part", "Left early", "Staff", "Sessions",
)  # fmt: skip
PLACES_HEADER = ("Setting", "URN", "Phase", "Trust", "State", "Since", "Staff", "Sessions", "Noted by")


def narrowed(found: Register, query: QueryDict, *, day: date) -> list[Row]:
    """Initiatives as the address narrows them: kind, recommendation, phase, state, words."""
    kind, answer, phase, state = (query.get(name, "") for name in ("kind", "answers", "phase", "state"))
    wanted = query.get("search", "").strip().lower()
    return [
        row
        for row in found.rows
        if (kind not in INITIATIVE_KINDS or row.initiative.kind == kind)
        and (answer not in found.recommended or answer in row.initiative.answers)
        and (phase not in PHASE_NAMES or not row.initiative.phases or phase in row.initiative.phases)
        and (state not in STATES or row.state(day) == state)
        and (not wanted or wanted in f"{row.initiative.title} {row.initiative.agency_name}".lower())
    ]


def register(found: Register, query: QueryDict, *, day: date, may_keep: bool) -> dict[str, Any]:
    """The list, and what is recommended with how many initiatives answer it."""
    rows = narrowed(found, query, day=day)
    here = reverse("audits:initiatives", args=[found.partnership_id])
    number = paging.number_of(query, len(rows), size=PAGE)
    return {
        "partnership": found.name,
        "new_href": reverse("audits:begin_initiative", args=[found.partnership_id]) if may_keep else "",
        "rows": [_row(row, day) for row in rows[(number - 1) * PAGE : number * PAGE]],
        "count_text": f"{len(rows)} of {len(found.rows)} initiatives",
        "recommended": [_recommended(one, found, day, may_keep=may_keep) for one in found.recommended.values()],
        "unanswered": sum(not _standing(found.answering(code), day) for code in found.recommended),
        "pages": paging.links(here, query, number, len(rows), size=PAGE),
        "here": here,
        "chosen": {name: query.get(name, "") for name in ("search", "kind", "answers", "phase", "state")},
        "choices": {
            "kind": list(INITIATIVE_KINDS.items()),
            "answers": [(code, one.says) for code, one in found.recommended.items()],
            "phase": list(PHASE_NAMES.items()),
            "state": [(code, one.text) for code, one in STATES.items()],
        },
        "csv_href": reverse("audits:initiatives_csv", args=[found.partnership_id])
        + (f"?{query.urlencode()}" if query else ""),
        "breadcrumbs": [{"text": "Audits", "href": reverse("audits:cycles")}],
    }


def _standing(rows: Iterable[Row], day: date) -> list[Row]:
    return [row for row in rows if row.state(day) != "over"]


def _recommended(one: Answered, found: Register, day: date, *, may_keep: bool) -> dict[str, Any]:
    rows = _standing(found.answering(one.code), day)
    begin = reverse("audits:begin_initiative", args=[found.partnership_id]) + f"?answers={one.code}"
    return {
        "says": one.says,
        "source": one.source,
        "by": [_link(row.initiative) for row in rows],
        "begin_href": begin if may_keep and not rows else "",
    }


def _link(one: Initiative) -> dict[str, str]:
    return {"text": one.title, "href": reverse("audits:initiative", args=[one.pk])}


def _row(row: Row, day: date) -> dict[str, Any]:
    one = row.initiative
    return {
        **_link(one),
        "kind": INITIATIVE_KINDS[one.kind],
        "tag": STATES[row.state(day)],
        "who": one.agency_name,
        "when": when(one),
        "answers": [each.says for each in row.answers],
        "taken": taken(row),
        "numbers": numbers(row),
    }


def taken(row: Row) -> str:
    """Take-up with its denominator."""
    many = len(row.taken.settings)
    return f"{many} of {row.reaches} settings" if row.reaches else f"{many} settings"


def numbers(row: Row) -> str:
    """Staff and sessions, where they were given."""
    said = [f"{row.taken.staff} staff" if row.taken.staff else ""]
    said.append(f"{row.taken.sessions} sessions" if row.taken.sessions else "")
    said.append(f"{row.taken.left} left early" if row.taken.left else "")
    return ", ".join(filter(None, said))


def when(one: Initiative) -> str:
    """Its days in words."""
    if one.ended_at is not None:
        return f"From {in_words(one.from_on)}, ended on {in_words(clock.day_of(one.ended_at))}"
    return f"From {in_words(one.from_on)}" + (f" to {in_words(one.until_on)}" if one.until_on else "")


def for_whom(one: Initiative) -> str:
    """Which settings it is for."""
    return ", ".join(PHASE_NAMES[phase] for phase in one.phases if phase in PHASE_NAMES) or "Every phase"


def csv_rows(rows: Iterable[Row], *, day: date) -> Iterator[tuple[object, ...]]:
    """A line for each initiative."""
    for row in rows:
        one = row.initiative
        yield (
            one.title,
            INITIATIVE_KINDS[one.kind],
            STATES[row.state(day)].text,
            one.agency_name,
            one.from_on,
            one.until_on or "",
            for_whom(one),
            "; ".join(each.says for each in row.answers),
            row.reaches,
            len(row.taken.settings),
            row.taken.left,
            row.taken.staff,
            row.taken.sessions,
        )


def taking_tag(one: TakeUp | None) -> StateTag:
    """Where a setting is with it."""
    if one is None:
        return NOT_TAKING
    state = Taking(one.state)
    return StateTag(TAKING_NAMES[state], TAKING_COLOURS[state])


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
    said = (one.since_on, one.staff, one.sessions, _by(one)) if one else ("", "", "", "")
    brief = each.setting
    return (brief.name, brief.urn, brief.phase, brief.trust_name, taking_tag(one).text, *said)


def _by(one: TakeUp) -> str:
    who = "the office" if one.by_office else "the setting"
    return f"{one.noted_name}, {who}, {in_words(clock.day_of(one.noted_at))}"


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
        "tag": STATES[state_of(found, day)],
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
        "states": [*TAKING_NAMES.items(), ("not", NOT_TAKING.text)],
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
        ("When", when(found)),
        ("For", for_whom(found)),
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
        return {"cells": [name, {"tag": NOT_TAKING}, *[{"text": ""}] * 4]}
    said = ["" if value is None else str(value) for value in (one.staff, one.sessions)]
    return {
        "cells": [
            name,
            {"tag": taking_tag(one)},
            {"text": in_words(one.since_on)},
            *({"text": text} for text in said),
            {"text": _by(one)},
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


def ours(setting: str, establishment_id: int, found: Iterable[Offered], *, may_say: bool) -> dict[str, Any]:
    """What a setting has joined, and what it could join."""
    every = [_offered(one, establishment_id, may_say=may_say) for one in found]
    return {
        "setting": setting,
        "lists": [
            ("What we have joined", [one for one in every if one["joined"]], "Nothing yet."),
            ("What we could join", [one for one in every if not one["joined"]], "Nothing else is offered now."),
        ],
        "back_link": {"text": "Back to my audits", "href": reverse("audits:mine")},
    }


def _offered(each: Offered, establishment_id: int, *, may_say: bool) -> dict[str, Any]:
    one, take = each.initiative, each.take_up
    may = may_say and (take is not None or each.state != "over")
    return {
        "title": one.title,
        "kind": INITIATIVE_KINDS[one.kind],
        "what": one.what,
        "who": f"{one.agency_name}, for {each.by}",
        "when": when(one),
        "how": f"{one.offer.title}: {one.offer.how_to_ask}" if one.offer else "",
        "answers": [answer.says for answer in each.answers],
        "joined": take is not None,
        "tag": taking_tag(take) if take else STATES[each.state],
        "numbers": _numbers(take) if take else "",
        "href": reverse("audits:say_take_up", args=[establishment_id, one.pk]) if may else "",
        "action": "Change what you said" if take else "Say that you take part",
    }


def _numbers(take: TakeUp) -> str:
    said = [f"Since {in_words(take.since_on)}"]
    said += [f"{take.staff} staff"] if take.staff is not None else []
    said += [f"{take.sessions} sessions"] if take.sessions is not None else []
    return ", ".join(said) + f". Noted by {_by(take)}."
