"""Initiatives as pages and files say them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.urls import reverse

from concordat.audits.initiatives.register import Answered, Register, Row
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


def noted_by(one: TakeUp) -> str:
    """Who noted it, for whom, when."""
    who = "the office" if one.by_office else "the setting"
    return f"{one.noted_name}, {who}, {in_words(clock.day_of(one.noted_at))}"
