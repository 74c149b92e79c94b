"""Which column holds what is asked, which the answer: looked for, shown to a person, and never decided here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from concordat.lib.filled_files.grids import Cell, Grid, Spot

ASKED = re.compile(
    r"\b(questions?|statements?|criteri(a|on)|standards?|expectations?|requirements?|indicators?|what we ask)\b"
)
ANSWERED = re.compile(
    r"\b(answers?|response|rating|rag|grade|yes|status|compliance|compliant|in place|met|self.?assessment)\b"
)
NOTED = re.compile(r"\b(comments?|evidence|notes?|actions?|details?|explain|narrative|further information)\b")
SHORT = 80


@dataclass(frozen=True)
class Layout:
    """What is where in a sheet or table: columns by number, 0 for none, and the first and last row of questions."""

    grid: str
    question: int
    answer: int
    comment: int = 0
    first: int = 1
    last: int = 0
    left_out: tuple[int, ...] = ()


@dataclass(frozen=True)
class Found:
    """A question with the cells in which it stands, is answered and is commented on."""

    row: int
    section: str
    text: str
    question: str
    answer: str
    comment: str
    choices: tuple[str, ...]


def propose(grid: Grid) -> Layout | None:
    """The layout of a sheet or table, as far as it can be seen; nothing where no questions are."""
    if grid.is_hidden:
        return None
    columns = range(1, grid.columns + 2)
    asked = {column: _asked_in(grid, column) for column in columns}
    question = max(columns, key=lambda column: (_weight(grid, column, asked[column]), -column), default=0)
    rows = asked.get(question, [])
    if not rows:
        return None
    others = [column for column in columns if column != question]
    answer = max(others, key=lambda column: (_fits(grid, column, question, rows), -column), default=0)
    if not answer or _fits(grid, answer, question, rows) < 1:
        return None
    notes = [c for c in others if c != answer and NOTED.search(_head(grid, c, rows[0])) and _open(grid, c, rows) > 0.5]
    first = next((row for row in rows if not grid.at((row, answer)).why_not and _is_asked(grid, row, answer)), rows[0])
    while first > 1 and _leads_on(grid, (first - 1, question), answer):
        first -= 1
    return Layout(grid.name, question, answer, notes[0] if notes else 0, first, rows[-1])


def _leads_on(grid: Grid, spot: Spot, answer: int) -> bool:
    """The heading of a section just above: something stands there, and nothing can be answered beside it."""
    beside = grid.at((spot[0], answer))
    return bool(grid.texts.get(spot, "").strip()) and bool(beside.why_not) and not beside.text.strip()


def questions_in(grid: Grid, layout: Layout) -> list[Found]:
    """The questions of a layout in their order; a row whose answer cell takes none is the heading of those below."""
    section, found = "", []
    for row in range(layout.first, layout.last + 1):
        asked, answer = grid.at((row, layout.question)), grid.at((row, layout.answer))
        text = " ".join(asked.text.split())
        if not text or row in layout.left_out:
            continue
        if answer.why_not or _is_heading(grid, layout, text, answer):
            section = text
            continue
        comment = grid.at((row, layout.comment)) if layout.comment else None
        noted = comment.place if comment is not None and not comment.why_not and not comment.choices else ""
        heading = section or grid.heading or grid.name
        found.append(Found(row, heading, text, asked.place, answer.place, noted, answer.choices))
    return found


def _is_heading(grid: Grid, layout: Layout, text: str, answer: Cell) -> bool:
    """A short line without a list between questions that all have one."""
    if answer.choices or len(text) > SHORT or text.endswith("?"):
        return False
    rows = range(layout.first, layout.last + 1)
    every = [grid.at((row, layout.answer)) for row in rows if grid.texts.get((row, layout.question), "").strip()]
    return sum(bool(one.choices) for one in every) * 2 > len(every)


def _asked_in(grid: Grid, column: int) -> list[int]:
    """Rows in which a column says something that could be a question."""
    return [row for row in range(1, grid.rows + 1) if _could_be_asked(grid.texts.get((row, column), ""))]


def _could_be_asked(text: str) -> bool:
    words = text.split()
    return len(words) >= 3 and len(text) >= 12 and not ANSWERED.fullmatch(text.strip().lower())


def _weight(grid: Grid, column: int, rows: list[int]) -> float:
    if not rows:
        return 0
    texts = {grid.texts[row, column] for row in rows}
    open_here = sum(not grid.at((row, column)).choices for row in rows)
    named = bool(ASKED.search(_head(grid, column, rows[-1])))
    marks = sum(text.rstrip().endswith("?") for text in texts)
    return len(texts) * (open_here / len(rows)) * (2 if named else 1) + marks


def _fits(grid: Grid, column: int, question: int, rows: list[int]) -> float:
    cells = [grid.at((row, column)) for row in rows]
    free = [one for one in cells if not one.why_not]
    if not free:
        return 0
    share = len(free) / len(cells)
    listed = sum(bool(one.choices) for one in free) / len(free)
    empty = sum(not one.text.strip() or one.text in one.choices for one in free) / len(free)
    head = _head(grid, column, rows[-1])
    named = 2 if ANSWERED.search(head) and not NOTED.search(head) else 0
    return share * (3 * listed + named + 0.5 * empty) + (0.25 if column > question else 0)


def _open(grid: Grid, column: int, rows: list[int]) -> float:
    return sum(not grid.at((row, column)).why_not for row in rows) / len(rows)


def _is_asked(grid: Grid, row: int, answer: int) -> bool:
    """Not the row of headings: its answer cell says `Answer` rather than nothing."""
    cell = grid.at((row, answer))
    return bool(cell.choices) or not (ANSWERED.search(cell.text.lower()) and len(cell.text) < SHORT)


def _head(grid: Grid, column: int, before: int) -> str:
    """Every short text above a row in a column, in small letters."""
    return " ".join(_texts_above(grid, (before, column)))


def _texts_above(grid: Grid, spot: Spot) -> Iterator[str]:
    for row in range(1, spot[0]):
        text = grid.texts.get((row, spot[1]), "")
        if 0 < len(text) <= SHORT and not text.rstrip().endswith("?"):
            yield text.lower()
