"""The table of a region: each setting once, areas that add up, what both said, and what is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from concordat.audits.pools.corresponding import Common
from concordat.audits.pools.counted import Area, Returned, figures, homes

THEN = datetime(2026, 7, 1, tzinfo=UTC)
NORTH, SOUTH = 1, 2
RATING = (("green", "In place"), ("amber", "In part"), ("red", "Not in place"))
QUESTION = Common("A1", "Leading", "A1.1", "Is it in place?", RATING, frozenset({(7, "A1.1"), (8, "X.3")}))
NOBODY_ASKS = Common("A2", "Other", "A2.1", "And this?", RATING, frozenset({(7, "A2.1")}))


def said(partnership: int, setting: int, choice: str | None, *, form: int = 7, days: int = 0) -> Returned:
    """A return with one answer."""
    code = {7: "A1.1", 8: "X.3"}.get(form, "Z")
    groups = dict.fromkeys(("phase", "type_group", "trust_name", "scheme"), "one")
    return Returned(partnership, setting, form, THEN + timedelta(days=days), groups, {code: choice})


def areas(north: range, south: range) -> list[Area]:
    """Two partnerships with the settings of their areas."""
    return [Area(NORTH, "North", "Audit, 2026", north, 5), Area(SOUTH, "South", "Audit, 2026", south, 5)]


def table(returns: Sequence[Returned], where: Sequence[Area]) -> dict[str, Any]:
    return figures(returns, where, [QUESTION], left_out=0)


def test_a_setting_in_two_areas_counts_once_at_home_and_areas_add_up() -> None:
    where = areas(range(0, 20), range(20, 40))
    north = [said(NORTH, one, "green") for one in range(12)]
    south = [said(SOUTH, one, "red", form=8) for one in range(20, 32)]
    shared = [
        *(said(NORTH, one, "amber") for one in range(12, 18)),
        *(said(NORTH, one, "amber") for one in range(32, 38)),
    ]
    also = [
        *(said(SOUTH, one, "amber") for one in range(12, 18)),
        *(said(SOUTH, one, "green") for one in range(32, 38)),
    ]
    found = table([*north, *south, *shared, *also], where)
    assert (found["settings"], found["several"]) == (36, 12)
    assert [(area["returned"], area["counted"]) for area in found["areas"]] == [(24, 18), (24, 18)]
    one = found["questions"][0]
    assert one["total"] == {"asked": 36, "answered": 36, "counts": [18, 6, 12]}
    assert one["areas"]["1"]["counts"] == [12, 6, 0]
    assert one["areas"]["2"]["counts"] == [6, 0, 12]
    assert (one["both"], one["differ"]) == (12, 6)


def test_who_did_not_answer_is_in_the_denominator_and_who_was_not_asked_is_not() -> None:
    where = areas(range(0, 20), range(20, 40))
    returns = [said(NORTH, one, "green" if one else None) for one in range(10)]
    returns += [said(SOUTH, one, "red") for one in range(20, 30)] + [said(SOUTH, 30, "red", form=9)]
    one = table(returns, where)["questions"][0]
    assert one["total"] == {"asked": 20, "answered": 19, "counts": [9, 0, 10]}


def test_few_in_two_areas_hide_the_question_and_say_so() -> None:
    where = areas(range(0, 20), range(20, 40))
    returns = [said(NORTH, one, "green") for one in range(12)] + [said(SOUTH, one, "red") for one in range(20, 32)]
    one = table([*returns, said(SOUTH, 3, "red")], where)["questions"][0]
    assert (one["total"], one["areas"], one["both"], one["differ"]) == (None, {"1": None, "2": None}, None, None)
    assert table(returns, where)["questions"][0]["total"]["answered"] == 24


def test_without_a_home_the_last_return_counts() -> None:
    nowhere = areas(range(0), range(0))
    assert homes([said(NORTH, 1, "green", days=1), said(SOUTH, 1, "red")], nowhere) == {1: NORTH}
    assert homes([said(NORTH, 1, "green"), said(SOUTH, 1, "red", days=1)], nowhere) == {1: SOUTH}


ROWS = st.lists(
    st.tuples(st.integers(0, 39), st.sampled_from([NORTH, SOUTH]), st.sampled_from(["green", "amber", "red", None])),
    max_size=60,
    unique_by=lambda row: row[:2],
)


@given(rows=ROWS)
def test_what_is_shown_adds_up(rows: list[tuple[int, int, str | None]]) -> None:
    where = areas(range(0, 20), range(20, 40))
    found = table([said(area, setting, choice) for setting, area, choice in rows], where)
    assert found["settings"] == len({setting for setting, _, _ in rows})
    assert sum(area["counted"] for area in found["areas"]) == found["settings"]
    one = found["questions"][0]
    columns = [one["areas"][key] for key in ("1", "2")]
    if one["total"] and all(columns):
        for key in ("asked", "answered"):
            assert sum(column[key] for column in columns) == one["total"][key]
        added = [sum(each) for each in zip(*(column["counts"] for column in columns), strict=True)]
        assert added == one["total"]["counts"]
    assert one["total"] is None or one["total"]["answered"] >= 5
