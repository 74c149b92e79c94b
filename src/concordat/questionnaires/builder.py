"""A form changed question by question: the rows of the one CSV, so that a builder and a spreadsheet mean the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from concordat.core.problems import Problem
from concordat.lib.form_logic import Form, FormProblems, Row, build_form, cells_of
from concordat.questionnaires import library, sheets

Cells = dict[str, str]


class NotBuilt(Problem):
    """A change after which it would be no form; the sentence says what to mend."""


def rows_of(form: Form) -> list[Cells]:
    """Every question as the cells of its row."""
    return [cells_of(section, question) for section in form.sections for question in section.questions]


def put(rows: Sequence[Cells], cells: Cells, *, code: str | None) -> list[Cells]:
    """A question in the place of the one with this code, or new at the end of its section."""
    kept = list(rows)
    if code is not None:
        place = _place(kept, code)
        if kept[place]["section"] == cells["section"]:
            kept[place] = cells
            return _titled(kept, cells)
        del kept[place]
    same = [number for number, row in enumerate(kept) if row["section"] == cells["section"]]
    kept.insert(same[-1] + 1 if same else len(kept), cells)
    return _titled(kept, cells)


def without(rows: Sequence[Cells], code: str) -> list[Cells]:
    """The same without a question."""
    place = _place(rows, code)
    return [row for number, row in enumerate(rows) if number != place]


def moved(rows: Sequence[Cells], code: str, *, up: bool) -> list[Cells]:
    """A question one place up or down within its section; at the end it stays."""
    kept = list(rows)
    place = _place(kept, code)
    other = place - 1 if up else place + 1
    if 0 <= other < len(kept) and kept[other]["section"] == kept[place]["section"]:
        kept[place], kept[other] = kept[other], kept[place]
    return kept


def built(rows: Sequence[Cells], *, like: Form) -> Form:
    """A form of these rows under the code and title of another; raises `NotBuilt`."""
    own = {scale.code: scale for scale in like.scales}
    said = {(code.kind, code.code) for code in like.codes}
    acts = [problem for number, row in enumerate(rows, start=1) for problem in sheets.require_still(number, row)]
    if acts:
        raise NotBuilt(" ".join(problem.sentence for problem in acts))
    try:
        return build_form(
            [Row(number, row) for number, row in enumerate(rows, start=1)],
            code=like.code,
            title=like.title,
            scales={**library.scales(), **own},
            codes=(*like.codes, *(code for code in library.codes() if (code.kind, code.code) not in said)),
            expectations=frozenset(library.expectations()),
            language=like.language,
        )
    except FormProblems as wrong:
        raise NotBuilt(" ".join(problem.sentence for problem in wrong.problems)) from None


def begun(*, code: str, title: str, section: str, text: str) -> Form:
    """A form with its first section and first question."""
    first = {"id": "A1.1", "section": "A1", "section_title": section, "text": text, "type": "rag4", "level": "should"}
    return built([first], like=Form(code, title, ()))


def _titled(rows: list[Cells], cells: Mapping[str, str]) -> list[Cells]:
    """A section has one title: the one that was written last."""
    title = cells["section_title"]
    return [row | {"section_title": title} if row["section"] == cells["section"] else row for row in rows]


def _place(rows: Sequence[Cells], code: str) -> int:
    for number, row in enumerate(rows):
        if row["id"] == code:
            return number
    raise NotBuilt(f"The form has no question {code} any more. Look at it again.")
