"""Results as charts with their tables, and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.urls import reverse

from concordat.audits.analysis.confidence import CELLS, HOW_SHOWN, WORRY
from concordat.audits.analysis.counting import Share, Tally, rounding_note
from concordat.audits.analysis.results import GROUPINGS, CycleResult, QuestionResult
from concordat.audits.analysis.trends import Trend
from concordat.audits.models import AuditCycle
from concordat.audits.vocabulary import LEVEL_SCALE
from concordat.core import charts
from concordat.questionnaires import queries as questionnaire_queries

CSV_HEADER = (
    "Form", "Section", "Question", "Text", "Group", "Answer", "Count", "Of", "Per cent", "Low 95%", "High 95%",
)  # fmt: skip
OUTSIDE = "Accepted from an outside audit: in no other figure"
AGAINST_EVIDENCE = "Confidence against evidence"
SHADES = {name: name for name in ("green", "amber", "red", "na", "very", "somewhat")} | {"not_yet": "little"}
IN_ORDER = ("first", "second", "third", "fourth", "unanswered")


def sections_of(cycle: AuditCycle) -> list[tuple[str, str]]:
    """Code and title of every section of the cycle's forms, once each."""
    found: dict[str, str] = {}
    for form in cycle.forms.order_by("scheme"):
        for section in questionnaire_queries.form_of(form.form_version_id).sections:
            if any(question.choice_part for question in section.questions):
                found.setdefault(section.code, section.title)
    return list(found.items())


def analysis_page(
    cycle: AuditCycle,
    found: CycleResult,
    *,
    section: str,
    sections: list[tuple[str, str]],
    grouping: str,
    trends: Mapping[tuple[int, str], Trend],
) -> dict[str, Any]:
    """Everything that the page of results shows."""
    here = reverse("audits:analysis", args=[cycle.pk])
    return {
        "cycle": cycle,
        "found": found,
        "questions": [
            {
                **_question(result, grouping),
                "two_by_two": two_by_two(evidence_of(found, result)),
                "trend": _trend(cycle, result, trends.get((result.version, result.code), ())),
            }
            for result in found.questions
        ],
        "has_levels": any(_asks_level(one) for one in found.questions),
        "how_shown": HOW_SHOWN,
        "sections": [(code, title, code == section) for code, title in sections],
        "groupings": [(code, title, code == grouping) for code, title in GROUPINGS.items()],
        "here": here,
        "csv_href": reverse("audits:analysis_csv", args=[cycle.pk]) + f"?by={grouping}",
        "breadcrumbs": [
            {"text": "Audits", "href": reverse("audits:cycles")},
            {"text": cycle.title, "href": reverse("audits:tracker", args=[cycle.pk])},
        ],
    }


def _asks_level(result: QuestionResult) -> bool:
    question = questionnaire_queries.form_of(result.version).questions.get(result.code)
    return question is not None and question.scale == LEVEL_SCALE


def _trend(cycle: AuditCycle, result: QuestionResult, years: Trend) -> dict[str, Any] | None:
    """This year first, then the years before; a break stands between the years that it parts."""
    if not years:
        return None
    rows: list[dict[str, Any]] = [{"year": cycle.year, "says": _in_words_of(result.overall), "code": result.code}]
    for one in years:
        if one.is_break:
            rows.append({"is_break": True, "says": f"{one.note}: earlier figures are of another question."})
        elif one.note:
            rows.append({"is_break": True, "says": f"{one.note}."})
        rows.append({"year": one.year, "says": _in_words_of(one.overall), "code": one.code})
    return {"code": result.code, "rows": rows}


def _in_words_of(overall: Tally | None) -> str:
    if overall is None:
        return "Too few settings answered to show this"
    labels = ((share.label.split(",")[0].split(":")[0], share) for share in overall.shares)
    return "; ".join(f"{label} {share.percent:.1f}% ({share.count} of {share.of})" for label, share in labels)


def csv_rows(found: CycleResult) -> Iterator[tuple[object, ...]]:
    """A line for each answer of each question in each group."""
    for result in found.questions:
        yield from csv_lines(result)
    yield from evidence_lines(found)


def evidence_lines(found: CycleResult) -> Iterator[tuple[object, ...]]:
    """The lines of confidence against evidence, under the question about confidence."""
    for result in found.evidence:
        yield from csv_lines(replace(result, text=f"{AGAINST_EVIDENCE}: {result.text}"))


def evidence_of(found: CycleResult, result: QuestionResult) -> QuestionResult | None:
    """Confidence against evidence for a question, where it is one about confidence."""
    return next((one for one in found.evidence if (one.version, one.code) == (result.version, result.code)), None)


def two_by_two(result: QuestionResult | None) -> dict[str, Any] | None:
    """Two rows of two cells, each with its count of how many; none where nobody answered or it is hidden."""
    if result is None:
        return None
    shares = {share.option: share for share in result.overall.shares} if result.overall else {}
    cells = [_cell(shares[option]) for option, _ in CELLS] if shares else []
    return {
        "code": result.code,
        "is_hidden": result.is_hidden,
        "rows": [("Confident", cells[:2]), ("Less confident", cells[2:])] if cells else [],
        "worry": next((one for one in cells if one["worry"]), None),
        "note": rounding_note(list(shares.values()), 1),
        "groups": [
            (name, [str(share.count) for share in counted.shares] if counted else ["hidden"] * len(CELLS))
            for name, counted in result.groups.items()
        ],
    }


def _cell(share: Share) -> dict[str, Any]:
    return {**_share(share), "worry": share.option == WORRY}


def csv_lines(result: QuestionResult) -> Iterator[tuple[object, ...]]:
    """The lines of one question: all settings first, then each group."""
    yield from _csv_group(result, "All settings", result.overall)
    if result.outside:
        about = (result.form, result.section, result.code, result.text, "All settings", OUTSIDE)
        yield (*about, result.outside, result.concerned, f"{100 * result.outside / result.concerned:.1f}", "", "")
    for group, counted in result.groups.items():
        yield from _csv_group(result, group, counted)


def _csv_group(result: QuestionResult, group: str, counted: Tally | None) -> Iterator[tuple[object, ...]]:
    about = (result.form, result.section, result.code, result.text, group)
    if counted is None:
        yield (*about, "", "hidden", "hidden", "hidden", "hidden", "hidden")
        return
    for share in counted.shares:
        if not share.of:
            yield (*about, share.label, 0, 0, "", "", "")
            continue
        low, high = share.interval
        yield (*about, share.label, share.count, share.of, f"{share.percent:.1f}", f"{low:.1f}", f"{high:.1f}")


def _question(result: QuestionResult, grouping: str) -> dict[str, Any]:
    shares = result.overall.shares if result.overall else ()
    labels = [(share.option, share.label.split(",")[0].split(":")[0]) for share in shares]
    bars = [charts.Bar("All settings", _counts(result.overall))]
    bars += [charts.Bar(name, _counts(counted)) for name, counted in result.groups.items()]
    chart = None
    if labels:
        chart = charts.stacked_bars(
            name=f"{result.form}-{result.code}-{grouping}",
            title=f"{result.code} {result.text}",
            description=_in_words(result),
            series=[
                charts.Series(label, SHADES.get(option, IN_ORDER[place % len(IN_ORDER)]))
                for place, (option, label) in enumerate(labels)
            ],
            bars=bars,
        )
    return {
        "code": result.code,
        "text": result.text,
        "chart": chart,
        "shares": [_share(share) for share in shares],
        "not_answered": result.overall.not_answered if result.overall else 0,
        "note": rounding_note(shares, 1),
        "outside": outside_note(result),
    }


def outside_note(result: QuestionResult) -> str:
    """How many settings an outside audit stands for this at, of those that it concerns; nothing where there is none."""
    if not result.outside:
        return ""
    return (
        f"For {result.outside} of the {result.concerned} settings that this concerns, an outside audit was accepted"
        " instead. They are in no figure above."
    )


def _counts(counted: Tally | None) -> tuple[int, ...] | None:
    return None if counted is None else tuple(share.count for share in counted.shares)


def _share(share: Share) -> dict[str, str]:
    low, high = share.interval
    return {
        "label": share.label,
        "count": f"{share.count} of {share.of}",
        "percent": f"{share.percent:.1f}%",
        "interval": f"{low:.0f}% to {high:.0f}%",
    }


def _in_words(result: QuestionResult) -> str:
    if result.overall is None:
        return "Too few settings answered to show this."
    if not result.overall.answered:
        return "Nobody has answered this yet."
    most = max(result.overall.shares, key=lambda share: share.count)
    return f"Most often: {most.label} ({most.count} of {most.of}, {most.percent:.1f}%)."
