"""Levels on the pages: a setting's areas and what changed, an audit's areas, both as tables and files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse

from concordat.audits.analysis.levels import AreaScore, CycleArea, ReturnLevels, Score
from concordat.audits.models import AuditCycle
from concordat.audits.presenters.returns import day
from concordat.audits.vocabulary import LEVELS
from concordat.core import clock

HIDDEN = "hidden"
CSV_HEADER = ("Area", "Group", "Mean level", "Settings", "Of", *LEVELS.values())


def of_return(found: ReturnLevels) -> dict[str, Any]:
    """The table of a return's areas."""
    earlier = ""
    if found.before is not None and found.before.submitted_at is not None:
        earlier = f"{found.before.cycle.title}, {found.before.cycle.year}"
        earlier += f", handed in on {day(clock.day_of(found.before.submitted_at))}"
    columns = [{"text": "Area"}, {"text": "Mean level", "numeric": True}, {"text": "Answered", "numeric": True}]
    if earlier:
        columns += [{"text": "Then and now", "numeric": True}, {"text": "Change", "numeric": True}]
    return {
        "earlier": earlier,
        "table": {
            "id": "areas",
            "caption": "Areas, from 1 (starting) to 4 (embedded)",
            "columns": columns,
            "rows": [{"cells": list(_cells(one, compared=bool(earlier)))} for one in found.areas],
        },
    }


def _cells(one: AreaScore, *, compared: bool) -> Iterator[dict[str, Any]]:
    yield {"text": one.title}
    yield {"text": mean(one.now), "numeric": True}
    yield {"text": f"{one.now.answered} of {one.now.asked}", "numeric": True}
    if not compared:
        return
    if one.change is None or one.then is None or one.now_of_both is None:
        yield {"text": "Not comparable", "numeric": True}
        yield {"text": "", "numeric": True}
        return
    count = one.then.answered
    over = f"over {count} {'question' if count == 1 else 'questions'} asked both times"
    yield {"text": f"{mean(one.then)} and {mean(one.now_of_both)}", "hint": over, "numeric": True}
    yield {"text": f"{one.change:+.1f}" if abs(one.change) >= 0.05 else "No change", "numeric": True}


def mean(score: Score) -> str:
    """One decimal, which is more than a level is exact to."""
    return f"{score.mean:.1f}" if score.mean is not None else "Nothing answered"


def of_cycle(cycle: AuditCycle, found: Iterable[CycleArea]) -> dict[str, Any]:
    """The table of an audit's areas, and the ways on."""
    every = list(found)
    phases = sorted({phase for one in every for phase in one.groups})
    heads = ["Mean level", "Settings", *LEVELS.values(), *phases]
    return {
        "cycle": cycle,
        "threshold": cycle.partnership.smallest_group,
        "table": {
            "id": "areas",
            "caption": "Areas over all settings that have returned",
            "columns": [{"text": "Area"}, *({"text": text, "numeric": True} for text in heads)],
            "rows": [{"cells": [{"text": one.title}, *_figures(one, phases)]} for one in every],
        },
        "has_areas": bool(every),
        "csv_href": reverse("audits:levels_csv", args=[cycle.pk]),
        "breadcrumbs": [
            {"text": "Audits", "href": reverse("audits:cycles")},
            {"text": cycle.title, "href": reverse("audits:tracker", args=[cycle.pk])},
        ],
    }


def _figures(one: CycleArea, phases: list[str]) -> Iterator[dict[str, Any]]:
    said = HIDDEN if one.mean is None else f"{one.mean:.1f}"
    yield {"text": said, "numeric": True}
    yield {"text": f"{one.settings} of {one.of}", "numeric": True}
    for name in LEVELS.values():
        yield {"text": HIDDEN if one.is_hidden else str(one.bands[name]), "numeric": True}
    for phase in phases:
        group = one.groups.get(phase)
        text = "" if phase not in one.groups else HIDDEN if group is None else f"{group[0]:.1f} ({group[1]})"
        yield {"text": text, "numeric": True}


def csv_rows(found: Iterable[CycleArea]) -> Iterator[tuple[object, ...]]:
    """A line for each area, then one for each phase of it."""
    for one in found:
        if one.is_hidden:
            yield (one.title, "All settings", HIDDEN, one.settings, one.of, *[HIDDEN] * len(LEVELS))
            continue
        bands = [one.bands[name] for name in LEVELS.values()]
        yield (one.title, "All settings", f"{one.mean:.2f}", one.settings, one.of, *bands)
        for phase, group in one.groups.items():
            said = (HIDDEN, HIDDEN) if group is None else (f"{group[0]:.2f}", group[1])
            yield (one.title, phase, *said, "", *[""] * len(LEVELS))
