"""A form as the rows of an XLSForm: sections and questions are groups, parts are rows, tables are repeats.

What XLSForm has no place for stands in `bind::sg:...` columns, its own extension point.
"""

from __future__ import annotations

from collections.abc import Iterator

from concordat.lib.form_logic import Form, Option, Part, PartKind, Question

Row = dict[str, str]
NAMESPACE = 'sg="urn:concordat:safeguarding-form:1"'
META = (
    "area",
    "level",
    "evidence",
    "answered_by",
    "applies_to",
    "anchor",
    "expectations",
    "required",
    "type",
)
SURVEY_COLUMNS = (
    "type",
    "name",
    "label",
    "hint",
    "required",
    "relevant",
    "constraint",
    "constraint_message",
    "calculation",
    "repeat_count",
    "bind::sg:section",
    "bind::sg:fact",
    *(f"bind::sg:{name}" for name in META),
)
CHOICES_COLUMNS = ("list_name", "name", "label", "sg_note", "sg_prompt")
GUIDANCE_COLUMNS = ("kind", "code", "meaning", "edition")
YES_NO = (Option("yes", "Yes"), Option("no", "No"))
_TYPES = {
    PartKind.text: "text",
    PartKind.number: "integer",
    PartKind.percent: "decimal",
    PartKind.date: "date",
    PartKind.consent: "select_one yes_no",
    PartKind.signature: "acknowledge",
    PartKind.computed: "note",
}


def survey_rows(form: Form) -> Iterator[Row]:
    """Every row of the survey sheet."""
    asked = {question.applies_to for question in form.screening}
    used = {question.applies_to for section in form.sections for question in section.questions}
    told = {question.code.rpartition(".")[2]: question for question in form.screening}
    for token in sorted(used - asked - {"all"} - set(told)):
        yield {
            "type": "calculate",
            "name": f"fact.{token}",
            "calculation": "'unknown'",
            "bind::sg:fact": token,
        }
    for token, question in told.items():
        row = {
            "type": "select_one yes_no",
            "name": f"fact.{token}",
            "label": question.text,
            "required": "yes",
        }
        yield {**row, "bind::sg:fact": token}
    for section in form.sections:
        yield {
            "type": "begin group",
            "name": section.code,
            "label": section.title,
            "bind::sg:section": section.code,
        }
        for question in section.questions:
            yield from question_rows(question)
        yield {"type": "end group"}


def question_rows(question: Question) -> list[Row]:
    """The group of one question."""
    head: Row = {"type": "begin group", "name": question.code, "label": question.text}
    if question.applies_to != "all":
        head["relevant"] = f"${{fact.{question.applies_to}}} != 'no'"
    meta = {
        "type": question.kind,
        "area": question.area,
        "level": question.level,
        "evidence": question.evidence,
        "answered_by": " ".join(question.answered_by),
        "applies_to": question.applies_to,
        "anchor": question.anchors,
        "expectations": " ".join(question.expectations),
        "required": "yes" if question.required else "no",
    }
    head.update({f"bind::sg:{name}": value for name, value in meta.items() if value})
    rows = [row for part in question.parts for row in _part_rows(part, question.parts, question.code, question)]
    if question.help:
        first = next(row for row in rows if row["type"] not in ("begin group", "end group", "begin repeat"))
        first["hint"] = question.help
    return [head, *rows, {"type": "end group"}]


def _part_rows(part: Part, beside: tuple[Part, ...], prefix: str, question: Question) -> list[Row]:
    name = f"{prefix}.{part.name}"
    if part.kind is PartKind.table:
        return _table_rows(part, name, question)
    row: Row = {"type": _type(part, name, prefix), "name": name, "label": part.label or _label(part)}
    required = _required(part, beside, prefix, needed=question.required)
    if required:
        row["required"] = required
    row.update(_constraint(part))
    return [row]


def _table_rows(part: Part, name: str, question: Question) -> list[Row]:
    if not part.rows:
        begin: Row = {"type": "begin repeat", "name": name, "label": "Rows"}
        if part.least == part.most == 1:
            begin["repeat_count"] = "1"
        inside = [row for column in part.columns for row in _part_rows(column, part.columns, name, question)]
        return [begin, *inside, {"type": "end repeat"}]
    rows: list[Row] = []
    for option in part.rows:
        group = f"{name}.{option.value}"
        rows.append({"type": "begin group", "name": group, "label": option.label})
        rows.extend(row for column in part.columns for row in _part_rows(column, part.columns, group, question))
        rows.append({"type": "end group"})
    return rows


def _label(part: Part) -> str:
    return {
        PartKind.choice: "Answer",
        PartKind.choices: "Choose all that apply",
        PartKind.ticks: "Tick what is in place",
        PartKind.computed: "Filled in from what is held",
    }.get(part.kind, "Answer in your own words" if part.kind is PartKind.text else "Answer")


def _type(part: Part, name: str, prefix: str) -> str:
    if part.kind is PartKind.choice:
        return f"select_one {list_name(part, prefix)}"
    if part.kind in (PartKind.choices, PartKind.ticks):
        return f"select_multiple {list_name(part, prefix)}"
    return _TYPES[part.kind]


def list_name(part: Part, prefix: str) -> str:
    """The choice list of a part: its scale's, or one of its own."""
    if not part.scale:
        return "urgent" if part.name == "urgent" else f"{prefix}.list"
    return f"{part.scale}.na" if part.options[-1].value == "na" and part.scale != "rag" else part.scale


def _required(part: Part, beside: tuple[Part, ...], prefix: str, *, needed: bool) -> str:
    choice = next((other for other in beside if other.kind is PartKind.choice), None)
    if part.needed_when and choice is not None:
        return " or ".join(f"${{{prefix}.{choice.name}}} = '{value}'" for value in part.needed_when)
    if not part.needed or not part.is_answered_here:
        return ""
    return "yes" if needed else "no"  # "no": needed in what is begun, though the question may be left out


def _constraint(part: Part) -> Row:
    if part.kind in (PartKind.choices, PartKind.ticks) and part.most is not None:
        return {
            "constraint": f"count-selected(.) <= {part.most}",
            "constraint_message": f"Choose {part.most} at most.",
        }
    if part.kind not in (PartKind.number, PartKind.percent):
        return {}
    bounds = [f". >= {part.least}"] if part.least is not None else []
    bounds += [f". <= {part.most}"] if part.most is not None else []
    if not bounds:
        return {}
    said = f"{part.least} to {part.most}" if part.most is not None else f"{part.least} or more"
    return {"constraint": " and ".join(bounds), "constraint_message": f"Give a number: {said}."}


def choice_lists(form: Form) -> dict[str, tuple[Option, ...]]:
    """Every choice list that the survey names, by its name."""
    lists: dict[str, tuple[Option, ...]] = {"yes_no": YES_NO} if form.screening else {}
    for section in form.sections:
        for question in section.questions:
            lists.update(question_lists(question))
    return lists


def question_lists(question: Question) -> dict[str, tuple[Option, ...]]:
    """The choice lists of one question."""
    found: dict[str, tuple[Option, ...]] = {}
    for part, prefix in _with_columns(question):
        if part.kind is PartKind.consent:
            found["yes_no"] = YES_NO
        elif part.options:
            found[list_name(part, prefix)] = part.options
    return found


def _with_columns(question: Question) -> Iterator[tuple[Part, str]]:
    for part in question.parts:
        yield part, question.code
        for column in part.columns:
            yield column, f"{question.code}.{part.name}"


def choices_rows(lists: dict[str, tuple[Option, ...]]) -> Iterator[Row]:
    """Every row of the choices sheet."""
    for name, options in lists.items():
        for option in options:
            row: Row = {"list_name": name, "name": option.value, "label": option.label}
            yield {**row, "sg_note": option.note, "sg_prompt": option.prompt}


def guidance_rows(form: Form) -> list[Row]:
    """What the codes of the form mean, on a sheet that XLSForm tools pass over."""
    return [
        {"kind": code.kind, "code": code.code, "meaning": code.meaning, "edition": code.edition} for code in form.codes
    ]


def settings_row(form: Form) -> Row:
    """The one row of the settings sheet."""
    return {
        "form_title": form.title,
        "form_id": form.code,
        "version": "1",
        "namespaces": NAMESPACE,
    }
