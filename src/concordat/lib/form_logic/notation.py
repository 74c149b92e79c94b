"""The short notation in which people write what a question asks for: `rag4`, `tick+rag4`, `date-table`.

A kind is one or more words joined by `+`; each stands for parts of the answer. `choices` are written
`One; Two; value=Three`, columns of a table `Name: text; When: date?` (`?` means that it may stay empty).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from concordat.lib.form_logic.forms import ROW_LIMIT, Option, Part, PartKind, Scale

K = PartKind
_ALIASES = {"rag4": "rag", "yes/no": "yes_no", "yes/no/unclear": "yes_no_unclear"}
_SCALES_OF_WORDS = {"confirm": "confirm", "freq": "freq"}
_NOT_APPLICABLE = Option("na", "Does not apply: say why", "needed", "Say why it does not apply")
_TABLES = {
    "people-table": "Role: text; Name: text; Last trained: date?; Who covers: text?",
    "action-table": "What will be done: text; question=About which question: text?; Who: text; By when: date",
    "action-review": "Action: text; Now: action_state; New date or reason: text?",
    "finding-table": "Worked well: text?; Worries: text?; Why it made sense at the time: text?",
    "authority list": "Local authority: text; Who we call: text?; Telephone or e-mail: text?",
    "date-table": "",
    "number-table": "",
    "table": "",
}


class NotationProblem(ValueError):
    """A kind, list or column that cannot be read; the message says what to write."""


@dataclass(frozen=True)
class Notation:
    """What stands in the three cells, written in the one canonical way."""

    kind: str
    choices: str = ""
    columns: str = ""


@dataclass(frozen=True)
class _Cells:
    choices: tuple[Option, ...]
    columns: str
    scales: Mapping[str, Scale]


def slug(label: str) -> str:
    """A value made of a label: lower case, words joined by underscores."""
    return re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_") or "x"


def parse_options(cell: str) -> tuple[Option, ...]:
    """`One; Two; value=Three` as options."""
    found: list[Option] = []
    for item in cell.split(";"):
        if not item.strip():
            continue
        value, given, label = item.partition("=")
        label = (label if given else value).strip()
        found.append(Option((value.strip() if given else slug(label)), label))
    values = [option.value for option in found]
    if len(set(values)) < len(values):
        twice = next(value for value in values if values.count(value) > 1)
        raise NotationProblem(f"The choice “{twice}” stands twice. Remove one of them.")
    return tuple(found)


def write_options(options: tuple[Option, ...]) -> str:
    """The cell that `parse_options` reads as these options."""
    return "; ".join(
        option.label if option.value == slug(option.label) else f"{option.value}={option.label}" for option in options
    )


def canonical(kind: str, choices: str, columns: str) -> Notation:
    """The notation with spaces, inline lists and default columns put in their places."""
    inline = re.search(r"\(([^)]*)\)", kind)
    if inline and not choices.strip():
        choices = "; ".join(item.strip() for item in inline.group(1).split(","))
    kind = re.sub(r"\s*\([^)]*\)", "", kind).strip().lower()
    if kind == "number-table, bands":
        kind, columns = "number-table", columns or "How many: band"
    words = [re.sub(r"\s+", " ", word).strip() for word in kind.split("+")]
    default = next((_TABLES[word] for word in words if word in _TABLES), "")
    columns = columns.strip() or default
    if columns:
        columns = "; ".join(item.strip() for item in columns.split(";") if item.strip())
        columns = re.sub(r":\s*yes_no(?=\??(;|$))", ": yes/no", columns)
    return Notation("+".join(words), write_options(parse_options(choices)), columns)


def parts_of(notation: Notation, scales: Mapping[str, Scale]) -> tuple[Part, ...]:
    """The parts of the answer that a canonical notation asks for."""
    cells = _Cells(parse_options(notation.choices), notation.columns, scales)
    words = notation.kind.split("+")
    parts: list[Part] = []
    for word in words:
        meant = "multi text" if word == "text" and words[0] == "multi" else word
        parts.extend(_parts_of_word(meant, cells, first=not parts))
    if "text" in words[1:]:
        parts = [part for part in parts if part.name != "note"]
    names = [part.name for part in parts]
    if len(set(names)) < len(names):
        raise NotationProblem(f"“{notation.kind}” asks for the same thing twice. Split it into two questions.")
    return tuple(_claiming_all(part, parts) for part in parts)


def _claiming_all(part: Part, parts: list[Part]) -> Part:
    if part.kind is not K.ticks or part.all_for != "*":
        return part
    choice = next((other for other in parts if other.kind is K.choice and other.scale), None)
    return replace(part, all_for=choice.options[0].value if choice else "")


def _parts_of_word(word: str, cells: _Cells, *, first: bool) -> list[Part]:
    repeated = re.fullmatch(r"(.+) x(\d+)", word)
    if repeated and repeated.group(1) != "sign":
        return [_repeated(repeated.group(1), int(repeated.group(2)), cells)]
    if word in _WORDS:
        return _WORDS[word](cells, first)
    if word in _TABLES:
        return [_table(cells)]
    if word.startswith("sign"):
        return _signatures(repeated, cells)
    return _rated(_scale(word, cells))


def _scale(word: str, cells: _Cells) -> Scale:
    name, optional, _ = word.partition("/na")
    for code in (
        _ALIASES.get(word),
        _ALIASES.get(name if optional else word),
        _SCALES_OF_WORDS.get(word),
        word,
        name,
    ):
        if code and code in cells.scales:
            scale = cells.scales[code]
            if optional and code != word:
                return replace(scale, options=(*scale.options, _NOT_APPLICABLE))
            return scale
    known = ", ".join([*sorted(_ALIASES), *sorted(cells.scales), *sorted(_WORDS), *sorted(_TABLES), "sign"])
    raise NotationProblem(f"The type “{word}” is not known. Use one of: {known}.")


def _rated(scale: Scale) -> list[Part]:
    """A choice on a scale, with the note that its options may or must carry."""
    choice = Part(K.choice, "choice", options=scale.options, scale=scale.code)
    if not any(option.note for option in scale.options):
        return [choice]
    needed = tuple(option.value for option in scale.options if option.note == "needed")
    return [choice, Part(K.text, "note", "Note", needed=False, needed_when=needed)]


def _repeated(word: str, count: int, cells: _Cells) -> Part:
    rows = cells.choices
    if len(rows) != count:
        raise NotationProblem(f"“x{count}” needs {count} names in the column choices; there are {len(rows)}.")
    return Part(K.table, "rows", columns=tuple(_rated(_scale(word, cells))), rows=rows)


def _table(cells: _Cells, *, needed: bool = True) -> Part:
    columns = parse_columns(cells.columns, cells.scales)
    if not columns:
        raise NotationProblem("A table needs its columns. Write them as “Name: text; When: date”.")
    most = None if cells.choices else ROW_LIMIT
    return Part(K.table, "rows", columns=columns, rows=cells.choices, needed=needed, most=most)


def parse_columns(cell: str, scales: Mapping[str, Scale]) -> tuple[Part, ...]:
    """`Name: text; When: date?` as columns."""
    columns = tuple(_column(item.strip(), scales) for item in cell.split(";") if item.strip())
    names = [column.name for column in columns]
    if len(set(names)) < len(names):
        raise NotationProblem("Two columns have the same name. Give each its own.")
    return columns


_COLUMN_KINDS = {
    "text": K.text,
    "date": K.date,
    "number": K.number,
    "%": K.percent,
    "yes/no": K.consent,
}


def _column(item: str, scales: Mapping[str, Scale]) -> Part:
    heading, found, kind = item.rpartition(":")
    if not found:
        raise NotationProblem(f"The column “{item}” needs a type. Write “{item}: text”.")
    name, given, label = heading.partition("=")
    label = (label if given else name).strip()
    name = name.strip() if given else slug(label)
    if name == "row":
        raise NotationProblem("A column cannot be called “row”. Write “what=Row: text” or another name.")
    kind = kind.strip()
    needed = not kind.endswith("?")
    kind = kind.rstrip("?").strip().lower()
    if kind in _COLUMN_KINDS:
        most = 100 if kind == "%" else None
        least = 0 if kind in ("%", "number") else None
        return Part(_COLUMN_KINDS[kind], name, label, needed=needed, least=least, most=most)
    code = _ALIASES.get(kind, kind)
    if code in scales:
        return Part(K.choice, name, label, options=scales[code].options, scale=code, needed=needed)
    known = ", ".join([*_COLUMN_KINDS, *sorted(scales)])
    raise NotationProblem(f"The column type “{kind}” is not known. Use one of: {known}.")


def _signatures(repeated: re.Match[str] | None, cells: _Cells) -> list[Part]:
    count = int(repeated.group(2)) if repeated else 1
    who = cells.choices or (Option("officer", "Accountable officer"),)
    if len(who) != count:
        raise NotationProblem(f"“sign x{count}” needs {count} names in the column choices; there are {len(who)}.")
    return [Part(K.signature, option.value, option.label) for option in who]


def _chosen(cells: _Cells, kind: PartKind, name: str) -> Part:
    if not cells.choices:
        raise NotationProblem("Write what can be chosen in the column choices, as “One; Two; Three”.")
    all_for = "*" if kind is K.ticks else ""
    return Part(kind, name, options=cells.choices, needed=kind is K.choices, all_for=all_for)


def _pick(cells: _Cells, _first: bool) -> list[Part]:
    if cells.columns:
        return [replace(_table(cells), least=1, most=1)]
    if not cells.choices:
        raise NotationProblem("Write what can be chosen in the column choices, as “One; Two; Three”.")
    return [Part(K.choice, "choice", options=cells.choices)]


def _text(_cells: _Cells, first: bool) -> list[Part]:
    return [Part(K.text, "text", "" if first else "Say why, with a reference")]


def _date(_cells: _Cells, first: bool) -> list[Part]:
    return [Part(K.date, "date", "" if first else "Date")]


def _multi(cells: _Cells, _first: bool) -> list[Part]:
    return [_chosen(cells, K.choices, "choices")]


def _multi_then_text(_cells: _Cells, _first: bool) -> list[Part]:
    return [Part(K.text, "text", "In your own words", needed=False)]


def _share(_cells: _Cells, _first: bool) -> list[Part]:
    return [
        Part(K.percent, "percent", "Per cent", least=0, most=100, unit="%"),
        Part(K.text, "note", "Where is it recorded?", needed=False),
    ]


def _surveyed(cells: _Cells, _first: bool) -> list[Part]:
    asked = _scale("asked", cells)
    percent = Part(K.percent, "percent", "Per cent", needed=False, needed_when=("yes",), least=0, most=100, unit="%")
    replies = Part(K.number, "replies", "Number of replies", needed=False, needed_when=("yes",), least=10)
    return [Part(K.choice, "choice", options=asked.options, scale=asked.code), percent, replies]


def _survey_beside(_cells: _Cells, _first: bool) -> list[Part]:
    label = "Staff survey: share who agree, if you asked"
    return [Part(K.percent, "survey", label, needed=False, least=0, most=100, unit="%")]


def _tagged(cells: _Cells, _first: bool) -> list[Part]:
    strengths = replace(_chosen(cells, K.choices, "strengths"), label="Strengths you could share", needed=False, most=3)
    return [strengths, replace(strengths, name="needs", label="Where you would like help")]


def _text_or_not(cells: _Cells, _first: bool) -> list[Part]:
    given = _scale("given", cells)
    return [
        Part(K.choice, "choice", options=given.options, scale=given.code),
        Part(K.text, "text", "In words"),
    ]


_URGENT = Option("urgent", "Something here needs action this week")
_WORDS: dict[str, Callable[[_Cells, bool], list[Part]]] = {
    "multi": _multi,
    "multi text": _multi_then_text,
    "tick": lambda cells, _first: [_chosen(cells, K.ticks, "ticks")],
    "consent": lambda _cells, _first: [Part(K.consent, "consent", "May we use those answers here?", needed=False)],
    "text": _text,
    "date": _date,
    "number": lambda _cells, _first: [Part(K.number, "number", least=0)],
    "days": lambda _c, _f: [Part(K.number, "days", "Days", needed=False, needed_when=("yes",), least=0, unit="days")],
    "number %": _share,
    "number % from survey": _surveyed,
    "%": lambda _cells, _first: [Part(K.percent, "percent", "Per cent", least=0, most=100, unit="%")],
    "survey": _survey_beside,
    "staff survey": _survey_beside,
    "urgent flag": lambda _cells, _first: [Part(K.ticks, "urgent", options=(_URGENT,), needed=False)],
    "text/na": _text_or_not,
    "text/table": lambda cells, first: [*_text(cells, first), _table(cells, needed=False)],
    "pick": _pick,
    "tag-pick": _tagged,
    "auto": lambda _cells, _first: [Part(K.computed, "facts")],
}
