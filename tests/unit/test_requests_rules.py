"""Fair notice, clashes and the work of a school year: properties and worked examples."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.lib.school_days import SchoolCalendar
from concordat.requests import notices, rules
from concordat.requests.rules import Ask, Burden, Notice

TERMS = SchoolCalendar.of(
    [
        (date(2026, 9, 2), date(2026, 10, 23)),
        (date(2026, 11, 2), date(2026, 12, 18)),
        (date(2027, 1, 4), date(2027, 2, 12)),
    ]
)
OTHER = SchoolCalendar.of(
    [
        (date(2026, 9, 1), date(2026, 10, 16)),
        (date(2026, 10, 26), date(2026, 12, 18)),
        (date(2027, 1, 5), date(2027, 2, 5)),
    ]
)
DATA = Notice("data", "Figures", 10, False, date(2024, 9, 1))
URGENT = Notice("urgent", "Urgent", 0, True, date(2024, 9, 1))
DAYS = st.dates(date(2026, 9, 1), date(2027, 2, 12))


def ask(key: str, due_on: date, minutes: dict[int, int], **more: object) -> Ask:
    return Ask(key, "data", key, 1, due_on - timedelta(days=20), due_on, minutes=minutes, **more)  # type: ignore[arg-type]


def test_a_last_day_inside_the_notice_is_refused_with_a_day_that_would_do() -> None:
    said = rules.why_not_fair(DATA, sent_on=date(2026, 11, 9), due_on=date(2026, 11, 13), calendars=[TERMS])
    assert said == ("Settings would have 5 school days. Give them 10 at least: until 20 November 2026 or later.")


@pytest.mark.parametrize(
    ("sent_on", "such_as"),
    [
        (date(2026, 11, 9), "18 December 2026"),  # the school day before gives ten and more
        (date(2026, 12, 7), "18 December 2026"),  # exactly ten
        (date(2026, 12, 14), "8 January 2027"),  # the school day before would give five
        (date(2026, 12, 21), "15 January 2027"),  # the school day before has passed
    ],
)
def test_a_last_day_in_a_holiday_is_refused_with_a_school_day_that_is_fair(sent_on: date, such_as: str) -> None:
    said = rules.why_not_fair(DATA, sent_on=sent_on, due_on=date(2026, 12, 24), calendars=[TERMS])
    assert said == f"The last day is no school day. Choose a school day, such as {such_as}."


def test_the_least_notice_of_an_audit_is_the_data_s() -> None:
    assert notices.least("audit", date(2026, 11, 27)).school_days == 15
    assert notices.least("audit", date(2020, 1, 1)) == notices.every()[0]


def test_the_half_term_of_one_authority_counts_for_all() -> None:
    sent_on, due_on = date(2026, 10, 12), date(2026, 10, 23)
    assert rules.days_given(sent_on, due_on, [TERMS]) == 10
    assert rules.days_given(sent_on, due_on, [TERMS, OTHER]) == 5
    assert rules.why_not_fair(DATA, sent_on=sent_on, due_on=due_on, calendars=[TERMS]) == ""
    assert rules.why_not_fair(DATA, sent_on=sent_on, due_on=due_on, calendars=[TERMS, OTHER]) != ""


def test_urgent_information_is_asked_for_on_any_day() -> None:
    assert rules.why_not_fair(URGENT, sent_on=date(2026, 12, 24), due_on=date(2026, 12, 25), calendars=[TERMS]) == ""


@given(sent_on=DAYS, length=st.integers(0, 60), least=st.integers(0, 20))
def test_the_day_that_is_proposed_is_fair(sent_on: date, length: int, least: int) -> None:
    notice = Notice("data", "Figures", least, False, date(2024, 9, 1))
    due_on, calendars = sent_on + timedelta(days=length), [TERMS, OTHER]
    said = rules.why_not_fair(notice, sent_on=sent_on, due_on=due_on, calendars=calendars)
    fair = all(one.is_school_day(due_on) for one in calendars) and rules.days_given(sent_on, due_on, calendars) >= least
    assert (said == "") is fair
    if said:
        (words,) = re.findall(r"(\d+ \w+ \d{4})", said)
        proposed = datetime.strptime(words, "%d %B %Y").date()
        assert proposed >= sent_on
        assert rules.why_not_fair(notice, sent_on=sent_on, due_on=proposed, calendars=calendars) == ""


def test_only_what_asks_the_same_settings_in_the_same_week_clashes() -> None:
    this = ask("this", date(2026, 11, 20), {1: 10, 2: 10})
    near = ask("near", date(2026, 11, 27), {2: 5, 3: 5})
    far = ask("far", date(2026, 11, 28), {1: 5})
    elsewhere = ask("elsewhere", date(2026, 11, 20), {4: 5})
    most = ask("most", date(2026, 11, 13), {1: 5, 2: 5})
    assert rules.clashes(this, [this, near, far, elsewhere, most]) == [(most, 2), (near, 1)]


ASKS = st.lists(
    st.tuples(
        st.dictionaries(st.integers(1, 6), st.integers(1, 500), max_size=6),
        st.dictionaries(st.integers(1, 6), st.integers(0, 600), max_size=6),
    ),
    max_size=6,
)


@given(ASKS)
def test_burdens_add_up_and_never_save_more_than_was_asked(found: list[tuple[dict[int, int], dict[int, int]]]) -> None:
    asks = [ask(str(n), date(2026, 11, 20), minutes, saved=saved) for n, (minutes, saved) in enumerate(found)]
    counted = rules.burdens(asks)
    assert sum(one.minutes for one in counted.values()) == sum(one.total for one in asks)
    assert sum(one.asks for one in counted.values()) == sum(len(one.minutes) for one in asks)
    assert all(0 <= one.saved <= one.minutes and one.left == one.minutes - one.saved for one in counted.values())
    spread = rules.spread(counted)
    assert spread.settings == len(counted)
    assert spread.total == sum(one.minutes for one in counted.values())
    assert spread.middle <= spread.most


def test_a_school_with_two_audits_and_a_request() -> None:
    """By hand: 80 minutes and 40 of which 10 were held, and 20; another school has the request alone."""
    found = rules.burdens(
        [
            ask("audit", date(2026, 11, 20), {1: 80}),
            ask("other audit", date(2026, 12, 4), {1: 40}, saved={1: 10}),
            ask("request", date(2026, 12, 11), {1: 20, 2: 20}),
        ]
    )
    assert found == {1: Burden(3, 140, 10), 2: Burden(1, 20, 0)}
    assert rules.spread(found) == rules.Spread(2, 80, 140, 160, 10)
    assert rules.spread({}) == rules.Spread(0, 0, 0, 0, 0)


def test_notice_on_average() -> None:
    given_days = [ask(str(n), date(2026, 11, 20), {}, notice=n) for n in (5, 10, 30)]
    assert rules.average_notice(given_days) == 15
    assert rules.average_notice([]) is None


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 8, 31), 2025), (date(2026, 9, 1), 2026), (date(2027, 1, 1), 2026)]
)
def test_a_school_year_begins_in_september(day: date, year: int) -> None:
    assert rules.school_year(day) == year
    first, last = rules.span_of(year)
    assert first <= day <= last


def test_kinds_are_dated_data_without_gaps() -> None:
    assert set(notices.kinds(date(2026, 11, 27))) >= {"audit", "survey", "data", "consultation", "urgent"}
    assert notices.kinds(date(2024, 8, 31)) == {}
    for one in notices.every():
        assert one.school_days >= 0
        assert notices.name_of(one.kind)
