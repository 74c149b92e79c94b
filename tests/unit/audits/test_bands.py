"""No number below ten leaves in a band, and terms come from what is published."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from concordat.audits.analysis.bands import FEWER_THAN_TEN, OF_THE_FORM, band, band_of_answer
from concordat.establishments.term_dates import Span
from concordat.establishments.terms import begun
from concordat.questionnaires import library


@given(st.integers(0, 400))
def test_a_band_tells_no_number_below_ten(count: int) -> None:
    assert (band(count) == FEWER_THAN_TEN) is (count < 10)
    assert len({band(one) for one in range(10)}) == 1


def test_every_band_of_the_forms_is_known() -> None:
    offered = {option.value for option in library.scales()["band"].options}
    assert offered == set(OF_THE_FORM)
    assert {band_of_answer(one) for one in ("0", "1-4", "5-9")} == {FEWER_THAN_TEN}
    assert band_of_answer("<b>3</b>") == ""


def test_published_terms_come_first_and_the_usual_ones_where_there_are_none() -> None:
    today = date(2026, 11, 24)
    spans = [
        Span("Autumn term 2026", date(2026, 9, 3), date(2026, 12, 18)),
        Span("Autumn half-term", date(2026, 10, 26), date(2026, 10, 30)),
        Span("Summer term 2026", date(2026, 4, 13), date(2026, 7, 21)),
        Span("Spring term 2027", date(2027, 1, 4), date(2027, 3, 26)),
    ]
    assert [term.name for term in begun(spans, today)] == ["Autumn term 2026", "Summer term 2026"]
    assert [term.name for term in begun(spans[3:], today)][:2] == ["Autumn term 2026", "Summer term 2026"]
    usual = begun([], today)
    assert not usual[0].is_published
    assert usual[0].has(today)
    assert [term.from_on for term in usual] == sorted((term.from_on for term in usual), reverse=True)
