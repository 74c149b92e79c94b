"""The pages of pools: which there are, and how far one is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from concordat.audits.models import PoolTable
from concordat.audits.pools.standing import Part, Standing
from concordat.audits.presenters.returns import day as in_words
from concordat.audits.presenters.states import StateTag
from concordat.core import clock
from concordat.partnership.queries import PartnershipBody

ASKED, IN, OVER, LEFT = (
    StateTag("Asked", "yellow"),
    StateTag("In the pool", "green"),
    StateTag("Time is over", "grey"),
    StateTag("Left", "grey"),
)


def every(found: list[Standing], mine: Collection[int], kept: list[PartnershipBody], *, day: date) -> dict[str, Any]:
    """The list: each pool with one's own state in it, and its newest table."""
    return {
        "count_text": "1 pool" if len(found) == 1 else f"{len(found)} pools",
        "rows": [
            {
                "name": one.pool.name,
                "purpose": one.pool.purpose,
                "href": reverse("audits:pool", args=[one.pool.pk]),
                "tag": _tag(own[0], day) if (own := one.own(mine)) else LEFT,
                "partners": ", ".join(part.name for part in one.parts if part.is_in(day)) or "Nobody yet",
                "table": _table(one.tables[0]) if one.tables else None,
            }
            for one in found
        ],
        "begin": [{"href": reverse("audits:begin_pool", args=[body.id]), "text": _begin(body, kept)} for body in kept],
        "back_link": {"text": "Home", "href": reverse("home")},
    }


def _begin(body: PartnershipBody, kept: list[PartnershipBody]) -> str:
    return "Begin a pool" if len(kept) == 1 else f"Begin a pool for {body.name}"


def _tag(one: Part, day: date) -> StateTag:
    if one.part.ended_at is not None:
        return LEFT
    if one.part.given_at is None:
        return ASKED
    return IN if one.is_in(day) else OVER


def _table(one: PoolTable) -> dict[str, str]:
    made = in_words(clock.day_of(one.made_at))
    areas = " and ".join(area["audit"] for area in one.figures["areas"][:1])
    more = len(one.figures["areas"]) - 1
    return {
        "text": f"Table of {made}",
        "hint": f"{one.figures['settings']} settings; {areas} and {more} more",
        "href": reverse("audits:pool_table", args=[one.pk]),
    }


def one(found: Standing, kept: Collection[int], *, day: date) -> dict[str, Any]:
    """One pool: its partnerships, what waits, what one can do, its tables."""
    return {
        "pool": found.pool,
        "began": f"Begun by {found.pool.partnership.organisation.name} on"
        f" {in_words(clock.day_of(found.pool.made_at))}.",
        "parts": [_part(each, day) for each in found.parts],
        "mine": [_own(each, found.parts, day) for each in found.own(kept)],
        "tables": [_table(table) for table in found.tables],
        "breadcrumbs": [{"text": "Pooled figures", "href": reverse("audits:pools")}],
    }


def _part(one: Part, day: date) -> dict[str, Any]:
    part = one.part
    said = ""
    if part.ended_at is not None:
        said = f"On {in_words(clock.day_of(part.ended_at))}"
    elif part.until_on is not None:
        said = f"Until {in_words(part.until_on)}, says {part.given_name}"
    return {
        "name": one.name,
        "tag": _tag(one, day),
        "said": said,
        "waits": f"{one.waits.title}: {one.waits.returns} returns" if one.waits and one.is_in(day) else "",
    }


def _own(one: Part, parts: Iterable[Part], day: date) -> dict[str, Any]:
    """What one's own partnership can do next."""
    pk, is_in = one.part.pk, one.is_in(day)
    there = [each for each in parts if each.is_in(day)]
    missing = [each.name for each in there if each.waits is None]
    return {
        "name": one.name,
        "is_in": is_in,
        "waits": one.waits,
        "join_href": reverse("audits:join_pool", args=[pk]),
        "join_text": "Change the day" if is_in else "Agree to pool your results",
        "leave_href": reverse("audits:leave_pool", args=[pk]),
        "leave_text": "Leave this pool" if one.part.given_at else "Decline",
        "release_href": reverse("audits:release_to_pool", args=[pk]),
        "take_back_href": reverse("audits:take_back_release", args=[pk]),
        "count_href": reverse("audits:count_pool", args=[pk]) if len(there) > 1 and not missing else "",
        "missing": f"Still to release: {', '.join(missing)}." if missing else "",
        "alone": len(there) < 2,
    }
