"""The results as sheets: one with every question, then one for each section. For the worker only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from concordat.audits.analysis.confidence import HOW_SHOWN
from concordat.audits.analysis.results import CycleResult, QuestionResult
from concordat.audits.models import AuditCycle, AuditReturn
from concordat.audits.presenters import carried
from concordat.audits.presenters.analysis import AGAINST_EVIDENCE, CSV_HEADER, csv_lines, evidence_lines
from concordat.audits.presenters.papers import how_counted, moment
from concordat.core.documents.sheet import Cell, Sheet
from concordat.lib.form_logic import Form, Question, Section
from concordat.questionnaires import queries as questionnaire_queries

WIDTHS = (22, 9, 10, 60, 24, 40, 8, 8, 9, 9, 9)
RETURN_WIDTHS = (22, 10, 60, 50, 40, 12, 14, 24, 24, 12, 40)
FIGURES = 6  # from this column on
NOT_COUNTED = "Answered in words: not counted"
NOBODY = "Nobody has returned this form yet"


def analysis(cycle: AuditCycle, found: CycleResult, *, as_of: datetime) -> list[Sheet]:
    """Every question of every form of the cycle has its lines, whether or not anybody answered it."""
    counted = {(result.version, result.code): result for result in found.questions}
    notes = (f"{cycle.title}, {cycle.year}. {how_counted(found)}", f"As it stood on {moment(as_of)}.")
    every: list[tuple[Cell, ...]] = []
    sheets = []
    for version in sorted(set(cycle.forms.values_list("form_version_id", flat=True))):
        form = questionnaire_queries.form_of(version)
        for section in form.shown_sections:
            rows = [
                row for question in section.questions for row in _question(form, section, question, version, counted)
            ]
            every += rows
            sheets.append(Sheet(f"{section.code} {section.title}", CSV_HEADER, rows, notes, WIDTHS))
    against = [_cells(line) for line in evidence_lines(found)]
    shown = Sheet(AGAINST_EVIDENCE, CSV_HEADER, against, (*notes, HOW_SHOWN), WIDTHS)
    return [Sheet("All questions", CSV_HEADER, every, notes, WIDTHS), *sheets, shown]


def whole_return(audit_return: AuditReturn, *, as_of: datetime) -> list[Sheet]:
    """Every question of a return with its answer, where a carried one comes from and why one differs."""
    cycle, setting = audit_return.cycle, audit_return.establishment.organisation.name
    notes = (f"{setting}: {cycle.title}, {cycle.year}.", f"As it stood on {moment(as_of)}.")
    rows = [tuple(str(cell) for cell in row) for row in carried.csv_rows(audit_return)]
    return [Sheet("Answers", carried.CSV_HEADER, rows, notes, RETURN_WIDTHS)]


def _question(
    form: Form, section: Section, question: Question, version: int, counted: dict[tuple[int, str], QuestionResult]
) -> Iterator[tuple[Cell, ...]]:
    result = counted.get((version, question.code))
    if result is None:
        part = question.choice_part
        says = NOBODY if part is not None and part.options else NOT_COUNTED
        yield (form.code, section.code, question.code, question.text, "All settings", says, *[None] * 5)
        return
    for line in csv_lines(result):
        yield _cells(line)


def _cells(line: tuple[object, ...]) -> tuple[Cell, ...]:
    return (*(str(cell) for cell in line[:FIGURES]), *(_figure(cell) for cell in line[FIGURES:]))


def _figure(cell: object) -> Cell:
    if isinstance(cell, int):
        return cell
    try:
        return float(str(cell))
    except ValueError:
        return str(cell) or None
