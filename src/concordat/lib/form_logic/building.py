"""From rows of a sheet to a form and back; every fault is found in one go, each with its row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from concordat.lib.form_logic.forms import Code, Form, Part, PartKind, Question, Scale, Section
from concordat.lib.form_logic.notation import NotationProblem, canonical, parts_of
from concordat.lib.form_logic.screening import PREFIX, TOKENS, screening_questions

CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*")
LEVELS = ("must", "should", "good", "info", "opinion")
COLUMNS = (
    "id",
    "section",
    "section_title",
    "text",
    "help",
    "type",
    "choices",
    "columns",
    "area",
    "level",
    "evidence",
    "answered_by",
    "applies_to",
    "anchor",
    "expectations",
    "required",
)
NEEDED_COLUMNS = ("id", "section", "text", "type")
_NOTHING = ("", "-")


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in a row, and what to do; row 0 is about the whole file."""

    row: int
    sentence: str

    def __str__(self) -> str:
        return f"Row {self.row}: {self.sentence}" if self.row else self.sentence


class FormProblems(ValueError):
    """A sheet that is no form yet, with every problem found."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Row:
    """One question as it stands in a sheet: its row number and its cells by column name."""

    number: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """The cell, without the dash that stands for nothing."""
        cell = self.cells.get(column, "").strip()
        return "" if cell in _NOTHING else cell


def build_form(
    rows: Iterable[Row],
    *,
    code: str,
    title: str,
    scales: Mapping[str, Scale],
    codes: Iterable[Code] = (),
    expectations: frozenset[str] | None = None,
    language: str = "en",
) -> Form:
    """A form of these rows, or `FormProblems` with all that is wrong.

    `expectations` are the ids of the bank; None leaves the tags unchecked.
    """
    problems: list[RowProblem] = []
    titles: dict[str, str] = {}
    questions: dict[str, list[Question]] = {}
    seen: dict[str, int] = {}
    closed: set[str] = set()
    previous = ""
    for row in rows:
        problems.extend(_faults(row, seen, expectations))
        section = row.get("section")
        if section != previous:
            closed.add(previous)
            if section in closed:
                problems.append(
                    RowProblem(row.number, f"Section {section} was left and comes again. Keep its rows together.")
                )
            previous = section
        titles.setdefault(section, row.get("section_title") or section)
        try:
            questions.setdefault(section, []).append(_question(row, scales))
        except NotationProblem as problem:
            problems.append(RowProblem(row.number, str(problem)))
    if not seen:
        problems.append(RowProblem(0, "There is no question in this form. Write one question a row."))
    if problems:
        raise FormProblems(problems)
    sections = tuple(Section(name, titles[name], tuple(asked)) for name, asked in questions.items())
    return Form(
        code=code,
        title=title,
        sections=sections,
        scales=_scales_used(sections, scales),
        codes=_codes_used(sections, codes),
        screening=screening_questions(sections),
        language=language,
    )


def _faults(row: Row, seen: dict[str, int], bank: frozenset[str] | None) -> list[RowProblem]:
    code, level, applies_to = row.get("id"), row.get("level"), row.get("applies_to")
    first = seen.setdefault(code, row.number)
    checks = (
        (
            not CODE.fullmatch(code) or code.startswith(PREFIX) or len(code) > 40,
            f"“{code}” cannot be a question's id. Use letters, digits and dots, such as A1.2.",
        ),
        (first != row.number, f"The id {code} is already used in row {first}. Give each question its own."),
        (
            not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,39}", row.get("section")),
            "The section needs a short code of letters and digits, such as A1.",
        ),
        (not row.get("text"), "The question has no text. Write what is asked."),
        (not row.get("type"), "The type is empty. Say how the question is answered, such as rag4 or text."),
        ((level or "info") not in LEVELS, f"The level “{level}” is not known. Use one of: {', '.join(LEVELS)}."),
        (
            (applies_to or "all") not in TOKENS,
            f"“{applies_to}” in applies_to is not known. Use one of: {', '.join(sorted(TOKENS))}.",
        ),
        (row.get("required") not in ("", "yes", "no"), "The column required takes yes or no, or stays empty."),
    )
    said = [sentence for wrong, sentence in checks if wrong]
    said.extend(
        f"The expectation {tag} is not in the bank. Correct the id, or add it to the bank first."
        for tag in row.get("expectations").split()
        if bank is not None and tag not in bank
    )
    return [RowProblem(row.number, sentence) for sentence in said]


def _question(row: Row, scales: Mapping[str, Scale]) -> Question:
    notation = canonical(row.get("type"), row.get("choices"), row.get("columns"))
    level = row.get("level")
    return Question(
        code=row.get("id"),
        text=row.get("text"),
        kind=notation.kind,
        parts=parts_of(notation, scales) if notation.kind else (),
        help=row.get("help"),
        choices=notation.choices,
        columns=notation.columns,
        area=row.get("area"),
        level=level,
        evidence=row.get("evidence"),
        answered_by=tuple(row.get("answered_by").split()),
        applies_to=row.get("applies_to") or "all",
        anchors=row.get("anchor"),
        expectations=tuple(row.get("expectations").split()),
        required=_is_required(row, level),
    )


def _is_required(row: Row, level: str) -> bool:
    return row.get("required") == "yes" if row.get("required") else level != "info"


def cells_of(section: Section, question: Question) -> dict[str, str]:
    """The cells that `build_form` reads as this question."""
    usual = question.level != "info"
    return {
        "id": question.code,
        "section": section.code,
        "section_title": section.title,
        "text": question.text,
        "help": question.help,
        "type": question.kind,
        "choices": question.choices,
        "columns": question.columns,
        "area": question.area,
        "level": question.level,
        "evidence": question.evidence,
        "answered_by": " ".join(question.answered_by),
        "applies_to": question.applies_to,
        "anchor": question.anchors,
        "expectations": " ".join(question.expectations),
        "required": "" if question.required is usual else ("yes" if question.required else "no"),
    }


def _parts(sections: Iterable[Section]) -> Iterable[Part]:
    for section in sections:
        for question in section.questions:
            for part in question.parts:
                yield part
                yield from part.columns


def _scales_used(sections: Sequence[Section], scales: Mapping[str, Scale]) -> tuple[Scale, ...]:
    used = {part.scale for part in _parts(sections) if part.kind is PartKind.choice and part.scale}
    return tuple(scales[code] for code in sorted(used))


def _codes_used(sections: Sequence[Section], codes: Iterable[Code]) -> tuple[Code, ...]:
    used: set[tuple[str, str]] = set()
    for question in (question for section in sections for question in section.questions):
        used |= {("anchor", code) for code in question.anchor_codes}
        used |= {("answered_by", code) for code in question.answered_by}
        used |= {("area", question.area), ("level", question.level), ("applies_to", question.applies_to)}
        used |= {("area", option.value) for part in question.parts for option in part.options}
    return tuple(
        sorted(
            (code for code in codes if (code.kind, code.code) in used),
            key=lambda code: (code.kind, code.code),
        )
    )
