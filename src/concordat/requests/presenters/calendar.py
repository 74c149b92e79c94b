"""The calendar: every ask of a partnership in a school year, for its team."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.partnership.queries import PartnershipBody
from concordat.requests import notices, rules
from concordat.requests.models import Request
from concordat.requests.presenters.words import cells, columns, day, minutes, school_days, settings, year_of, years
from concordat.requests.rules import Ask

HEADER = (
    "What",
    "Kind",
    "Sent",
    "Last day",
    "Notice (school days)",
    "Settings",
    "Minutes each",
    "Minutes in all",
    "Short",
)


def calendar_page(
    made: PartnershipBody, asks: Sequence[Ask], drafts: Sequence[Request], query: QueryDict, *, today: date
) -> dict[str, Any]:
    """Filters, the table and the sums of what it shows."""
    year, here = year_of(query.get("year", ""), today), reverse("requests:calendar", args=[made.id])
    kinds = sorted({(one.kind, notices.name_of(one.kind)) for one in asks}, key=lambda pair: pair[1])
    shown = narrowed(asks, query)
    average = rules.average_notice(shown)
    spread = rules.spread(rules.burdens(shown))
    return {
        "partnership": made,
        "years": years(year, today),
        "kinds": [(kind, name, kind == query.get("kind")) for kind, name in kinds],
        "here": here,
        "count_text": f"{len(shown)} of {len(asks)} in {rules.year_name(year)}",
        "sum_text": (
            f"{settings(spread.settings)} asked, half of them for {minutes(spread.middle)} or more,"
            f" {minutes(spread.most)} at most."
            if spread.settings
            else ""
        ),
        "notice_text": f"On average {average:.0f} school days of notice." if average is not None else "",
        "drafts": [
            {"title": one.title, "href": reverse("requests:draft", args=[one.pk]), "due": day(one.due_on)}
            for one in drafts
        ],
        "table": _table(shown, asks, today),
        "csv_href": reverse("requests:calendar_csv", args=[made.id]) + (f"?{query.urlencode()}" if query else ""),
        "burden_href": f"{reverse('requests:burden', args=[made.id])}?year={year}",
    }


def narrowed(asks: Sequence[Ask], query: QueryDict) -> list[Ask]:
    """What fits the filters of the address."""
    kind = query.get("kind", "")
    return [one for one in asks if not kind or one.kind == kind]


def _table(shown: Sequence[Ask], every: Sequence[Ask], today: date) -> dict[str, Any]:
    names = ("What", "Last day", "Notice", "Settings", "Minutes each")
    return {
        "caption": "What is asked, by last day",
        "id": "asks",
        "columns": columns(names, ("Settings", "Minutes each")),
        "rows": [_row(one, every, today) for one in shown],
    }


def _row(one: Ask, every: Sequence[Ask], today: date) -> dict[str, Any]:
    at_once = len(rules.clashes(one, every))
    hint = f"{notices.name_of(one.kind)}. Sent on {day(one.sent_on)}"
    others = f"{at_once} other{'' if at_once == 1 else 's'} of the same settings within a week" if at_once else ""
    return cells(
        (
            {"text": one.title, "href": one.href, "hint": hint},
            {"text": day(one.due_on), "hint": others},
            {"text": school_days(one.notice), "hint": "Short, with a reason" if one.is_short else ""},
            len(one.minutes),
            {"text": _each(one), "numeric": True},
        )
    )


def _each(one: Ask) -> str:
    found = set(one.minutes.values())
    if not found:
        return "0"
    return str(found.pop()) if len(found) == 1 else f"{min(found)} to {max(found)}"


def csv_row(one: Ask) -> tuple[object, ...]:
    """A line of the file."""
    short = "yes" if one.is_short else ""
    counts = (one.notice, len(one.minutes), _each(one), one.total)
    return (one.title, notices.name_of(one.kind), one.sent_on, one.due_on, *counts, short)
