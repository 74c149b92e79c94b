"""Which offers fit a need: worked examples from the yearly audit, and what holds for every need and offer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.resources.rules import Need, OfferFacts, closeness, proposed, reaches, why_not_offered, without_offer

WAKEFIELD, LEEDS = 384, 383
# A9.8 of the yearly audit: both children have support, specialist services are known and used.
SUPPORT = Need("A9.8", "SVH", frozenset({"SVH-08", "SVH-09", "SVH-17"}), "Secondary", WAKEFIELD)
ISVA = OfferFacts(1, frozenset({"SVH-17"}), frozenset({"Secondary", "16 plus"}))
ADVICE = OfferFacts(2, frozenset({"SVH", "REF"}))
PRIMARY = OfferFacts(3, frozenset({"SVH"}), frozenset({"Primary"}))
ELSEWHERE = OfferFacts(4, frozenset({"SVH"}), authorities=frozenset({LEEDS}))
CURRICULUM = OfferFacts(5, frozenset({"CUR"}))


def test_the_expectation_itself_comes_before_its_area() -> None:
    assert proposed(SUPPORT, [ADVICE, PRIMARY, ELSEWHERE, CURRICULUM, ISVA]) == [1, 2]


def test_a_question_of_two_areas_finds_both() -> None:
    """A8.3 is about pupil voice; a question tagged with an expectation of another area finds that too."""
    mixed = Need("A9.3", "SVH", frozenset({"TRN-04", "TRN-06"}), "Primary", WAKEFIELD)
    training = OfferFacts(6, frozenset({"TRN"}))
    assert proposed(mixed, [training, PRIMARY]) == [3, 6]


@pytest.mark.parametrize(
    ("phase", "expected"),
    [
        ("Primary", True),
        ("Middle deemed primary", True),
        ("All-through", True),
        ("Secondary", False),
        ("16 plus", False),
        ("Not applicable", True),
        ("", True),
    ],
)
def test_an_offer_for_primary_reaches(phase: str, expected: bool) -> None:
    assert reaches(replace(SUPPORT, phase=phase), PRIMARY) is expected


def test_a_setting_outside_every_authority_gets_what_is_for_everybody() -> None:
    nowhere = replace(SUPPORT, authority_id=None)
    assert proposed(nowhere, [ADVICE, ELSEWHERE]) == [2]


def test_what_nothing_fits_is_a_need_without_an_offer() -> None:
    lettings = Need("A10.6", "LET", frozenset({"LET-01"}), "Primary", WAKEFIELD)
    assert without_offer([SUPPORT, lettings], [ISVA, ADVICE]) == [lettings]


STANDARDS = st.frozensets(st.sampled_from(["SVH", "SVH-08", "VOI", "VOI-01", "DSL", "DSL-05"]), max_size=3)
PHASES = st.frozensets(st.sampled_from(["Nursery", "Primary", "Secondary", "16 plus"]), max_size=2)
OFFERS = st.lists(
    st.builds(OfferFacts, st.integers(1, 9), STANDARDS, PHASES, st.frozensets(st.sampled_from([383, 384]))),
    max_size=9,
    unique_by=lambda offer: offer.id,
)
NEEDS = st.builds(
    Need,
    st.just("A1.1"),
    st.sampled_from(["", "SVH", "VOI", "DSL"]),
    STANDARDS.map(lambda every: frozenset(one for one in every if "-" in one)),
    st.sampled_from(["", "Primary", "Secondary", "All-through", "Not applicable"]),
    st.sampled_from([None, 383, 384]),
)


@given(NEEDS, OFFERS)
def test_what_is_proposed_fits_and_nothing_closer_is_left_out(need: Need, offers: list[OfferFacts]) -> None:
    known = {offer.id: offer for offer in offers}
    found = proposed(need, offers, most=3)
    fitting = {one for one, offer in known.items() if closeness(need, offer) and reaches(need, offer)}
    assert set(found) <= fitting
    assert len(found) == min(3, len(fitting))
    worst = min((closeness(need, known[one]) for one in found), default=0)
    assert all(closeness(need, known[one]) <= worst for one in fitting - set(found))
    assert proposed(need, list(reversed(offers)), most=3) == found
    assert (without_offer([need], offers) == [need]) is (not fitting)


def test_an_offer_that_is_written_wrongly_says_what_to_do() -> None:
    today = date(2026, 11, 24)
    assert "youngest" in why_not_offered(age_from=11, age_to=4, review_on=date(2027, 9, 1), today=today)
    assert "day to come" in why_not_offered(age_from=None, age_to=4, review_on=today, today=today)
    assert why_not_offered(age_from=4, age_to=4, review_on=date(2027, 9, 1), today=today) == ""
