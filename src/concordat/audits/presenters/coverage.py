"""What the pages about guidance say: each expectation with counts by group, and one expectation setting by setting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.audits.analysis.coverage import Coverage, Group, Line, Setting
from concordat.core import paging
from concordat.partnership.queries import PartnershipBody
from concordat.questionnaires.parts_of_guidance import Changed, Part

PAGE, LINES = 50, 25
GROUPINGS = {"phase": "Phase", "type_group": "Type", "trust_name": "Trust"}
CSV_HEADER = ("Expectation", "In words", "Group", "Met", "Not met", "Not certain", "Settings")
ONE_HEADER = ("Setting", "URN", "Phase", "Trust", "State", "Signed", "Audit", "Question")
MET, NOT_MET, OPEN = "met", "not_met", "open"
STATES = {MET: ("Met", "green"), NOT_MET: ("Not met", "red"), OPEN: ("Not certain", "grey")}


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    part: str
    grouping: str

    @classmethod
    def of(cls, query: QueryDict, parts: Mapping[str, Part]) -> Asked:
        """Part and grouping; all of it by phase where the address asks for nonsense."""
        part, by = query.get("part", ""), query.get("by", "phase")
        return cls(part if part in parts else "", by if by in GROUPINGS else "phase")


def lines(found: Coverage, asked: Asked, parts: Mapping[str, Part], changed: Mapping[str, Changed]) -> list[Line]:
    """A line for each expectation that forms ask about, the least met first."""
    wanted = found.asked & (parts[asked.part].expectations if asked.part else found.asked)
    every = [
        found.line(code, by=asked.grouping, changed_on=changed[code].from_on if code in changed else None)
        for code in sorted(wanted)
    ]
    return sorted(every, key=lambda one: (one.whole.at_most, one.whole.at_least, one.expectation))


def page(
    made: PartnershipBody,
    found: Coverage,
    shown: list[Line],
    asked: Asked,
    parts: Mapping[str, Part],
    statements: Mapping[str, str],
    query: QueryDict,
) -> dict[str, Any]:
    """The table of expectations by group."""
    here = reverse("audits:guidance", args=[made.id])
    number = paging.number_of(query, len(shown), size=LINES)
    names = [group.name for group in shown[0].groups] if shown else []
    return {
        "partnership": made,
        "here": here,
        "parts": [(code, part.name, code == asked.part) for code, part in parts.items()],
        "groupings": [(code, name, code == asked.grouping) for code, name in GROUPINGS.items()],
        "settings": len(found.settings),
        "count_text": f"{len(shown)} expectation{'' if len(shown) == 1 else 's'}",
        "table": {
            "caption": "How many settings meet each expectation",
            "id": "guidance",
            "columns": [{"text": name} for name in ("Expectation", "All", *names)],
            "rows": [_row(made.id, one, statements) for one in shown[(number - 1) * LINES : number * LINES]],
        }
        if shown
        else None,
        "pages": paging.links(here, query, number, len(shown), size=LINES),
        "csv_href": reverse("audits:guidance_csv", args=[made.id]) + (f"?{query.urlencode()}" if query else ""),
        "back_link": {"text": "Audits", "href": reverse("audits:cycles")},
    }


def _row(partnership_id: int, one: Line, statements: Mapping[str, str]) -> dict[str, Any]:
    href = reverse("audits:guidance_one", args=[partnership_id, one.expectation])
    words = {"text": statements.get(one.expectation, one.expectation), "href": href, "hint": one.expectation}
    return {"cells": [words, *(_cell(group) for group in (one.whole, *one.groups))]}


def _cell(group: Group) -> dict[str, Any]:
    if group.is_hidden:
        return {"text": "Too few to show"}
    low, high = group.at_least, group.at_most
    counts = f"{group.met} met, {group.not_met} not, {group.open} not certain"
    return {"text": f"{low}%" if low == high else f"{low} to {high}%", "hint": counts}


def csv_rows(shown: Iterable[Line], statements: Mapping[str, str]) -> Iterable[tuple[object, ...]]:
    """A line for each expectation and group; what is hidden on the page is hidden here."""
    for one in shown:
        for group in (one.whole, *one.groups):
            head = (one.expectation, statements.get(one.expectation, ""), group.name)
            if group.is_hidden:
                yield (*head, "too few", "too few", "too few", group.settings)
            else:
                yield (*head, group.met, group.not_met, group.open, group.settings)


def state_of(one: Setting, expectation: str) -> str:
    """Met, not met, or not certain."""
    stand = one.stands.get(expectation)
    return OPEN if stand is None else MET if stand.is_met else NOT_MET


def narrowed(found: Coverage, expectation: str, query: QueryDict) -> list[Setting]:
    """Settings that fit the filters of the address: not met first."""
    wanted, trust = query.get("state", ""), query.get("trust", "")
    order = (NOT_MET, OPEN, MET)
    every = [
        one
        for one in found.settings
        if (wanted not in STATES or state_of(one, expectation) == wanted)
        and (not trust or one.brief.trust_name == trust)
    ]
    return sorted(every, key=lambda one: (order.index(state_of(one, expectation)), one.brief.name.lower()))


def one_page(
    made: PartnershipBody, found: Coverage, expectation: str, words: str, change: Changed | None, query: QueryDict
) -> dict[str, Any]:
    """Every setting with what it said and when, and the counts of each trust."""
    here = reverse("audits:guidance_one", args=[made.id, expectation])
    shown = narrowed(found, expectation, query)
    number = paging.number_of(query, len(shown), size=PAGE)
    trusts = sorted({one.brief.trust_name for one in found.settings if one.brief.trust_name})
    return {
        "partnership": made,
        "expectation": expectation,
        "words": words,
        "change": f"{change.what} (since {_day(change.from_on)})" if change else "",
        "here": here,
        "states": [(code, name, code == query.get("state")) for code, (name, _) in STATES.items()],
        "trusts": [(name, name == query.get("trust")) for name in trusts],
        "table": {
            "caption": words,
            "caption_class": "govuk-visually-hidden",
            "id": "settings",
            "count_text": f"{len(shown)} of {len(found.settings)} settings that returned something within a year",
            "columns": [{"text": name} for name in ("Setting", "State", "Signed", "By which answer")],
            "rows": [_setting_row(one, expectation, change) for one in shown[(number - 1) * PAGE : number * PAGE]],
        },
        "pages": paging.links(here, query, number, len(shown), size=PAGE),
        "csv_href": reverse("audits:guidance_one_csv", args=[made.id, expectation])
        + (f"?{query.urlencode()}" if query else ""),
        "back_link": {"text": "What guidance asks", "href": reverse("audits:guidance", args=[made.id])},
    }


def _setting_row(one: Setting, expectation: str, change: Changed | None) -> dict[str, Any]:
    stand = one.stands.get(expectation)
    text, colour = STATES[state_of(one, expectation)]
    old = "Before guidance changed" if stand and change and stand.signed_on < change.from_on else ""
    return {
        "cells": [
            {"text": one.brief.name, "hint": one.brief.trust_name},
            {"tag": {"text": text, "colour": colour}},
            {"text": _day(stand.signed_on) if stand else "", "hint": old},
            {
                "text": f"{stand.question}, {stand.audit}" if stand else "No answer makes it certain",
                "href": reverse("audits:read", args=[stand.return_id]) if stand else "",
            },
        ]
    }


def one_csv_rows(shown: Iterable[Setting], expectation: str) -> Iterable[tuple[object, ...]]:
    """A line for each setting."""
    for one in shown:
        stand = one.stands.get(expectation)
        said = (stand.signed_on, stand.audit, stand.question) if stand else ("", "", "")
        brief, state = one.brief, STATES[state_of(one, expectation)][0]
        yield (brief.name, brief.urn, brief.phase, brief.trust_name, state, *said)


def _day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"
