"""Visits as the partnership reads them: the list, how they were drawn, one visit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.audits import queries
from concordat.audits.checking import ratings
from concordat.audits.checking.itinerary import Stop
from concordat.audits.checking.sampling import MARGIN
from concordat.audits.checking_rules import REASON_NAMES, REASONS
from concordat.audits.models import AuditCycle, Draw, Visit, VisitRating
from concordat.audits.presenters import checking
from concordat.audits.presenters.moderation import setting_of, tag
from concordat.audits.presenters.returns import day
from concordat.audits.presenters.states import StateTag
from concordat.core import clock, paging

PAGE = 50
STAGES = {"drawn": "Drawn, not booked", "booked": "Booked", "finished": "Finished"}
COLOURS = {"drawn": "grey", "booked": "light-blue", "finished": "green"}
SORTS = {"name": "name", "day": "day", "reason": "reason"}
CSV_HEADER = ("Setting", "Phase", "Why", "Stage", "Day", "Visitor")


def draw_explained(population: int, worth: int) -> list[str]:
    """What the draw does, and how many visits are worth it."""
    return [
        f"{population} settings can be drawn. With {worth} visits the over-claim rate of all of them is known to plus "
        f"or minus {100 * MARGIN:.0f} per cent (Cochran 1977, with the correction for a small population).",
        "Certain is every setting for which the desk rated three or more questions worse than the setting did. Then "
        "some are drawn by what their returns say, and some by chance. Each setting is told which of these it was.",
        "The draw is kept with its seed and the hash of its list, so that anybody can draw it again. It is done once.",
    ]


def narrowed(found: list[Stop], query: QueryDict) -> list[Stop]:
    """The list as the address narrows and sorts it."""
    stage, reason, wanted = query.get("stage", ""), query.get("reason", ""), query.get("search", "").strip().lower()
    rows = [
        one
        for one in found
        if (stage not in STAGES or one.stage == stage)
        and (reason not in REASON_NAMES or one.reason == reason)
        and (not wanted or wanted in one.name.lower())
    ]
    if query.get("sort") == "day":
        return sorted(rows, key=lambda one: (one.visit_on is None, one.visit_on))
    return sorted(rows, key=lambda one: one.reason) if query.get("sort") == "reason" else rows


def visits(
    cycle: AuditCycle, found: list[Stop], draw: Draw | None, query: QueryDict, *, may_draw: bool
) -> dict[str, Any]:
    """The list of visits and how they were drawn."""
    rows = narrowed(found, query)
    number = paging.number_of(query, len(rows), size=PAGE)
    here = reverse("audits:visits", args=[cycle.pk])
    return {
        "cycle": cycle,
        "facts": _facts(draw) if draw else [],
        "draw_href": reverse("audits:draw_visits", args=[cycle.pk]) if may_draw and draw is None else "",
        "rows": [
            {
                "name": one.name,
                "href": reverse("audits:visit", args=[one.visit_id]),
                "phase": one.phase,
                "reason": REASON_NAMES[one.reason],
                "tag": StateTag(STAGES[one.stage], COLOURS[one.stage]),
                "day": day(one.visit_on) if one.visit_on else "",
                "visitor": one.visitor,
            }
            for one in rows[(number - 1) * PAGE : number * PAGE]
        ],
        "sorts": [{"text": text, "href": paging.with_query(here, query, sort=sort)} for sort, text in SORTS.items()],
        "count_text": f"{len(rows)} of {len(found)} visits",
        "pages": paging.links(here, query, number, len(rows), size=PAGE),
        "chosen": {name: query.get(name, "") for name in ("search", "stage", "reason")},
        "choices": {"stage": list(STAGES.items()), "reason": list(REASON_NAMES.items())},
        "csv_href": reverse("audits:visits_csv", args=[cycle.pk]) + (f"?{query.urlencode()}" if query else ""),
        "breadcrumbs": checking.below(cycle),
    }


def _facts(draw: Draw) -> list[dict[str, str]]:
    return [
        {"key": "Drawn", "value": day(clock.day_of(draw.drawn_at))},
        {"key": "From", "value": f"{draw.frame_size} settings"},
        {"key": "Asked for", "value": f"{draw.risk_size} by risk, {draw.random_size} by chance"},
        {"key": "Seed", "value": draw.seed},
        {"key": "Hash of the list (SHA-256)", "value": draw.frame_hash},
        {"key": "Questions", "value": ", ".join(draw.questions)},
    ]


def visit(
    visit: Visit, given: Mapping[str, VisitRating], *, said: Mapping[str, str], mine: bool, may_book: bool
) -> dict[str, Any]:
    """One visit; the setting's own ratings only once it is finished."""
    questions = ratings.rated_questions(queries.form_of(visit.audit_return))
    rows = [
        {
            "code": code,
            "text": questions[code].text,
            "said": tag(said.get(code, "")),
            "visited": tag(given[code].rating),
            "found": given[code].found,
        }
        for code in ratings.looked_at(visit)
        if visit.locked_at and code in given
    ]
    return {
        "visit": visit,
        "setting": setting_of(visit.audit_return),
        "facts": [
            {"key": "Why", "value": f"{REASON_NAMES[visit.reason]}. {REASONS[visit.reason]}"},
            {"key": "Day", "value": day(visit.visit_on) if visit.visit_on else "Not booked yet"},
            {"key": "Visitor", "value": visit.visitor_name or "Nobody yet"},
        ],
        "questions": [f"{code} {questions[code].text}" for code in ratings.looked_at(visit)],
        "rows": rows,
        "whole": given[""].found if visit.locked_at and "" in given else "",
        "mine": mine,
        "may_book": may_book and visit.begun_at is None,
        "breadcrumbs": [
            *checking.below(visit.audit_return.cycle),
            {"text": "Visits", "href": reverse("audits:visits", args=[visit.audit_return.cycle_id])},
        ],
    }


def csv_row(one: Stop) -> tuple[object, ...]:
    """A line of the file."""
    when = f"{one.visit_on:%Y-%m-%d}" if one.visit_on else ""
    return (one.name, one.phase, REASON_NAMES[one.reason], STAGES[one.stage], when, one.visitor)
