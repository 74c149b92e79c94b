"""The page before a request is sent: what it means for those who are asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from concordat.requests import notices, operations, queries
from concordat.requests.models import Request
from concordat.requests.outlook import Outlook
from concordat.requests.presenters.words import cells, columns, day, minutes, school_days, settings
from concordat.requests.sources import Held

MOST_ABOUT = 40


def outlook_page(request: Request, found: Outlook) -> dict[str, Any]:
    """Fairness, work, clashes, what is held already; then the button."""
    return {
        "asked": request,
        "facts": facts(request, settings(len(found.settings))),
        "given_text": f"Settings have {school_days(found.given)}.",
        "unfair": found.unfair,
        "is_explained": bool(request.short_because),
        "work": _work(request, found),
        "clashes": [
            {"title": other.title, "href": other.href, "due": day(other.due_on), "settings": settings(both)}
            for other, both in found.clashes
        ],
        "held": _held_table(found) if found.held else None,
        "about_nothing_held": bool(found.asked_about) and not found.held,
        "about_nothing": not found.asked_about,
        "count": len(found.settings),
        "shown": operations.digest_of(request),
        "change_href": reverse("requests:revise", args=[request.pk]),
        "withdraw_href": reverse("requests:withdraw", args=[request.pk]),
    }


def facts(request: Request, who: str) -> list[dict[str, Any]]:
    """A request, line by line, as settings read it."""
    said = [
        ("What kind", notices.name_of(request.kind)),
        ("Why we ask", request.why),
        ("Who sees the answers", request.who_sees),
        ("How to answer", request.how),
        ("How long it takes", minutes(request.minutes)),
        ("Last day", day(request.due_on)),
        ("Why so soon", request.short_because),
        ("Who is asked", who),
    ]
    return [{"key": key, "value": value} for key, value in said if value]


def _work(request: Request, found: Outlook) -> list[str]:
    before, after = found.before, found.after
    return [
        f"All of them together: {minutes(found.total_minutes)}.",
        f"In this school year half of them have been asked for {minutes(before.middle)} or more so far; with this it"
        f" is {minutes(after.middle)}."
        if before.settings
        else "They have been asked nothing else in this school year.",
        f"The one that is asked most comes to {minutes(after.most)}.",
    ]


def _held_table(found: Outlook) -> dict[str, Any]:
    rows: Sequence[Held] = sorted(found.held.values(), key=lambda one: (-len(one.settings), one.expectation))
    total = len(found.settings)
    return {
        "caption": "Signed answers of the last twelve months that you hold already",
        "id": "held",
        "columns": columns(("Expectation", "Settings that answered", "Where")),
        "rows": [
            cells(
                (
                    {"text": queries.statement_of(one.expectation), "hint": one.expectation},
                    {"text": f"{len(one.settings)} of {total}"},
                    {"text": "; ".join(one.where)},
                )
            )
            for one in rows[:MOST_ABOUT]
        ],
    }
