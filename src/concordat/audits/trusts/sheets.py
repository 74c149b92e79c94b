"""A trust's own audit as a spreadsheet: one question a row, one column for all schools or one for each. Pure.

Headings are the trust's own within reason; nothing is guessed in silence and nothing is dropped without being named.
Every fault is found in one go with its row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from concordat.lib.contact_list import Finder, Place
from concordat.lib.form_logic import Row, RowProblem

MOST_QUESTIONS, MOST_SCHOOLS = 300, 80
LONGEST_QUESTION = 1000
RATING = {
    **dict.fromkeys(("in place", "fully in place", "yes", "green", "met", "fully met", "g"), "green"),
    **dict.fromkeys(("partly in place", "partly", "partly met", "partial", "amber", "in progress", "a"), "amber"),
    **dict.fromkeys(("not in place", "no", "red", "not met", "r"), "red"),
    **dict.fromkeys(("not applicable", "does not apply", "n/a", "na"), "na"),
}
SAY = "In place, Partly, Not in place or Not applicable"
CODE, SECTION, QUESTION, ALL, LEAVE_OUT = "code", "section", "question", "all", "leave out"
HEADINGS = (
    (CODE, r"(no|no\.|number|ref|reference|id|code|item)"),
    (SECTION, r"(section|area|theme|standard|topic)"),
    (QUESTION, r"(question|statement|expectation|what we ask|criterion|criteria)"),
    (ALL, r"(answer|rating|all schools|every school|all our schools|trust)"),
    (LEAVE_OUT, r"(notes?|evidence|comments?|guidance|source)"),
)
SIGNED_BY, SIGNED_ON, BOARD_ON, MINUTE = "signed by", "signed on", "board approved on", "minute"
ABOUT_SIGNING = (SIGNED_BY, SIGNED_ON, BOARD_ON, MINUTE)
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d %H:%M:%S")
ID = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*")


@dataclass(frozen=True)
class Signed:
    """Who signed a school's column, and when."""

    name: str
    on: date
    board_on: date | None = None
    minute_number: str = ""


@dataclass(frozen=True)
class TrustSheet:
    """What a file says; with problems nothing of it is kept. Schools by id, none for all schools together."""

    rows: tuple[Row, ...]
    schools: tuple[tuple[int | None, str], ...]
    answers: dict[tuple[int | None, str], str] = field(default_factory=dict)
    signed: dict[int | None, Signed] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    problems: tuple[RowProblem, ...] = ()

    @property
    def questions(self) -> int:
        """How many questions it asks."""
        return len(self.rows)


@dataclass(frozen=True)
class _Columns:
    by_use: dict[str, int]
    schools: dict[int, tuple[int | None, str]]  # by place in the row
    left_out: tuple[str, ...]


def read_sheet(rows: Sequence[tuple[int, Sequence[str]]], schools: Sequence[Place], *, today: date) -> TrustSheet:
    """What these numbered rows say; the first holds the headings."""
    if not rows:
        return TrustSheet((), (), problems=(RowProblem(0, "This file is empty. The first row holds the headings."),))
    number, headings = rows[0]
    columns, problems = _columns(number, headings, Finder(schools))
    if problems:
        return TrustSheet((), (), problems=tuple(problems))
    return _body(rows[1:], columns, today=today)


def _columns(number: int, headings: Sequence[str], finder: Finder) -> tuple[_Columns, list[RowProblem]]:
    uses: dict[str, int] = {}
    schools: dict[int, tuple[int | None, str]] = {}
    left_out: list[str] = []
    problems: list[RowProblem] = []
    for place, heading in enumerate(headings):
        use = next((use for use, words in HEADINGS if re.fullmatch(words, heading.strip().lower())), "")
        if not heading.strip() or use == LEAVE_OUT:
            left_out.append(heading.strip() or f"column {place + 1}, which has no heading")
        elif use in uses:
            problems.append(RowProblem(number, f"Two columns say the same: “{heading}”. Leave one out."))
        elif use:
            uses[use] = place
        else:
            digits = heading.strip() if heading.strip().isdigit() else ""
            found = finder.find(name=heading, number=digits)
            if found.place is None:
                problems.append(RowProblem(number, f"“{heading}” is no school of your trust. {found.why}".strip()))
            elif (found.place.id, found.place.name) in schools.values():
                problems.append(RowProblem(number, f"{found.place.name} has two columns. Leave one out."))
            else:
                schools[place] = (found.place.id, found.place.name)
    problems += _about_columns(number, uses, schools)
    if ALL in uses:
        schools[uses[ALL]] = (None, "all schools")
    return _Columns(uses, schools, tuple(left_out)), problems


def _about_columns(number: int, uses: dict[str, int], schools: dict[int, tuple[int | None, str]]) -> list[RowProblem]:
    problems = []
    if QUESTION not in uses:
        problems.append(RowProblem(number, "No column is headed “Question”. Say which one holds what is asked."))
    if ALL not in uses and not schools:
        said = "No column holds answers. Head it “All schools”, or with the name or URN of each school."
        problems.append(RowProblem(number, said))
    if ALL in uses and schools:
        said = "There is a column for all schools and one for single schools. Keep the one or the other."
        problems.append(RowProblem(number, said))
    if len(schools) > MOST_SCHOOLS:
        problems.append(RowProblem(number, f"There are more than {MOST_SCHOOLS} schools. Split the file."))
    return problems


def _body(rows: Sequence[tuple[int, Sequence[str]]], columns: _Columns, *, today: date) -> TrustSheet:
    read = _Reading(columns)
    for number, cells in rows:
        read.take(number, cells)
    problems = read.problems
    if not read.made:
        problems.append(RowProblem(0, "There is no question in this file. Write one question a row."))
    if len(read.made) > MOST_QUESTIONS:
        problems.append(RowProblem(0, f"There are more than {MOST_QUESTIONS} questions. Split the file."))
    signed = _signatures(read.signing, problems, today=today)
    ordered = tuple(row for _, row in sorted(read.made, key=lambda pair: pair[0]))
    schools = tuple(columns.schools.values())
    return TrustSheet(ordered, schools, read.answers, signed, columns.left_out, tuple(problems))


@dataclass
class _Reading:
    """What was read so far; rows of a section are kept together, in the order in which sections begin."""

    columns: _Columns
    made: list[tuple[int, Row]] = field(default_factory=list)
    answers: dict[tuple[int | None, str], str] = field(default_factory=dict)
    signing: dict[str, dict[int | None, tuple[int, str]]] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    sections: dict[str, int] = field(default_factory=dict)

    def take(self, number: int, cells: Sequence[str]) -> None:
        """One row: a question with its answers, or something about signing."""
        text = _cell(cells, self.columns.by_use[QUESTION])
        about = text.lower().rstrip(":")
        if about in ABOUT_SIGNING:
            self.signing[about] = {
                school: (number, _cell(cells, place)) for place, (school, _) in self.columns.schools.items()
            }
        elif text:
            self._question(number, cells, text)
        elif any(cell.strip() for cell in cells):
            self.problems.append(RowProblem(number, "This row has no question. Write what is asked, or empty the row."))

    def _question(self, number: int, cells: Sequence[str], text: str) -> None:
        if len(text) > LONGEST_QUESTION:
            said = f"This question has more than {LONGEST_QUESTION} characters. Shorten it."
            self.problems.append(RowProblem(number, said))
        by_use = self.columns.by_use
        code = _code(_cell(cells, by_use.get(CODE, -1)), len(self.made) + 1)
        section = _cell(cells, by_use.get(SECTION, -1)) or "Our audit"
        place = self.sections.setdefault(section, len(self.sections) + 1)
        self.made.append((place, Row(number, _question(code, f"S{place}", section, text))))
        for column, (school, name) in self.columns.schools.items():
            self.answers |= _answer(number, _cell(cells, column), school, name, code, self.problems)


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if 0 <= place < len(cells) else ""


def _code(said: str, number: int) -> str:
    """The trust's own number where it can be a code; `1.2` becomes `Q1.2`."""
    for found in (said, f"Q{said}" if said else ""):
        if ID.fullmatch(found) and len(found) <= 40:
            return found
    return f"Q{number}"


def _question(code: str, section: str, title: str, text: str) -> dict[str, str]:
    return {"id": code, "section": section, "section_title": title, "text": text, "type": "rag4", "level": "info"}


def _answer(
    number: int, cell: str, school: int | None, name: str, code: str, problems: list[RowProblem]
) -> dict[tuple[int | None, str], str]:
    if not cell:
        return {}
    value = RATING.get(" ".join(cell.lower().split()).rstrip("."))
    if value is None:
        problems.append(RowProblem(number, f"“{cell[:60]}” for {name} is no answer. Write {SAY}, or leave it empty."))
        return {}
    return {(school, code): value}


def _signatures(
    signing: dict[str, dict[int | None, tuple[int, str]]], problems: list[RowProblem], *, today: date
) -> dict[int | None, Signed]:
    """Of each column that names who signed; a column without is not signed."""
    found: dict[int | None, Signed] = {}
    for school, (number, name) in signing.get(SIGNED_BY, {}).items():
        if not name:
            continue
        on = _day(signing, SIGNED_ON, school, problems, today=today)
        board_on = _day(signing, BOARD_ON, school, problems, today=today)
        minute = signing.get(MINUTE, {}).get(school, (0, ""))[1]
        if on is None:
            problems.append(RowProblem(number, f"{name[:60]} signed, but no row “Signed on” says when."))
        elif (board_on is None) != (not minute):
            problems.append(RowProblem(number, "Give the board's day together with the number of its minute."))
        else:
            found[school] = Signed(name[:150], on, board_on, minute[:40])
    return found


def _day(
    signing: dict[str, dict[int | None, tuple[int, str]]],
    row: str,
    school: int | None,
    problems: list[RowProblem],
    *,
    today: date,
) -> date | None:
    number, said = signing.get(row, {}).get(school, (0, ""))
    if not said:
        return None
    day = next(_days(said), None)
    if day is None or day > today:
        problems.append(RowProblem(number, f"“{said[:40]}” is no day that has been. Write it as 2026-05-12."))
        return None
    return day


def _days(said: str) -> Iterator[date]:
    for form in DAYS:
        try:
            yield datetime.strptime(said, form).date()
        except ValueError:
            continue
