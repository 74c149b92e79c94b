"""Who is on duty on a day: part-time days, absence and cover, and nobody who is away."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.establishments.duty import SCHOOL_WEEK, Away, Post, next_on_duty, on_duty, weekdays_said

MONDAY = date(2026, 11, 2)
FRIDAY, SATURDAY = MONDAY + timedelta(days=4), MONDAY + timedelta(days=5)
LEAD, DEPUTY, HEAD = 1, 2, 3
FOUR_DAYS = frozenset((1, 2, 3, 4))

people = st.integers(1, 5)
days = st.integers(0, 30).map(lambda after: MONDAY + timedelta(days=after))
posts = st.lists(
    st.builds(
        Post,
        person_id=people,
        is_lead=st.booleans(),
        weekdays=st.frozensets(st.integers(1, 7)),
        covered_by=st.none() | people,
    ),
    max_size=4,
)
aways = st.lists(
    st.builds(
        lambda who, first, length, cover: Away(who, first, first + timedelta(days=length), cover),
        people,
        days,
        st.integers(0, 12),
        st.none() | people,
    ),
    max_size=4,
)


@pytest.mark.parametrize(
    ("away", "day", "expected"),
    [
        ((), MONDAY, (LEAD,)),
        ((), FRIDAY, (DEPUTY,)),  # the lead works four days
        ((), SATURDAY, ()),
        ((Away(LEAD, MONDAY, FRIDAY),), MONDAY, (DEPUTY,)),
        ((Away(LEAD, MONDAY, FRIDAY, HEAD),), MONDAY, (HEAD,)),
        ((Away(LEAD, MONDAY, FRIDAY, HEAD), Away(HEAD, MONDAY, MONDAY)), MONDAY, (DEPUTY,)),
        ((Away(LEAD, MONDAY, FRIDAY), Away(DEPUTY, MONDAY, FRIDAY)), MONDAY, ()),
        ((Away(DEPUTY, FRIDAY, FRIDAY, HEAD),), FRIDAY, ()),  # who covers a deputy does not lead
    ],
)
def test_a_lead_of_four_days_and_a_deputy(away: tuple[Away, ...], day: date, expected: tuple[int, ...]) -> None:
    school = [Post(LEAD, True, FOUR_DAYS), Post(DEPUTY, False)]
    assert on_duty(school, away, day) == expected


def test_named_cover_comes_before_a_deputy_and_only_in_the_school_week() -> None:
    school = [Post(LEAD, True, FOUR_DAYS, HEAD), Post(DEPUTY, False)]
    assert on_duty(school, (), FRIDAY) == (HEAD,)
    assert on_duty(school, (), SATURDAY) == ()
    assert on_duty([Post(LEAD, True, frozenset((6, 7)), HEAD)], (), SATURDAY) == (LEAD,)


def test_two_leads_who_share_the_post_hand_over_in_the_week() -> None:
    shared = [Post(LEAD, True, frozenset((1, 2, 3))), Post(HEAD, True, frozenset((3, 4, 5)))]
    week = [on_duty(shared, (), MONDAY + timedelta(days=after)) for after in range(5)]
    assert week == [(LEAD,), (LEAD,), (LEAD, HEAD), (HEAD,), (HEAD,)]


@given(posts, aways, days)
def test_nobody_away_is_on_duty_and_nobody_works_on_a_day_that_is_not_theirs(
    held: list[Post], away: list[Away], day: date
) -> None:
    for person in on_duty(held, away, day):
        assert not any(one.person_id == person and one.is_on(day) for one in away)
        own = [post for post in held if post.person_id == person]
        assert any(post.is_on(day) for post in own) if own else day.isoweekday() in SCHOOL_WEEK


@given(posts, aways, days)
def test_a_lead_who_is_there_is_on_duty_and_nobody_else_then(held: list[Post], away: list[Away], day: date) -> None:
    gone = {one.person_id for one in away if one.is_on(day)}
    there = {post.person_id for post in held if post.is_lead and post.is_on(day) and post.person_id not in gone}
    found = on_duty(held, away, day)
    assert len(set(found)) == len(found)
    if there:
        assert set(found) == there


@given(posts, aways, days)
def test_where_anybody_works_and_is_there_somebody_is_on_duty(held: list[Post], away: list[Away], day: date) -> None:
    gone = {one.person_id for one in away if one.is_on(day)}
    if any(post.is_on(day) and post.person_id not in gone for post in held):
        assert on_duty(held, away, day) != ()


@given(posts, aways, days, people)
def test_one_more_absence_takes_only_that_person_off_or_brings_others_on(
    held: list[Post], away: list[Away], day: date, who: int
) -> None:
    before, after = on_duty(held, away, day), on_duty(held, [*away, Away(who, day, day)], day)
    assert who not in after
    leads = {post.person_id for post in held if post.is_lead}
    if set(before) & leads - {who}:
        assert set(after) >= set(before) & leads - {who}


@given(posts, aways, days)
def test_next_is_the_first_day_with_anybody(held: list[Post], away: list[Away], day: date) -> None:
    found = next_on_duty(held, away, day)
    after = [on_duty(held, away, day + timedelta(days=ahead)) for ahead in range(29)]
    first = next((number for number, there in enumerate(after) if there), None)
    if first is None:
        assert found is None
    else:
        assert found is not None
        assert (found.day, found.people) == (day + timedelta(days=first), after[first])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Monday to Thursday, term time", (1, 2, 3, 4)),
        ("Mon-Thu", (1, 2, 3, 4)),
        ("mon \u2013 fri", (1, 2, 3, 4, 5)),
        ("Mon, Wed and Fri", (1, 3, 5)),
        ("Tuesdays and Thursdays", (2, 4)),
        ("Every school day", (1, 2, 3, 4, 5)),
        ("Full-time", (1, 2, 3, 4, 5)),
        ("not Mondays", None),
        ("every other Friday", None),
        ("mornings", None),
        ("", None),
        ("Friday to Monday", (1, 5)),  # a week is not turned round by a guess
    ],
)
def test_words_about_days(text: str, expected: tuple[int, ...] | None) -> None:
    assert weekdays_said(text) == (None if expected is None else frozenset(expected))


@given(st.text(max_size=60))
def test_any_words_are_weekdays_or_nothing(text: str) -> None:
    said = weekdays_said(text)
    assert said is None or (said and said <= frozenset(range(1, 8)))
