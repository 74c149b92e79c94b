"""The partnership's pages about checking: how far it is, how moderators agree, how often settings claim too much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.audits.checking.progress import STAGES, Check
from concordat.audits.checking.reports import ModeratorAgreement, OverClaim
from concordat.audits.checking_rules import second_size
from concordat.audits.models import AuditCycle
from concordat.audits.presenters.returns import day
from concordat.audits.presenters.states import StateTag
from concordat.core import clock, paging
from concordat.lib.rater_agreement import Agreement
from concordat.lib.survey_sampling import Rate

PAGE = 50
COLOURS = {"waiting": "grey", "rating": "light-blue", "rated": "yellow", "told": "green", "represented": "purple"}
SORTS = {"name": "name", "stage": "stage", "submitted": "day it came in", "days": "days to feedback"}
CSV_HEADER = (
    "Setting",
    "Phase",
    "Trust",
    "Submitted",
    "Stage",
    "Moderator",
    "Rated",
    "Second moderator",
    "Rated twice",
    "Visit",
    "Feedback",
    "School days to feedback",
)


def trail(cycle: AuditCycle, *more: tuple[str, str]) -> list[dict[str, str]]:
    """The way back: audits, this audit, its checking where the page is below that."""
    found = [
        {"text": "Audits", "href": reverse("audits:cycles")},
        {"text": f"{cycle.title}, {cycle.year}", "href": reverse("audits:tracker", args=[cycle.pk])},
    ]
    return found + [{"text": text, "href": href} for text, href in more]


def below(cycle: AuditCycle) -> list[dict[str, str]]:
    """The same for a page below the checking of an audit."""
    return trail(cycle, ("Checking", reverse("audits:checking", args=[cycle.pk])))


def narrowed(found: list[Check], query: QueryDict) -> list[Check]:
    """The list as the address narrows and sorts it; what it does not know narrows nothing."""
    stage, phase, trust = (query.get(name, "") for name in ("stage", "phase", "trust"))
    wanted = query.get("search", "").strip().lower()
    rows = [
        one
        for one in found
        if (stage not in STAGES or one.stage == stage)
        and (not phase or one.phase == phase)
        and (not trust or one.trust == trust)
        and (not wanted or wanted in one.name.lower())
    ]
    order = list(STAGES)
    keys: dict[str, Any] = {
        "stage": lambda one: order.index(one.stage),
        "submitted": lambda one: one.submitted_at,
        "days": lambda one: -(one.days_taken if one.days_taken is not None else -1),
    }
    by = str(query.get("sort", ""))
    return sorted(rows, key=keys[by]) if by in keys else rows


def hub(cycle: AuditCycle, found: list[Check], query: QueryDict, *, may_assign: bool) -> dict[str, Any]:
    """Everything that the page of checking shows."""
    rows = narrowed(found, query)
    number = paging.number_of(query, len(rows), size=PAGE)
    here = reverse("audits:checking", args=[cycle.pk])
    told = sum(one.feedback_at is not None for one in found)
    counts = Counter(one.stage for one in found)
    return {
        "cycle": cycle,
        "told": {
            "id": "told",
            "label": "Feedback released",
            "done": told,
            "total": len(found),
            "text": f"{told} of {len(found)} settings that returned have their feedback",
        },
        "stages": [
            {
                "tag": StateTag(name, COLOURS[stage]),
                "count": counts[stage],
                "href": paging.with_query(here, QueryDict(), stage=stage) + "#list",
            }
            for stage, name in STAGES.items()
        ],
        "links": links(cycle, found) if may_assign else [],
        "reports_href": reverse("audits:checking_reports", args=[cycle.pk]),
        "visits_href": reverse("audits:visits", args=[cycle.pk]),
        "rows": [_row(one) for one in rows[(number - 1) * PAGE : number * PAGE]],
        "sorts": [{"text": text, "href": paging.with_query(here, query, sort=sort)} for sort, text in SORTS.items()],
        "count_text": f"{len(rows)} of {len(found)} returns",
        "pages": paging.links(here, query, number, len(rows), size=PAGE),
        "chosen": {name: query.get(name, "") for name in ("search", "stage", "phase", "trust")},
        "choices": {
            "stage": list(STAGES.items()),
            "phase": sorted({one.phase for one in found if one.phase}),
            "trust": sorted({one.trust for one in found if one.trust}),
        },
        "csv_href": reverse("audits:checking_csv", args=[cycle.pk]) + (f"?{query.urlencode()}" if query else ""),
        "breadcrumbs": trail(cycle),
    }


def links(cycle: AuditCycle, found: list[Check]) -> list[dict[str, str]]:
    """What the office can do now."""
    waiting = sum(one.moderation_id is None and one.feedback_at is None for one in found)
    rated = sum(one.rated_at is not None and one.feedback_at is None for one in found)
    made = []
    if waiting:
        made.append((f"Share out {waiting} to be rated", "audits:share_out"))
    first, second = (sum(bool(getattr(one, name)) for one in found) for name in ("moderation_id", "second_id"))
    if second < second_size(first):
        made.append(("Draw ten per cent to be rated twice", "audits:second_ratings"))
    if rated:
        made.append((f"Release feedback to {rated}", "audits:release_to_all"))
    return [{"text": text, "href": reverse(route, args=[cycle.pk])} for text, route in made]


def _row(one: Check) -> dict[str, Any]:
    return {
        "name": one.name,
        "href": reverse("audits:check_of", args=[one.return_id]),
        "hint": ", ".join(part for part in (one.phase, one.trust) if part),
        "tag": StateTag(STAGES[one.stage], COLOURS[one.stage]),
        "moderator": one.moderator,
        "second": one.second,
        "visit": day(one.visit_on) if one.visit_on else ("Drawn" if one.visit_id else ""),
        "submitted": day(clock.day_of(one.submitted_at)),
        "days": "" if one.days_taken is None else str(one.days_taken),
    }


def _iso(moment: Any) -> str:
    return f"{clock.day_of(moment):%Y-%m-%d}" if moment else ""


def csv_row(one: Check) -> tuple[object, ...]:
    """A line of the file."""
    return (
        one.name,
        one.phase,
        one.trust,
        _iso(one.submitted_at),
        STAGES[one.stage],
        one.moderator,
        _iso(one.rated_at),
        one.second,
        _iso(one.second_at),
        f"{one.visit_on:%Y-%m-%d}" if one.visit_on else "",
        _iso(one.feedback_at),
        one.days_taken,
    )


def percent(value: float) -> str:
    """A share in whole per cent."""
    return f"{100 * value:.0f}%"


def kappa_in_words(found: Agreement) -> str:
    """Kappa with its interval, or why there is none."""
    return figures_in_words(found.kappa, found.interval, pairs=found.pairs)


def figures_in_words(kappa: float | None, interval: Sequence[float] | None, *, pairs: int) -> str:
    """The same of figures that were kept."""
    if kappa is None:
        return "Not defined: both gave everything the same rating" if pairs else "Nothing was rated twice"
    if interval is None:
        return f"{kappa:.2f}, no interval: the {pairs} ratings show no spread"
    low, high = interval
    return f"{kappa:.2f} ({low:.2f} to {high:.2f})"


def rate_in_words(found: Rate | None, *, waits: bool = False) -> str:
    """A rate with its interval, or that it is hidden, or that it waits for those drawn by chance."""
    if found is None and waits:
        return "Nothing can be said of all yet: no visit that was drawn by chance is finished"
    if found is None:
        return "Too few settings were visited to show this"
    return f"{percent(found.share)} ({percent(found.low)} to {percent(found.high)})"


def reports(cycle: AuditCycle, agreement: list[ModeratorAgreement], claims: OverClaim) -> dict[str, Any]:
    """How far moderators agree, and how often settings claim too much."""
    return {
        "cycle": cycle,
        "agreement": [
            {
                "name": one.name,
                "returns": one.returns,
                "pairs": one.linear.pairs,
                "same": percent(one.linear.share_same),
                "linear": kappa_in_words(one.linear),
                "quadratic": kappa_in_words(one.quadratic),
            }
            for one in agreement
        ],
        "claims": claims,
        "rate": rate_in_words(claims.rate, waits=claims.waits and not claims.is_hidden),
        "questions": [
            {
                "code": one.code,
                "text": one.text,
                "rate": rate_in_words(one.rate, waits=claims.waits and not claims.is_hidden),
            }
            for one in claims.questions
        ],
        "breadcrumbs": below(cycle),
    }
