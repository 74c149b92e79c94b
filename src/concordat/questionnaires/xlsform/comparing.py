"""Whether the rows in a sheet are those of the question they were read as."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from concordat.lib.form_logic import Option, Question, RowProblem
from concordat.questionnaires.xlsform.reading import SheetRow
from concordat.questionnaires.xlsform.rows import question_lists, question_rows


def differences(
    question: Question, found: Sequence[SheetRow], lists: Mapping[str, tuple[Option, ...]]
) -> Iterator[RowProblem]:
    """Each cell that says something else than the question does, with what it would have to say."""
    expected = [row for row in question_rows(question) if not row["type"].startswith("end ")]
    if len(expected) != len(found):
        wanted_rows, found_rows = len(expected) - 1, len(found) - 1
        sentence = f"The type “{question.kind}” has {wanted_rows} rows in its group; here are {found_rows}."
        yield RowProblem(found[0].number, f"{sentence} Export a form to see them, or clear the cell bind::sg:type.")
        return
    for row, wanted in zip(found, expected, strict=True):
        for column in sorted({*row.cells, *wanted}):
            said, want = row.get(column), wanted.get(column, "")
            if column == "type":
                said = said.replace("begin_", "begin ")
            if said != want:
                should = f"Write “{want}”" if want else "Leave it empty"
                yield RowProblem(row.number, f"The cell {column} does not fit the type “{question.kind}”. {should}.")
    for name, options in question_lists(question).items():
        if lists.get(name) != options:
            yield RowProblem(
                found[0].number,
                f"The list “{name}” in the sheet choices does not fit this question. Export it again.",
            )
