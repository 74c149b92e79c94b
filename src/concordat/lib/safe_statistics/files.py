"""Tables in files: a row for each cell, a column for each level, and what the cell says.

A level by which a cell is not divided is left empty. CSV or Parquet, by the ending of the name. The same shape holds
counts (`count`) and releases (`value`), so a release can be attacked as it was published, by us or by others.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import duckdb
import numpy as np

from concordat.lib.safe_statistics.description import Description, Dimension, Margin
from concordat.lib.safe_statistics.joins import finest, missing_joins
from concordat.lib.safe_statistics.published import Key, Release, named
from concordat.lib.safe_statistics.relations import Ints
from concordat.lib.safe_statistics.values import Cell, Symbol, read_cell

COUNT, VALUE = "count", "value"
MOST_DIGITS = 11  # of a count: more than there are people, and sums of them stay whole numbers of 64 bits


class FileProblem(ValueError):
    """A file that does not fit its description, said by row."""


def levels_of(description: Description) -> list[str]:
    """Every level, in the order of columns."""
    return [level.name for dimension in description.dimensions for level in dimension.levels]


def count_file(path: Path, description: Description) -> dict[Margin, Ints]:
    """Count rows of one respondent each: a column for the finest level of each dimension."""
    columns = [dimension.levels[0].name for dimension in description.dimensions]
    margins = wanted(description)
    names = ['"' + column.replace('"', '""') + '"' for column in columns]
    sets = ", ".join(
        "("
        + ", ".join(
            name for name, level, each in zip(names, margin, description.dimensions, strict=True) if level < each.top
        )
        + ")"
        for margin in margins
    )
    chosen = ", ".join(f"{name}::varchar as {name}" for name in names)
    grouped = ", ".join(f"grouping({name})" for name in names)
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"select {', '.join(names)}, {grouped}, count(*) from (select {chosen} from {_source(path)})"
            f" group by grouping sets ({sets})"
        ).fetchall()
    found = {margin: np.zeros(description.shape(margin), dtype=np.int64) for margin in margins}
    for row in rows:
        divided = tuple(not each for each in row[len(names) : -1])
        for margin in margins:
            levels = zip(margin, description.dimensions, strict=True)
            if divided == tuple(level < each.top for level, each in levels):
                found[margin][_place(description, margin, row)] += row[-1]
    return found


def wanted(description: Description) -> list[Margin]:
    """The tables that must be counted; all others are their sums."""
    return finest([*description.published, *missing_joins(description)])


def write_rows(
    path: Path, description: Description, column: str, rows: Iterable[tuple[dict[str, str], object]]
) -> None:
    """Write cells with what they say."""
    header = [*levels_of(description), column]
    lines = [[*(categories.get(level, "") for level in header[:-1]), str(said)] for categories, said in rows]
    if path.suffix == ".parquet":
        with duckdb.connect() as connection:
            data = {name: np.array([line[n] for line in lines], dtype=object) for n, name in enumerate(header)}
            connection.register("rows", data)
            connection.execute(f"copy rows to '{_quoted(path)}' (format parquet)")
        return
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows(lines)


def count_rows(description: Description, tables: Mapping[Margin, Ints]) -> Iterator[tuple[dict[str, str], object]]:
    """Tables as rows."""
    for margin, table in tables.items():
        for place, count in np.ndenumerate(table):
            yield named(description, margin, place), int(count)


def read_counts(path: Path, description: Description) -> dict[Margin, Ints]:
    """Tables of counts; what is not divided as finely as the finest rows is added up anew, not read."""
    found: dict[Margin, Ints] = {}
    for number, (margin, place, said) in enumerate(_rows(path, description, COUNT), 2):
        if not said.isdecimal():
            raise FileProblem(f"Row {number}: {said} is not a count.")
        if len(said) > MOST_DIGITS:
            raise FileProblem(f"Row {number}: {said} is more respondents than there are people.")
        if margin not in found:
            found[margin] = np.zeros(description.shape(margin), dtype=np.int64)
        found[margin][place] = int(said)
    return {margin: found[margin] for margin in finest(list(found))}


def read_release(path: Path, description: Description) -> Release:
    """A release as it was published; refused where a row is about something that the description does not publish."""
    cells: dict[Key, Cell] = {}
    published = set(description.published)
    for number, (margin, place, said) in enumerate(_rows(path, description, VALUE), 2):
        if margin not in published:
            raise FileProblem(f"Row {number} is divided as the description does not say.")
        try:
            cells[margin, place] = read_cell(said)
        except ValueError as wrong:
            symbols = ", ".join(symbol.value for symbol in Symbol)
            raise FileProblem(f"Row {number}: {said} is neither a whole number nor one of {symbols}.") from wrong
    return Release(description, cells)


def _rows(path: Path, description: Description, column: str) -> Iterator[tuple[Margin, tuple[int, ...], str]]:
    with duckdb.connect() as connection:
        found = connection.execute(f"select * from {_source(path)}")
        header = [each[0] for each in found.description or ()]
        rows = found.fetchall()
    missing = {*levels_of(description), column} - set(header)
    if missing:
        raise FileProblem(f"{path.name} has no column {sorted(missing)[0]}.")
    first: dict[Key, int] = {}
    for number, row in enumerate(rows, 2):
        said = dict(zip(header, row, strict=True))
        margin, place = _cell(description, said, number)
        if first.setdefault((margin, place), number) != number:
            raise FileProblem(f"Row {number} is about the same cell as row {first[margin, place]}.")
        yield margin, place, str(said[column])


def _cell(description: Description, said: Mapping[str, object], number: int) -> Key:
    margin, place = [], []
    for dimension in description.dimensions:
        for level, each in enumerate(dimension.levels):
            name = said[each.name]
            if name not in (None, ""):
                if str(name) not in each.categories:
                    raise FileProblem(f"Row {number}: level {each.name} has no category {name}.")
                margin.append(level)
                place.append(each.categories.index(str(name)))
                _require_within(dimension, level, place[-1], said, number)
                break
        else:
            margin.append(dimension.top)
            place.append(0)
    return tuple(margin), tuple(place)


def _require_within(dimension: Dimension, level: int, place: int, said: Mapping[str, object], number: int) -> None:
    """A category lies in whatever coarser one the row names."""
    for above in range(level + 1, dimension.top):
        each = dimension.levels[above]
        name, lies_in = said[each.name], each.categories[dimension.mapping(level, above)[place]]
        if name not in (None, "", lies_in):
            own = dimension.levels[level].categories[place]
            raise FileProblem(f"Row {number}: {own} does not lie in {name}, but in {lies_in}.")


def _place(description: Description, margin: Margin, row: Sequence[object]) -> tuple[int, ...]:
    found = []
    for number, (dimension, level) in enumerate(zip(description.dimensions, margin, strict=True)):
        if level == dimension.top:
            found.append(0)
            continue
        finest_level = dimension.levels[0]
        if row[number] not in finest_level.categories:
            raise FileProblem(f"Level {finest_level.name} has no category {row[number]}.")
        found.append(int(dimension.mapping(0, level)[finest_level.categories.index(str(row[number]))]))
    return tuple(found)


def _source(path: Path) -> str:
    if path.suffix == ".parquet":
        return f"read_parquet('{_quoted(path)}')"
    return f"read_csv('{_quoted(path)}', header = true, all_varchar = true)"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
