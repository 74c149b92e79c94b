"""Schools too small to report for themselves are counted together, and nothing of them shows."""

from __future__ import annotations

import numpy as np
import pytest

from concordat.lib.safe_statistics.attack import Attack
from concordat.lib.safe_statistics.description import Description, Dimension, Ints, Level, Margin
from concordat.lib.safe_statistics.polytope import build
from concordat.lib.safe_statistics.release import NotSafe, release
from concordat.lib.safe_statistics.roll_up import merged, roll_up, roll_up_and_suppress
from concordat.lib.safe_statistics.rule import Rule

SCHOOLS = ("Ash", "Beech", "Cedar", "Damson", "Elm", "Fir")
EAST, WEST = 0, 1


def described(rule: Rule | None = None) -> Description:
    """Six schools in two districts; Ash and Beech have no year 8, Beech and Cedar no year 7 girls in the count."""
    place = Dimension(
        "place",
        (Level("school", SCHOOLS), Level("district", ("east", "west"))),
        ((EAST, EAST, EAST, WEST, WEST, WEST),),
    )
    year = Dimension("year", (Level("year", ("7", "8")),))
    answer = Dimension("answer", (Level("answer", ("yes", "no")),))
    zeros = ((("school", ("Ash", "Beech")), ("year", ("8",))), (("school", ("Cedar",)), ("year", ("7",))))
    return Description((place, year, answer), ((0, 0, 0),), rule or Rule(coalition=0), zeros, (), "place")


def counted(*lengths: int) -> dict[Margin, Ints]:
    """So many respondents in each school, a quarter of whom said yes."""
    table = np.zeros((6, 2, 2), dtype=np.int64)
    for school, length in enumerate(lengths):
        years = {"Ash": [0], "Beech": [0], "Cedar": [1]}.get(SCHOOLS[school], [0, 1])
        for pupil in range(length):
            table[school, years[pupil % len(years)], int(pupil % 4 > 0)] += 1
    return {(0, 0, 0): table}


def test_large_schools_report_for_themselves() -> None:
    found = roll_up(described(), counted(40, 40, 40, 40, 40, 40))
    assert all(name == as_now for name, as_now in found.reports_as.items())


def test_a_small_school_joins_the_one_most_alike() -> None:
    found = roll_up(described(), counted(4, 60, 30, 40, 40, 40))
    assert found.reports_as["Ash"] == found.reports_as["Beech"] == "Ash + Beech"
    assert found.reports_as["Cedar"] == "Cedar"
    assert build(found.description).values(found.tables).sum() > 0


def test_several_small_schools_join_until_they_are_enough() -> None:
    found = roll_up(described(), counted(40, 40, 40, 4, 3, 5))
    assert found.reports_as["Fir"] == "Damson + Elm + Fir"


def test_nothing_can_be_where_nothing_can_be_in_any_member() -> None:
    both = merged(described(), counted(20, 20, 20, 20, 20, 20), [[0, 1], [2], [3], [4], [5]]).description
    assert (("school", ("Ash + Beech",)), ("year", ("8",))) in both.structural_zeros
    mixed = merged(described(), counted(20, 20, 20, 20, 20, 20), [[0, 2], [1], [3], [4], [5]]).description
    assert all("Ash + Cedar" not in dict(region)["school"] for region in mixed.structural_zeros)


def test_a_school_whose_counts_nothing_covers_is_counted_with_another() -> None:
    rule = Rule(threshold=10, sensitive=True, coalition=1)
    found, result = roll_up_and_suppress(described(rule), counted(10, 60, 70, 70, 70, 70), seed=1)
    assert found.reports_as["Ash"] == "Ash + Beech"
    assert not len(result.uncovered)


def test_what_is_rolled_up_is_safe() -> None:
    found, result = roll_up_and_suppress(described(), counted(4, 30, 9, 40, 7, 20), seed=1)
    polytope = build(found.description)
    x = polytope.values(found.tables)
    out = release(polytope, x, result)
    keys = polytope.keys()
    assert Attack(out).narrower([keys[cell] for cell in np.nonzero(result.primary)[0]], 1, 5) == []
    assert {categories.get("school") for categories, _ in out.rows()}.isdisjoint({"Ash", "Cedar", "Elm"})


def test_a_district_too_small_to_report_is_refused() -> None:
    with pytest.raises(NotSafe, match="Leave the districts out"):
        roll_up(described(), counted(40, 40, 40, 2, 3, 1))
