"""What the native rows of an XLSForm say in our notation: kind, choices and columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from concordat.lib.form_logic import NotationProblem, Option, Scale
from concordat.lib.form_logic.notation import write_options
from concordat.questionnaires.xlsform.reading import SheetRow

Lists = Mapping[str, tuple[Option, ...]]
_PLAIN = {"text": "text", "integer": "number", "date": "date", "note": "auto"}
NEEDED = ("yes", "true", "true()")
OUR_NEEDED = ("yes", "no")  # ours say "no" where a begun row needs it but the question may be left out
_COLUMN = {"text": "text", "integer": "number", "decimal": "%", "date": "date"}


def cells_of_group(kind: str, code: str, rows: Sequence[SheetRow], lists: Lists) -> tuple[str, str]:
    """The cells `choices` and `columns` of one of our questions, taken from the rows inside its group."""
    return _choices(code, rows, lists), "" if re.search(r" x\d", kind) else _columns(code, rows)


def _choices(code: str, rows: Sequence[SheetRow], lists: Lists) -> str:
    if f"{code}.list" in lists:
        return write_options(lists[f"{code}.list"])
    prefix = f"{code}.rows."
    given = [row for row in rows if _kind(row) == "begin group" and row.get("name").startswith(prefix)]
    signed = [row for row in rows if _kind(row) == "acknowledge"]
    named = [Option(row.get("name").removeprefix(prefix), row.get("label")) for row in given]
    named += [Option(row.get("name").removeprefix(f"{code}."), row.get("label")) for row in signed]
    return write_options(tuple(named))


def _columns(code: str, rows: Sequence[SheetRow]) -> str:
    inside: list[SheetRow] = []
    prefix = ""
    for row in rows:
        if _kind(row) in ("begin repeat", "begin group") and row.get("name").startswith(f"{code}.rows"):
            if prefix:
                break
            prefix = f"{row.get('name')}."
        elif prefix and row.get("name").startswith(prefix):
            inside.append(row)
    return "; ".join(column_cell(row, row.get("name").removeprefix(prefix)) for row in inside)


def column_cell(row: SheetRow, name: str, needed_words: Sequence[str] = OUR_NEEDED) -> str:
    """One column of a table as the notation writes it."""
    kind = _kind(row)
    said = _COLUMN.get(kind, "")
    if kind.startswith("select_one "):
        said = "yes/no" if kind == "select_one yes_no" else kind.removeprefix("select_one ")
    if not said:
        raise NotationProblem(f"A table cannot hold the type “{kind}”. Use text, date, integer, decimal or select_one.")
    optional = "" if row.get("required").lower() in needed_words else "?"
    heading = write_options((Option(name, row.get("label")),))
    return f"{heading}: {said}{optional}"


def plain_kind(
    head: SheetRow, inside: Sequence[SheetRow] | None, lists: Lists, scales: Mapping[str, Scale]
) -> tuple[str, str, str]:
    """Kind, choices and columns of a question in an XLSForm that is not ours."""
    kind = _kind(head)
    if kind == "begin repeat" and inside is not None:
        prefix = f"{head.get('name')}."
        return (
            "table",
            "",
            "; ".join(column_cell(row, row.get("name").removeprefix(prefix)) for row in inside),
        )
    if kind.startswith("select_one "):
        name = kind.removeprefix("select_one ")
        if name in scales and scales[name].options == lists.get(name) and any(o.note for o in scales[name].options):
            return name, "", ""
        return "pick", write_options(lists.get(name, ())), ""
    if kind.startswith("select_multiple "):
        return "multi", write_options(lists.get(kind.removeprefix("select_multiple "), ())), ""
    if kind in _PLAIN:
        return _PLAIN[kind], "", ""
    if kind == "begin group":
        raise NotationProblem("There is a group inside a section. Move its questions into the section.")
    raise NotationProblem(
        f"The type “{kind}” cannot be asked here. "
        "Use text, integer, date, select_one, select_multiple, note or a repeat."
    )


def _kind(row: SheetRow) -> str:
    return re.sub(r"^(begin|end)_", r"\1 ", re.sub(r"\s+", " ", row.get("type")))
