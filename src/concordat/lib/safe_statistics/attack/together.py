"""Several releases read together: what one says about a group, minus what another says about most of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from concordat.lib.safe_statistics.attack.equations import Equations, read_equations
from concordat.lib.safe_statistics.published import Key, Release
from concordat.lib.safe_statistics.values import Symbol

Row = tuple[tuple[tuple[int, int], ...], int]


def read_together(releases: Sequence[Release], members: Sequence[Sequence[bool]]) -> Equations:
    """Equations of releases about groups; `members[r][a]` says whether group r holds the children of atom a.

    The unknowns are the hidden cells of each release and every cell of every atom; `numbered` names them.
    """
    atoms = len(members[0])
    first = releases[0]
    possible = [key for key in first.cells if first.cells[key] is not Symbol.not_applicable]
    behind = Release(first.description, {key: Symbol.hidden for key in possible})
    unknowns: dict[Key, int] = {}
    rows: list[Row] = []
    copies = [*releases, *([behind] * atoms)]
    for number, copy in enumerate(copies):
        equations = read_equations(copy)
        place = [unknowns.setdefault(numbered(key, number), len(unknowns)) for key in equations.unknowns]
        rows += [(tuple((place[each], sign) for each, sign in row), right) for row, right in equations.rows]
    for number, release in enumerate(releases):
        rows += [_tie(release.cells, key, number, len(releases), members[number], unknowns) for key in possible]
    return Equations(tuple(unknowns), tuple(rows), len(unknowns))


def numbered(key: Key, copy: int) -> Key:
    """The cell of a release or, after the releases, of an atom."""
    return key[0], (*key[1], copy)


def _tie(
    cells: Mapping[Key, object],
    key: Key,
    number: int,
    releases: int,
    members: Sequence[bool],
    unknowns: Mapping[Key, int],
) -> Row:
    parts = [(unknowns[numbered(key, releases + atom)], 1) for atom, inside in enumerate(members) if inside]
    said = cells[key]
    if isinstance(said, int):
        return tuple(parts), said
    return (*parts, (unknowns[numbered(key, number)], -1)), 0
