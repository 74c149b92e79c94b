"""Actions and recommendations as pages say them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.urls import reverse

from concordat.audits.checking.recommendations import Matrix, Row
from concordat.audits.checking_rules import ACTION_NAMES, STANDING_NAMES, ActionState, Standing
from concordat.audits.models import PlannedAction, Recommendation, RecommendationStanding
from concordat.audits.presenters.moderation import tag
from concordat.audits.presenters.returns import day
from concordat.audits.presenters.states import StateTag
from concordat.core import clock, paging
from concordat.resources.initiatives.rules import LOCAL

if TYPE_CHECKING:
    from concordat.resources.models import Initiative

PAGE = 50
ACTION_COLOURS = {
    ActionState.proposed: "yellow",
    ActionState.accepted: "light-blue",
    ActionState.done: "green",
    ActionState.dropped: "grey",
}
STANDING_COLOURS = {Standing.done: "green", Standing.part: "yellow", Standing.no: "red"}
UNSAID = StateTag("Nothing said", "grey")
STATES = {**{str(state): name for state, name in STANDING_NAMES.items()}, "unsaid": "Nothing said"}


def action_row(one: PlannedAction, *, may_change: bool) -> dict[str, Any]:
    """An action in a list."""
    when = f"by {day(one.by_when)}" if one.by_when else ""
    state = ActionState(one.state)
    return {
        "code": one.question,
        "rating": tag(one.rating),
        "what": one.what,
        "who": ", ".join(part for part in (one.who, when) if part),
        "tag": StateTag(ACTION_NAMES[state], ACTION_COLOURS[state]),
        "said": one.said,
        "href": reverse("audits:action", args=[one.pk]) if may_change else "",
    }


def standing_tag(one: RecommendationStanding | None) -> StateTag:
    """Where a setting stands, in a word and a colour."""
    if one is None:
        return UNSAID
    state = Standing(one.state)
    return StateTag(STANDING_NAMES[state], STANDING_COLOURS[state])


def narrowed(found: Matrix, query: QueryDict) -> list[Row]:
    """Settings as the address narrows them: by phase, trust, name, and state with any recommendation."""
    phase, trust, state = (query.get(name, "") for name in ("phase", "trust", "state"))
    wanted = query.get("search", "").strip().lower()
    ids = [one.pk for one in found.recommendations]

    def stands(row: Row) -> bool:
        said = {row.state(one) or "unsaid" for one in ids}
        return state not in STATES or state in said

    return [
        row
        for row in found.rows
        if (not phase or row.setting.phase == phase)
        and (not trust or row.setting.trust_name == trust)
        and (not wanted or wanted in row.setting.name.lower())
        and stands(row)
    ]


def matrix(
    partnership_id: int,
    name: str,
    found: Matrix,
    answered: Mapping[str, Iterable[Initiative]],
    query: QueryDict,
    *,
    may_recommend: bool,
) -> dict[str, Any]:
    """Settings against recommendations, counts, and the roll-up by trust."""
    rows = narrowed(found, query)
    number = paging.number_of(query, len(rows), size=PAGE)
    here = reverse("audits:recommendations", args=[partnership_id])
    every = found.recommendations
    return {
        "partnership": name,
        "new_href": reverse("audits:recommend", args=[partnership_id]) if may_recommend else "",
        "recommendations": [
            _recommendation(one, found.rows, answered.get(f"{LOCAL}{one.pk}", ()), may_close=may_recommend)
            for one in every
        ],
        "rows": [
            {
                "name": row.setting.name,
                "hint": ", ".join(part for part in (row.setting.phase, row.setting.trust_name) if part),
                "cells": [
                    {
                        "tag": standing_tag(row.standings.get(one.pk)),
                        "shows": row.standings[one.pk].shows if one.pk in row.standings else "",
                    }
                    for one in every
                ],
            }
            for row in rows[(number - 1) * PAGE : number * PAGE]
        ],
        "groups": [_rolled_up("trust", found.by_trust()), _rolled_up("phase", found.by_phase())],
        "count_text": f"{len(rows)} of {len(found.rows)} settings",
        "pages": paging.links(here, query, number, len(rows), size=PAGE),
        "here": here,
        "chosen": {name: query.get(name, "") for name in ("search", "phase", "trust", "state")},
        "choices": {
            "phase": sorted({row.setting.phase for row in found.rows if row.setting.phase}),
            "trust": sorted({row.setting.trust_name for row in found.rows if row.setting.trust_name}),
            "state": list(STATES.items()),
        },
        "csv_href": reverse("audits:recommendations_csv", args=[partnership_id])
        + (f"?{query.urlencode()}" if query else ""),
        "breadcrumbs": [{"text": "Audits", "href": reverse("audits:cycles")}],
    }


def _rolled_up(what: str, found: Mapping[str, Mapping[int, tuple[int, int]]]) -> dict[str, Any]:
    rows = [
        {"name": name, "cells": [f"{done} of {of}" for done, of in counts.values()]} for name, counts in found.items()
    ]
    return {"title": f"Done, by {what}", "column": what.capitalize(), "rows": rows}


def _recommendation(
    one: Recommendation, rows: Iterable[Row], answered: Iterable[Initiative], *, may_close: bool
) -> dict[str, Any]:
    every = list(rows)
    done, part, no = (sum(row.state(one.pk) == state for row in every) for state in Standing)
    return {
        "title": one.title,
        "asks": one.asks,
        "source": one.source,
        "due": day(one.due_on),
        "counts": f"{done} done, {part} in part, {no} not yet, {len(every) - done - part - no} have said nothing",
        "progress": {
            "id": f"done-{one.pk}",
            "label": f"Done: {one.title}",
            "done": done,
            "total": len(every),
            "text": f"{done} of {len(every)} settings have done it",
        },
        "close_href": reverse("audits:close_recommendation", args=[one.pk]) if may_close else "",
        "initiatives": [
            {"text": each.title, "href": reverse("audits:initiative", args=[each.pk])} for each in answered
        ],
    }


def csv_header(found: Matrix) -> tuple[str, ...]:
    """The heading of the file: two columns for each recommendation."""
    more = [text for one in found.recommendations for text in (one.title, f"{one.title}: what shows it")]
    return ("Setting", "URN", "Phase", "Trust", *more)


def csv_row(row: Row, found: Matrix) -> tuple[object, ...]:
    """A line of the file."""
    cells: list[object] = []
    for one in found.recommendations:
        said = row.standings.get(one.pk)
        cells += [standing_tag(said).text, said.shows if said else ""]
    return (row.setting.name, row.setting.urn, row.setting.phase, row.setting.trust_name, *cells)


def ours(
    setting: str,
    establishment_id: int,
    found: Iterable[Recommendation],
    said: Mapping[int, RecommendationStanding],
    *,
    may_say: bool,
) -> dict[str, Any]:
    """What a setting is asked to put in place, and where it stands."""
    return {
        "setting": setting,
        "recommendations": [
            {
                "title": one.title,
                "asks": one.asks,
                "source": one.source,
                "due": day(one.due_on),
                "tag": standing_tag(said.get(one.pk)),
                "shows": said[one.pk].shows if one.pk in said else "",
                "when": day(clock.day_of(said[one.pk].said_at)) if one.pk in said else "",
                "href": reverse("audits:say_standing", args=[establishment_id, one.pk]) if may_say else "",
            }
            for one in found
        ],
        "initiatives_href": reverse("audits:our_initiatives", args=[establishment_id]),
        "back_link": {"text": "Back to my audits", "href": reverse("audits:mine")},
    }
