"""What a return suggests for pairing, what a school may say, which phases a setting belongs to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.audits.pairing_rules import (
    NotThisOffering,
    Offering,
    Rated,
    is_active,
    phases_of,
    require_offering,
    standings,
    suggested,
)

AREAS = ("GOV", "DSL", "ONL", "TRN", "REC", "VOI")
RATED = st.lists(
    st.builds(
        Rated, area=st.sampled_from(["", *AREAS]), rating=st.sampled_from(["green", "amber", "red", "na"]),
        confident=st.booleans(),
    ),
    max_size=40,
)  # fmt: skip


def of(*lines: str) -> Offering:
    """Each line an area, its ratings, and whether it is very confident."""
    ratings = {"g": "green", "a": "amber", "r": "red"}
    rated = [
        Rated(area, ratings[sign], sure == "very")
        for area, signs, sure in (one.split() for one in lines)
        for sign in signs
    ]
    return suggested(standings(rated))


def test_worked_examples() -> None:
    assert of("DSL ggg very", "GOV gg very", "ONL ga very", "TRN rg no", "VOI gg no") == Offering(
        ("DSL", "GOV"), ("TRN", "ONL")
    )
    assert of("DSL g very", "GOV gg very", "REC ggg very", "VOI gggg very").strengths == ("VOI", "REC", "GOV")
    assert of("DSL aag no", "GOV agg no", "ONL rgg no").needs == ("ONL", "DSL", "GOV")
    assert of() == Offering()


@given(RATED)
def test_what_is_suggested_may_be_said(rated: list[Rated]) -> None:
    found = suggested(standings(rated))
    require_offering(found.strengths, found.needs, AREAS)
    for area in found.strengths:
        assert {one.rating for one in rated if one.area == area} <= {"green", "na"}
    for area in found.needs:
        assert {"amber", "red"} & {one.rating for one in rated if one.area == area}


@pytest.mark.parametrize(
    ("strengths", "needs"),
    [
        (["GOV", "DSL", "ONL", "TRN"], []),
        ([], ["GOV", "DSL", "ONL", "TRN"]),
        (["GOV", "GOV"], []),
        (["GOV"], ["GOV"]),
        (["XXX"], []),
    ],
)
def test_what_may_not_be_said(strengths: list[str], needs: list[str]) -> None:
    with pytest.raises(NotThisOffering):
        require_offering(strengths, needs, AREAS)


def test_phases() -> None:
    assert phases_of("All-through", "Academies") == {"Primary", "Secondary"}
    assert phases_of("Middle deemed secondary", "Academies") == {"Secondary"}
    assert phases_of("Not applicable", "Special schools") == phases_of("", "Special schools") == {"Special schools"}
    assert phases_of("", "") == frozenset()


def test_a_pair_is_active_when_it_has_met() -> None:
    assert is_active(accepted_by_all=True, visited=True, met=[])
    assert is_active(accepted_by_all=True, visited=False, met=[False, True])
    assert not is_active(accepted_by_all=True, visited=False, met=[False, None])
    assert not is_active(accepted_by_all=False, visited=True, met=[True])
