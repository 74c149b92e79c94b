"""The pages about a coding for whoever opens, follows and reads it. No note is on any of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from concordat.audits.coding.compared import Compared
from concordat.audits.coding.counted import GROUPINGS
from concordat.audits.coding.standing import Standing
from concordat.audits.coding_rules import MOST_CODES, Entry
from concordat.audits.models import AuditCycle, CodingCoder
from concordat.audits.presenters.checking import figures_in_words, kappa_in_words, percent, trail
from concordat.audits.presenters.returns import day
from concordat.audits.presenters.states import StateTag
from concordat.core import clock

STAGES = {
    "preparing": StateTag("Codebook is being written", "grey"),
    "coding": StateTag("Being coded", "light-blue"),
    "comparing": StateTag("Differences are settled", "yellow"),
    "frozen": StateTag("Frozen", "green"),
    "closed": StateTag("Closed without a result", "grey"),
}
ANSWERS = {"somewhat": "Somewhat confident", "not_yet": "Not yet confident", "amber": "Amber", "red": "Red"}
CSV_HEADER = (
    "Code",
    "Group",
    "Settings with it",
    "Settings",
    "Per cent",
    "Kappa",
    "Kappa from",
    "Kappa to",
    "Notes both coded",
    "Coded alike",
)
HIDDEN = "hidden"


def below(standing: Standing) -> list[dict[str, str]]:
    """The way back from a page of one coding."""
    coding = standing.coding
    here = {"text": "This coding", "href": reverse("audits:coding", args=[coding.pk])}
    return [*of_cycle(coding.cycle), here]


def of_cycle(cycle: AuditCycle) -> list[dict[str, str]]:
    """The way back from one coding."""
    return trail(cycle, ("Coding of notes", reverse("audits:codings", args=[cycle.pk])))


def every(cycle: AuditCycle, found: list[Standing], *, may_open: bool) -> dict[str, Any]:
    """The codings of an audit."""
    return {
        "cycle": cycle,
        "may_open": may_open,
        "count_text": "1 coding" if len(found) == 1 else f"{len(found)} codings",
        "rows": [
            {
                "title": one.coding.title,
                "href": reverse("audits:coding", args=[one.coding.pk]),
                "tag": STAGES[one.stage],
                "coders": [_progress(coder) for coder in one.coders],
                "opened": day(clock.day_of(one.coding.opened_at)),
            }
            for one in found
        ],
        "breadcrumbs": trail(cycle),
    }


def _progress(coder: CodingCoder) -> str:
    if coder.done_at is not None:
        return f"{coder.name}: finished on {day(clock.day_of(coder.done_at))}"
    return f"{coder.name}: {coder.coded} {'note' if coder.coded == 1 else 'notes'} coded"


def one(
    standing: Standing, found: Compared, *, is_coder: bool, may_keep: bool, to_code: int, not_counted: str
) -> dict[str, Any]:
    """One coding as far as it is."""
    coding = standing.coding
    comparing = standing.stage == "comparing"
    unsettled = len(found.unsettled)
    return {
        "coding": coding,
        "cycle": coding.cycle,
        "stage": standing.stage,
        "tag": STAGES[standing.stage],
        "facts": _facts(standing, found),
        "codes": found.codebook,
        "may_keep": may_keep,
        "may_close": may_keep and coding.closed_at is None,
        "may_code": is_coder and standing.stage == "coding",
        "to_code": to_code,
        "may_settle": comparing and (is_coder or may_keep),
        "unsettled": unsettled,
        "differences": len(found.disputed) if comparing else 0,
        "left_out": found.left_out if comparing else 0,
        "agreement": _agreement(found) if comparing else [],
        "both": found.both,
        "not_counted": not_counted,
        "result": _result(standing),
        "breadcrumbs": of_cycle(coding.cycle),
    }


def _facts(standing: Standing, found: Compared) -> list[dict[str, Any]]:
    coding = standing.coding
    answers = ", ".join(ANSWERS.get(one, one) for one in coding.answers)
    rows: list[dict[str, Any]] = [
        {"key": "Notes beside", "value": answers},
        {"key": "Notes now", "value": str(len(found.notes))},
        {"key": "Who codes", "lines": [_progress(coder) for coder in standing.coders]},
        {
            "key": "Codebook",
            "value": f"Version {coding.codebook_version}, from the suggested codes of {day(coding.suggested_on)}",
        },
    ]
    if standing.result is not None:
        at = day(clock.day_of(standing.result.frozen_at))
        rows.append({"key": "Frozen", "value": f"{at}, by {standing.result.frozen_name}"})
    elif coding.closed_at is not None:
        by = f"{day(clock.day_of(coding.closed_at))}, by {coding.closed_name}"
        rows.append({"key": "Closed without a result", "lines": [by, coding.closed_reason]})
    return rows


def _agreement(found: Compared) -> list[dict[str, Any]]:
    return [
        {
            "title": one.title,
            "first": one.first,
            "second": one.second,
            "same": f"{percent(one.agreement.share_same)} ({one.agreement.same} of {one.agreement.pairs})",
            "kappa": kappa_in_words(one.agreement),
        }
        for one in found.agreement
    ]


def _of(count: int, of: int) -> str:
    return f"{count} ({percent(count / of)})" if of else str(count)


def _result(standing: Standing) -> dict[str, Any] | None:
    """The frozen figures as tables."""
    if standing.result is None:
        return None
    figures = standing.result.figures
    codes = figures["codes"]
    overall, settings = figures["overall"], figures["settings"]
    return {
        "notes": figures["notes"],
        "settings": settings,
        "left_out": figures["left_out"],
        "threshold": figures["threshold"],
        "rows": [
            {
                "title": code["title"],
                "count": HIDDEN if overall is None else _of(overall[code["key"]], settings),
                "same": f"{code['same']} of {code['pairs']}",
                "kappa": figures_in_words(code["kappa"], code["interval"], pairs=code["pairs"]),
            }
            for code in codes
        ],
        "groups": [
            {"title": title, "parts": figures["groups"][name], "rows": _group_rows(figures["groups"][name], codes)}
            for name, title in GROUPINGS.items()
        ],
    }


def _group_rows(parts: list[dict[str, Any]], codes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "title": code["title"],
            "cells": [HIDDEN if part["counts"] is None else str(part["counts"][code["key"]]) for part in parts],
        }
        for code in codes
    ]


def csv_rows(standing: Standing) -> Iterator[tuple[object, ...]]:
    """The lines of the file: for all, then for each group."""
    assert standing.result is not None
    figures = standing.result.figures
    groups = [("All settings", figures["settings"], figures["overall"])]
    groups += [
        (f"{title}: {part['group']}", part["of"], part["counts"])
        for name, title in GROUPINGS.items()
        for part in figures["groups"][name]
    ]
    for code in figures["codes"]:
        for place, (name, of, counts) in enumerate(groups):
            count = HIDDEN if counts is None else counts[code["key"]]
            share = "" if counts is None or not of else f"{100 * count / of:.1f}"
            low, high = code["interval"] or ("", "")
            kappa = (code["kappa"], low, high, code["pairs"], code["same"]) if place == 0 else ("",) * 5
            yield (code["title"], name, count, HIDDEN if counts is None else of, share, *kappa)


def codebook(standing: Standing, entries: list[Entry], errors: list[dict[str, str]], was: int) -> dict[str, Any]:
    """The codebook as a table to change, with room for two more."""
    rows = [
        {
            "number": number,
            "key": entry.key,
            "title": entry.title,
            "description": entry.description,
            "words": "; ".join(entry.words),
        }
        for number, entry in enumerate([*entries, Entry("", ""), Entry("", "")][: MOST_CODES + 1])
    ]
    return {
        "coding": standing.coding,
        "rows": rows,
        "was": was,
        "errors": errors,
        "breadcrumbs": below(standing),
    }
