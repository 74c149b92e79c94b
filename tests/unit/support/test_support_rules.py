"""Rules of the support log: no child is named, the clock counts school days, cover never ends at somebody away."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.establishments.duty import Away
from concordat.lib.school_days import SchoolCalendar
from concordat.support import rules
from concordat.support.vocabulary import USUAL_CLOCK, Clock, State

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    "text",
    [
        "Asked about A123456789012 in year 4",
        "upn h801200001001",
        "NHS 943 476 5919",
        "number 9434765919 was given",
        "the pupil, DOB 12/03/2014",
        "d.o.b. known",
        "date of birth 3 May",
        "born on a Tuesday",
        "12/03/2014 was mentioned",
        "12.3.14 was mentioned",
        "2014-03-12",
        "12 March 2014",
        "the 12th of March 2014",
        "March 12, 2014",
        "3 May, 2012",
        "3-May-2012",
        "3/May/2012",
        "3.May.2012",
        "3may2012",
        "03MAY12",
        "May-3-2012",
        "may3,2012",
        "20120503",
        "born:20120503x",
        "2012/05/03",
        "2012.5.3",
    ],
)
def test_text_that_could_be_about_a_child_is_refused(text: str) -> None:
    said = rules.why_not_written(text, today=TODAY)
    assert said.startswith("Do not write about a child here.")
    assert "ake it out" in said


@pytest.mark.parametrize(
    "text",
    [
        "Training on 12/11/2026 is full; the next is on 3 December 2026.",
        "Ring back on 01632 960 001 or 01632960001",
        "URN 100000, DfE 384/2001, 1,234 pupils, form A9.12, KCSIE 2026",
        "The policy of March 2014 is out of date",
        "Trained in 2019, due again",
        "Moved on 31/31/2014, they say",
        "Reborn website; stubborn login",
        "Call 20 may come to 12 people; version 20260503 and number 20991301",
        "Order 201205031 and reference 120120503",
    ],
)
def test_what_schools_ask_about_every_day_is_not(text: str) -> None:
    assert rules.why_not_written(text, today=TODAY) == ""


def test_empty_and_long_texts_are_sent_back() -> None:
    assert "line or two" in rules.why_not_written("  \n", today=TODAY)
    assert "Shorten" in rules.why_not_written("a" * 1001, today=TODAY)
    assert rules.why_not_written("a" * 1000, today=TODAY) == ""


@given(born=st.dates(min_value=TODAY - timedelta(days=9000), max_value=TODAY - timedelta(days=800)))
def test_every_date_of_birth_of_a_child_is_seen_however_written(born: date) -> None:
    for written in (f"{born:%d/%m/%Y}", f"{born:%d-%m-%y}", born.isoformat(), f"{born.day} {born:%B %Y}"):
        assert rules.names_a_child(f"He said {written}.", today=TODAY), written


@given(digits=st.lists(st.integers(0, 9), min_size=9, max_size=9))
def test_every_nhs_number_is_seen(digits: list[int]) -> None:
    check = 11 - sum(digit * (10 - place) for place, digit in enumerate(digits)) % 11
    if check == 10:
        return
    number = "".join(map(str, digits)) + str(check % 11)
    assert rules.names_a_child(f"no {number}", today=TODAY)
    assert rules.names_a_child(f"no {number[:3]} {number[3:6]} {number[6:]}", today=TODAY)


def test_the_clock_counts_school_days() -> None:
    calendar = SchoolCalendar.of(
        [(date(2026, 9, 1), date(2026, 12, 18)), (date(2027, 1, 4), date(2027, 3, 26))], [date(2027, 1, 4)]
    )
    assert rules.answer_by(calendar, date(2026, 12, 16), USUAL_CLOCK) == (date(2027, 1, 5), date(2027, 1, 7))
    assert rules.answer_by(calendar, date(2026, 11, 27), Clock(1, 1)) == (date(2026, 11, 30), date(2026, 12, 1))


def test_late_is_after_the_day_and_only_while_nobody_answered() -> None:
    assert not rules.is_late(State.asked, TODAY, TODAY)
    assert rules.is_late(State.taken, TODAY - timedelta(days=1), TODAY)
    assert not rules.is_late(State.answered, TODAY - timedelta(days=1), TODAY)
    assert rules.rises_to_manager(State.asked, TODAY, TODAY)
    assert not rules.rises_to_manager(State.closed, TODAY, TODAY)


def test_nothing_follows_a_closed_request() -> None:
    assert {rules.may_follow(State.closed, step) for step in ("take", "answer", "close")} == {None}
    assert rules.may_follow(State.asked, "take") is State.taken
    assert rules.may_follow(State.answered, "take") is None
    assert rules.may_follow(State.answered, "answer") is State.answered


PEOPLE = st.integers(1, 5)
AWAY = st.lists(
    st.builds(
        lambda person, start, length, cover: Away(
            person, TODAY + timedelta(days=start), TODAY + timedelta(days=start + length), cover
        ),
        PEOPLE,
        st.integers(-3, 3),
        st.integers(0, 4),
        st.one_of(st.none(), PEOPLE),
    ),
    max_size=8,
)


@given(person=PEOPLE, away=AWAY)
def test_cover_is_somebody_who_is_there_or_nobody(person: int, away: list[Away]) -> None:
    found = rules.stand_in(person, away, TODAY)
    gone = {one.person_id for one in away if one.is_on(TODAY)}
    if person not in gone:
        assert found == person
    else:
        assert found is None or found not in gone
        assert found is None or found in {one.covered_by for one in away if one.is_on(TODAY)}


@given(person=PEOPLE, away=AWAY)
def test_cover_of_the_cover_is_the_same_and_other_days_do_not_matter(person: int, away: list[Away]) -> None:
    found = rules.stand_in(person, away, TODAY)
    assert found == rules.stand_in(person, [one for one in away if one.is_on(TODAY)], TODAY)
    if found is not None:
        assert rules.stand_in(found, away, TODAY) == found


def test_cover_goes_on_and_a_circle_is_nobody() -> None:
    def gone(person: int, cover: int | None) -> Away:
        return Away(person, TODAY, TODAY, cover)

    assert rules.stand_in(1, [gone(1, 2), gone(2, 3)], TODAY) == 3
    assert rules.stand_in(1, [gone(1, 2), gone(2, 1)], TODAY) is None
    assert rules.stand_in(1, [gone(1, None)], TODAY) is None


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"until_on": TODAY - timedelta(days=3), "from_on": TODAY}, "in order"),
        ({"from_on": TODAY - timedelta(days=9), "until_on": TODAY - timedelta(days=3)}, "are over"),
        ({"until_on": TODAY + timedelta(days=400)}, "hands over instead"),
        ({"covered_by": 1}, "somebody else"),
        ({}, ""),
    ],
)
def test_days_away_are_judged(more: dict[str, object], says: str) -> None:
    plain: dict[str, object] = {"from_on": TODAY, "until_on": TODAY, "person_id": 1, "covered_by": 2, "today": TODAY}
    found = rules.why_not_away(**{**plain, **more})  # type: ignore[arg-type]
    assert (says in found) if says else found == ""


def test_an_open_call_needs_all_three_and_names_no_child() -> None:
    whole = {"next_step": "Ring back", "next_on": TODAY, "follower_id": 1, "today": TODAY}
    assert rules.why_not_open(**whole) == ""  # type: ignore[arg-type]
    for lacking in ({"next_step": " "}, {"next_on": None}, {"follower_id": None}):
        assert "needs its next step" in rules.why_not_open(**{**whole, **lacking})  # type: ignore[arg-type]
    assert "between today" in rules.why_not_open(**{**whole, "next_on": TODAY - timedelta(days=1)})  # type: ignore[arg-type]
    assert "Do not write" in rules.why_not_open(**{**whole, "next_step": "dob 1/1/2015"})  # type: ignore[arg-type]


def test_the_middle() -> None:
    assert rules.median([]) is None
    assert rules.median([3, 1, 2]) == 2
    assert rules.median([1, 2, 3, 10]) == 2.5
