"""Reading an XLSForm workbook as a form: groups become sections and questions, rows become parts.

Kind, choices and columns of a question are taken from the rows people can see and edit. Then the question is
written out again and compared with the sheet, so that nothing is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

from concordat.lib.form_logic import (
    Code,
    Form,
    FormProblems,
    NotationProblem,
    Option,
    Question,
    Row,
    RowProblem,
    Scale,
    build_form,
)
from concordat.questionnaires import library
from concordat.questionnaires.xlsform.checking import xlsform_problems
from concordat.questionnaires.xlsform.comparing import differences
from concordat.questionnaires.xlsform.inferring import cells_of_group, plain_kind
from concordat.questionnaires.xlsform.reading import SheetRow, Workbook, read_workbook
from concordat.questionnaires.xlsform.rows import META

_KEPT = ("type", "name", "label", "hint", "required")
_OF_A_SECTION = ("type", "name", "label", "bind::sg:section")
BEGIN = ("begin group", "begin repeat")
END = ("end group", "end repeat")


@dataclass
class Group:
    """Rows between a begin and its end."""

    head: SheetRow
    rows: list[SheetRow | Group] = field(default_factory=list)

    def flat(self) -> Iterator[SheetRow]:
        """Every row inside, begins included, ends not."""
        for row in self.rows:
            if isinstance(row, Group):
                yield row.head
                yield from row.flat()
            else:
                yield row


def form_from_xlsform(content: bytes, *, fallback_code: str = "form") -> Form:
    """The form in a workbook; raises `RefusedFile`, or `FormProblems` with the row of each fault."""
    workbook = read_workbook(content)
    problems = xlsform_problems(workbook)
    if problems:
        raise FormProblems(problems)
    settings = workbook.settings[0].cells if workbook.settings else {}
    lists = _lists(workbook)
    scales = {
        **library.scales(),
        **{name: Scale(name, given) for name, given in lists.items() if "." not in name},
    }
    top = _tree(workbook.survey)
    rows, sources = _questions(top, lists, scales)
    code = settings.get("form_id", fallback_code)
    form = build_form(
        rows,
        code=code,
        title=settings.get("form_title", code),
        scales=scales,
        codes=_codes(workbook),
        expectations=frozenset(library.expectations()),
    )
    _require_nothing_lost(form, sources, lists)
    return form


def _lists(workbook: Workbook) -> dict[str, tuple[Option, ...]]:
    found: dict[str, list[Option]] = {}
    for row in workbook.choices:
        option = Option(row.get("name"), row.get("label"), row.get("sg_note"), row.get("sg_prompt"))
        found.setdefault(row.get("list_name"), []).append(option)
    return {name: tuple(options) for name, options in found.items()}


def _codes(workbook: Workbook) -> tuple[Code, ...]:
    own = tuple(
        Code(row.get("kind"), row.get("code"), row.get("meaning"), row.get("edition")) for row in workbook.guidance
    )
    said = {(code.kind, code.code) for code in own}
    return (*own, *(code for code in library.codes() if (code.kind, code.code) not in said))


def _tree(rows: Sequence[SheetRow]) -> list[SheetRow | Group]:
    """The rows as nested groups; pyxform has already made sure that they close."""
    top: list[SheetRow | Group] = []
    open_groups: list[Group] = []
    for row in rows:
        kind = row.get("type").replace("_", " ")
        inside = open_groups[-1].rows if open_groups else top
        if kind in BEGIN:
            group = Group(row)
            inside.append(group)
            open_groups.append(group)
        elif kind in END:
            open_groups.pop()
        else:
            inside.append(row)
    return top


Sources = dict[str, tuple[SheetRow | Group, bool]]


def _questions(
    top: list[SheetRow | Group], lists: dict[str, tuple[Option, ...]], scales: dict[str, Scale]
) -> tuple[list[Row], Sources]:
    rows: list[Row] = []
    sources: Sources = {}
    problems: list[RowProblem] = list(_about_sections(top))
    for item, section, title in _with_section(top):
        head = item.head if isinstance(item, Group) else item
        ours = "bind::sg:type" in head.cells
        try:
            cells = _cells(item, lists, scales, ours=ours)
        except NotationProblem as problem:
            problems.append(RowProblem(head.number, str(problem)))
            continue
        cells.update(id=head.get("name"), section=section, section_title=title, text=head.get("label"))
        rows.append(Row(head.number, cells))
        sources.setdefault(head.get("name"), (item, ours))
    if problems:
        raise FormProblems(problems)
    return rows, sources


def _is_section(item: SheetRow | Group) -> TypeGuard[Group]:
    if not isinstance(item, Group) or item.head.get("bind::sg:type"):
        return False
    return item.head.get("type").endswith("group")


def _about_sections(top: list[SheetRow | Group]) -> Iterator[RowProblem]:
    """What a section's own row says that a section has no place for."""
    for item in filter(_is_section, top):
        for column in item.head.cells:
            if column not in _OF_A_SECTION:
                sentence = f"The column {column} cannot be kept for a section. Empty it, or ask in the questions."
                yield RowProblem(item.head.number, sentence)


def _with_section(top: list[SheetRow | Group]) -> Iterator[tuple[SheetRow | Group, str, str]]:
    for item in top:
        if _is_section(item):
            for inner in item.rows:
                yield (
                    inner,
                    item.head.get("bind::sg:section") or item.head.get("name"),
                    item.head.get("label"),
                )
        elif isinstance(item, Group) or not item.get("bind::sg:fact"):
            yield item, "Q", "Questions"


def _cells(
    item: SheetRow | Group, lists: dict[str, tuple[Option, ...]], scales: dict[str, Scale], *, ours: bool
) -> dict[str, str]:
    if ours and isinstance(item, Group):
        meta = {name: item.head.get(f"bind::sg:{name}") for name in META}
        choices, columns = cells_of_group(meta["type"], item.head.get("name"), list(item.flat()), lists)
        hint = next((row.get("hint") for row in item.flat() if row.get("hint")), "")
        usual = "no" if meta["level"] == "info" else "yes"
        required = "" if meta["required"] == usual else meta["required"]
        return {**meta, "required": required, "choices": choices, "columns": columns, "help": hint}
    head = item.head if isinstance(item, Group) else item
    inside = list(item.flat()) if isinstance(item, Group) else None
    kind, choices, columns = plain_kind(head, inside, lists, scales)
    required = "yes" if head.get("required").lower() in ("yes", "true", "true()") else "no"
    return {
        "type": kind,
        "choices": choices,
        "columns": columns,
        "help": head.get("hint"),
        "required": required,
    }


def _require_nothing_lost(form: Form, sources: Sources, lists: dict[str, tuple[Option, ...]]) -> None:
    problems: list[RowProblem] = []
    for question in form.questions.values():
        source = sources.get(question.code)
        if source is None:
            continue
        item, ours = source
        if ours and isinstance(item, Group):
            problems.extend(differences(question, [item.head, *item.flat()], lists))
        else:
            problems.extend(_not_kept(question, item))
    if problems:
        raise FormProblems(sorted(problems, key=lambda problem: problem.row))


def _not_kept(_question: Question, item: SheetRow | Group) -> Iterator[RowProblem]:
    """Columns of a plain XLSForm that a form here has no place for."""
    rows = [item.head, *item.flat()] if isinstance(item, Group) else [item]
    for row in rows:
        for column in row.cells:
            if column not in _KEPT:
                yield RowProblem(row.number, f"The column {column} cannot be kept here. Empty it, or ask in words.")
