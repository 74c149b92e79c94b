"""What the pages of the local offer say, made from records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.core import paging
from concordat.core.whole_numbers import whole_number
from concordat.partnership.queries import PartnershipBody
from concordat.resources import queries, rules
from concordat.resources.models import Offer
from concordat.resources.vocabulary import LEVEL_NAMES, PARTNERS, PHASE_NAMES, SECTOR_NAMES

PAGE = 50
CSV_HEADER = (
    "Offer", "Agency", "Kind of agency", "What it does", "Helps with", "Level of need", "Phases", "Ages", "Areas",
    "How to ask", "Web page", "Days", "Cost", "Look again on",
)  # fmt: skip
FILTERS = ("sector", "about", "level", "phase", "area", "search")


@dataclass(frozen=True)
class OfferRow:
    """An offer in the list."""

    title: str
    href: str
    agency: str
    sector: str
    helps: str
    who: str
    how: str
    is_due: bool


def narrowed(rows: Iterable[Offer], query: QueryDict) -> list[Offer]:
    """The offers that fit the filters of the address; what it does not know narrows nothing."""
    asked = {name: query.get(name, "").strip() for name in FILTERS}
    return [one for one in rows if _fits(one, asked)]


def _fits(one: Offer, asked: Mapping[str, str]) -> bool:
    words, area = asked["search"].lower(), whole_number(asked["area"])
    return (
        (asked["sector"] not in SECTOR_NAMES or one.sector == asked["sector"])
        and (asked["about"] not in queries.areas() or asked["about"] in {rules.area_of(code) for code in one.standards})
        and (asked["level"] not in LEVEL_NAMES or asked["level"] in one.levels)
        and (asked["phase"] not in PHASE_NAMES or not one.phases or asked["phase"] in one.phases)
        and (area is None or not one.authorities or area in one.authorities)
        and (not words or words in f"{one.title} {one.agency_name} {one.what}".lower())
    )


def offers_page(
    made: PartnershipBody, rows: list[Offer], query: QueryDict, *, areas: list[tuple[int, str]], today: date
) -> dict[str, Any]:
    """Counts by partner, which partner offers nothing, filters and one page of offers."""
    shown = narrowed(rows, query)
    number = paging.number_of(query, len(shown), size=PAGE)
    here = reverse("resources:offers", args=[made.id])
    counted = Counter(one.sector for one in rows)
    helped = Counter(area for one in rows for area in {rules.area_of(code) for code in one.standards})
    return {
        "partnership": made,
        "sectors": [
            {"name": name, "count": counted[code], "href": f"{here}?sector={code}#list"}
            for code, name in SECTOR_NAMES.items()
            if counted[code] or code in PARTNERS
        ],
        "missing": [SECTOR_NAMES[code] for code in PARTNERS if not counted[code]],
        "due": sum(rules.is_review_due(one.review_on, today) for one in rows),
        "rows": [_row(one, today) for one in shown[(number - 1) * PAGE : number * PAGE]],
        "count_text": f"{len(shown)} of {len(rows)} offers",
        "search": query.get("search", "")[:100],
        "selects": [
            _select("about", "Helps with", [(code, queries.areas()[code]) for code in sorted(helped)], query),
            _select("level", "Level of need", LEVEL_NAMES.items(), query),
            _select("phase", "Phase", PHASE_NAMES.items(), query),
            _select("sector", "Agency", SECTOR_NAMES.items(), query),
            *([_select("area", "Area", [(str(pk), name) for pk, name in areas], query)] if len(areas) > 1 else []),
        ],
        "here": here,
        "csv_href": reverse("resources:offers_csv", args=[made.id]) + (f"?{query.urlencode()}" if query else ""),
        "pages": paging.links(here, query, number, len(shown), size=PAGE),
    }


def _select(name: str, label: str, choices: Iterable[tuple[str, str]], query: QueryDict) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "options": [(value, text, value == query.get(name, "")) for value, text in choices],
    }


def _row(one: Offer, today: date) -> OfferRow:
    return OfferRow(
        one.title,
        reverse("resources:offer", args=[one.pk]),
        one.agency_name,
        SECTOR_NAMES[one.sector],
        helps_with(one),
        ", ".join(part for part in (_phases(one), _ages(one), _levels(one)) if part),
        one.how_to_ask,
        rules.is_review_due(one.review_on, today),
    )


def helps_with(one: Offer) -> str:
    """The subjects in words, once each."""
    known = queries.areas()
    return ", ".join(dict.fromkeys(known.get(rules.area_of(code), code) for code in one.standards))


def _phases(one: Offer) -> str:
    return ", ".join(name for code, name in PHASE_NAMES.items() if code in one.phases) or "Every phase"


def _levels(one: Offer) -> str:
    return ", ".join(name for code, name in LEVEL_NAMES.items() if code in one.levels)


def _ages(one: Offer) -> str:
    if one.age_from is None and one.age_to is None:
        return ""
    if one.age_to is None:
        return f"from {one.age_from} years"
    return f"up to {one.age_to} years" if one.age_from is None else f"{one.age_from} to {one.age_to} years"


def _areas(one: Offer, names: Mapping[int, str]) -> str:
    return ", ".join(names.get(pk, str(pk)) for pk in one.authorities) or "The whole partnership"


def offer_facts(one: Offer, names: Mapping[int, str]) -> list[dict[str, Any]]:
    """What the page of an offer says, line by line."""
    known = queries.expectations()
    said = [
        ("What it does", one.what),
        ("Who offers it", f"{one.agency_name} ({SECTOR_NAMES[one.sector]})"),
        ("Helps with", helps_with(one)),
        ("Particular expectations", "\n".join(f"{code} {known[code]}" for code in one.standards if code in known)),
        ("Level of need", _levels(one)),
        ("Phases", _phases(one)),
        ("Ages", _ages(one)),
        ("Areas", _areas(one, names)),
        ("How to ask", one.how_to_ask),
        ("Web page", one.link),
        ("Days and hours", one.days),
        ("Cost", one.cost),
        ("Look again on", day(one.review_on)),
    ]
    return [{"key": key, "value": value} for key, value in said if value]


def csv_row(one: Offer, names: Mapping[int, str]) -> tuple[object, ...]:
    """A line of the file."""
    return (
        one.title,
        one.agency_name,
        SECTOR_NAMES[one.sector],
        one.what,
        ", ".join(one.standards),
        _levels(one),
        _phases(one),
        _ages(one),
        _areas(one, names),
        one.how_to_ask,
        one.link,
        one.days,
        one.cost,
        one.review_on,
    )


def typed(one: Offer) -> dict[str, Any]:
    """An offer as its form shows it."""
    known = queries.areas()
    plain = ("title", "agency_id", "sector", "what", "levels", "phases", "age_from", "age_to", "how_to_ask", "link")
    return {
        **{name: getattr(one, name) for name in (*plain, "days", "cost")},
        "agency_name": "" if one.agency_id else one.agency_name,
        "standards": [code for code in one.standards if code in known],
        "expectations": ", ".join(code for code in one.standards if code not in known),
        "authorities": [str(pk) for pk in one.authorities],
        "review_on": one.review_on.isoformat(),
    }


def day(value: date) -> str:
    """A date in words: 18 December 2026."""
    return f"{value.day} {value:%B %Y}"
