"""How much a partnership asks of each setting in a school year, beside the year before (B-16, D2X-NY-2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.core import paging
from concordat.establishments.queries import EstablishmentBrief
from concordat.partnership.queries import PartnershipBody
from concordat.requests import rules
from concordat.requests.presenters.words import cells, columns, counted, minutes, settings, year_of, years
from concordat.requests.rules import Ask, Burden
from concordat.requests.vocabulary import REFUSAL_NAMES

PAGE = 50
HEADER = ("Setting", "URN", "Asks", "Minutes asked", "Minutes saved", "Minutes left", "Minutes asked the year before")


@dataclass(frozen=True)
class Year:
    """What was asked in a school year, and what was refused."""

    number: int
    asks: Sequence[Ask]

    @property
    def burdens(self) -> dict[int, Burden]:
        """By setting."""
        return rules.burdens(self.asks)


@dataclass(frozen=True)
class Line:
    """One setting in both years."""

    brief: EstablishmentBrief
    now: Burden
    before: Burden


def lines(settings_of: Sequence[EstablishmentBrief], this: Year, before: Year) -> list[Line]:
    """Every setting that was asked in either year, the most minutes first."""
    now, earlier = this.burdens, before.burdens
    found = [
        Line(brief, now.get(brief.id, Burden()), earlier.get(brief.id, Burden()))
        for brief in settings_of
        if brief.id in now or brief.id in earlier
    ]
    return sorted(found, key=lambda line: (-line.now.minutes, line.brief.name))


def burden_page(
    made: PartnershipBody,
    found: Sequence[Line],
    this: Year,
    before: Year,
    refusals: Sequence[tuple[str, str, int]],
    query: QueryDict,
    *,
    today: date,
) -> dict[str, Any]:
    """Both years in sentences, refusals by reason, and a page of settings."""
    here = reverse("requests:burden", args=[made.id])
    number = paging.number_of(query, len(found), size=PAGE)
    reasons = Counter(reason for reason, _, _ in refusals)
    return {
        "partnership": made,
        "years": years(this.number, today),
        "here": here,
        "sums": _sums_table(this, before),
        "reasons": [f"{REFUSAL_NAMES[code]}: {count}" for code, count in reasons.most_common()],
        "refusals_text": f"{counted(len(refusals), 'refusal')} in {rules.year_name(this.number)}.",
        "table": {
            "caption": "Settings, the most asked first",
            "id": "settings",
            "count_text": settings(len(found)),
            "columns": columns(
                ("Setting", "Asks", "Minutes asked", "Minutes saved", "The year before"),
                ("Asks", "Minutes asked", "Minutes saved", "The year before"),
            ),
            "rows": [
                cells((line.brief.name, line.now.asks, line.now.minutes, line.now.saved, line.before.minutes))
                for line in found[(number - 1) * PAGE : number * PAGE]
            ],
        },
        "pages": paging.links(here, query, number, len(found), size=PAGE),
        "csv_href": f"{reverse('requests:burden_csv', args=[made.id])}?year={this.number}",
        "back_link": {"text": "What we ask of settings", "href": reverse("requests:calendar", args=[made.id])},
    }


def year_asked(query: Mapping[str, str], today: date) -> int:
    """The school year of the address."""
    return year_of(query.get("year", ""), today)


def _sums_table(this: Year, before: Year) -> dict[str, Any]:
    both = [(year, rules.spread(year.burdens), rules.average_notice(year.asks)) for year in (this, before)]
    rows: list[tuple[str, list[str]]] = [
        ("Asks", [str(len(year.asks)) for year, _, _ in both]),
        ("Settings asked", [str(spread.settings) for _, spread, _ in both]),
        ("Half of them are asked for", [f"{minutes(spread.middle)} or more" for _, spread, _ in both]),
        ("The most that one is asked for", [minutes(spread.most) for _, spread, _ in both]),
        ("All of them together", [minutes(spread.total) for _, spread, _ in both]),
        ("Saved, because the answer was held", [minutes(spread.saved) for _, spread, _ in both]),
        ("Notice on average, in school days", [_average(average) for _, _, average in both]),
        ("Asks with less notice than is fair", [str(sum(one.is_short for one in year.asks)) for year, _, _ in both]),
    ]
    return {
        "caption": "Two school years",
        "id": "years",
        "columns": columns(("Figure", rules.year_name(this.number), rules.year_name(before.number))),
        "rows": [cells(({"text": name}, *({"text": value} for value in values))) for name, values in rows],
    }


def header(unseen: Sequence[str]) -> tuple[str, ...]:
    """The first line of the file, which says what is not counted as the page does."""
    return (*HEADER[:-1], f"{HEADER[-1]}. {' '.join(unseen)}") if unseen else HEADER


def _average(average: float | None) -> str:
    return "none asked" if average is None else f"{average:.1f}"


def csv_row(line: Line) -> tuple[object, ...]:
    """A line of the file."""
    now = line.now
    return (line.brief.name, line.brief.urn, now.asks, now.minutes, now.saved, now.left, line.before.minutes)
