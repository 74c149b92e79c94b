"""The table of a region as charts with their figures, and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse

from concordat.audits.analysis.counting import Share, Tally, rounding_note
from concordat.audits.models import PoolTable
from concordat.audits.presenters.analysis import IN_ORDER, SHADES
from concordat.audits.presenters.returns import day
from concordat.core import charts, clock

REGION = "The region"
CSV_HEADER = (
    "Section", "Question", "Text", "Area", "Answer", "Count", "Of", "Per cent", "Low 95%", "High 95%",
)  # fmt: skip


def page(found: PoolTable, section: str) -> dict[str, Any]:
    """One section: the region and each area, with how settings in several areas were counted."""
    figures = found.figures
    titles: dict[str, str] = {one["section"]: one["section_title"] for one in figures["questions"]}
    chosen = section if section in titles else next(iter(titles), "")
    return {
        "table": found,
        "made": day(clock.day_of(found.made_at)),
        "figures": figures,
        "several": _several(figures),
        "left_out": _left_out(figures["left_out"]),
        "sections": [(code, title, code == chosen) for code, title in titles.items()],
        "questions": [_question(one, figures) for one in figures["questions"] if one["section"] == chosen],
        "csv_href": reverse("audits:pool_table_csv", args=[found.pk]),
        "breadcrumbs": [
            {"text": "Pooled figures", "href": reverse("audits:pools")},
            {"text": found.pool.name, "href": reverse("audits:pool", args=[found.pool_id])},
        ],
    }


def _several(figures: Mapping[str, Any]) -> str:
    several, settings = figures["several"], figures["settings"]
    if not several:
        return f"None of the {settings} settings returned to more than one partnership."
    if several == 1:
        return f"1 setting of {settings} returned to more than one partnership, and is counted once."
    return f"{several} settings of {settings} returned to more than one partnership, and are counted once."


def _left_out(count: int) -> str:
    if not count:
        return ""
    them = "1 question is" if count == 1 else f"{count} questions are"
    return f"{them} not asked by everybody, and left out."


def tally_of(counted: Mapping[str, Any], options: list[list[str]]) -> Tally:
    """Shares of a group as it was kept."""
    of = counted["answered"]
    pairs = zip(options, counted["counts"], strict=True)
    shares = tuple(Share(value, label, count, of) for (value, label), count in pairs)
    return Tally(shares, counted["asked"], of)


def _question(one: Mapping[str, Any], figures: Mapping[str, Any]) -> dict[str, Any]:
    options = one["options"]
    total = tally_of(one["total"], options) if one["total"] else None
    columns = [(area["name"], one["areas"][str(area["id"])]) for area in figures["areas"]]
    tallies = [(name, tally_of(counted, options) if counted else None) for name, counted in columns]
    return {
        "code": one["code"],
        "text": one["text"],
        "chart": _chart(one, total, tallies) if total else None,
        "headers": [REGION, *(name for name, _ in tallies)],
        "rows": [
            _row(place, label, [total, *(each for _, each in tallies)]) for place, (_, label) in enumerate(options)
        ],
        "answered": [_answered(each) for each in (total, *(each for _, each in tallies))],
        "note": rounding_note(total.shares, 1) if total else "",
        "differ": _differ(one),
    }


def _chart(one: Mapping[str, Any], total: Tally, areas: list[tuple[str, Tally | None]]) -> charts.Chart:
    most = max(total.shares, key=lambda share: share.count)
    return charts.stacked_bars(
        name=f"region-{one['code']}",
        title=f"{one['code']} {one['text']}",
        description=f"Most often: {most.label} ({most.count} of {most.of}, {most.percent:.1f}%).",
        series=[
            charts.Series(label.split(",")[0].split(":")[0], SHADES.get(value, IN_ORDER[place % len(IN_ORDER)]))
            for place, (value, label) in enumerate(one["options"])
        ],
        bars=[charts.Bar(name, _counts(each)) for name, each in [(REGION, total), *areas]],
    )


def _counts(each: Tally | None) -> tuple[int, ...] | None:
    return tuple(share.count for share in each.shares) if each else None


def _row(place: int, label: str, columns: list[Tally | None]) -> dict[str, Any]:
    return {"label": label, "cells": [_cell(each.shares[place]) if each else "hidden" for each in columns]}


def _cell(share: Share) -> str:
    return f"{share.count} ({share.percent:.1f}%)" if share.of else "0"


def _answered(each: Tally | None) -> str:
    return f"{each.answered} of {each.asked}" if each else "hidden"


def _differ(one: Mapping[str, Any]) -> str:
    if one["both"] is None:
        return "A few settings answered to more than one partnership: too few to say how many answered differently."
    if not one["both"]:
        return ""
    return (
        f"{one['both']} settings answered to more than one partnership; {one['differ']} of them answered differently."
    )


def csv_rows(found: PoolTable) -> Iterator[tuple[object, ...]]:
    """A line for each answer of each question, for the region and each area."""
    for one in found.figures["questions"]:
        groups = [(REGION, one["total"])]
        groups += [(area["name"], one["areas"][str(area["id"])]) for area in found.figures["areas"]]
        for name, counted in groups:
            head = (one["section"], one["code"], one["text"], name)
            if counted is None:
                yield (*head, "", "hidden", "hidden", "hidden", "hidden", "hidden")
                continue
            for share in tally_of(counted, one["options"]).shares:
                if not share.of:
                    yield (*head, share.label, 0, 0, "", "", "")
                    continue
                low, high = share.interval
                yield (*head, share.label, share.count, share.of, f"{share.percent:.1f}", f"{low:.1f}", f"{high:.1f}")
