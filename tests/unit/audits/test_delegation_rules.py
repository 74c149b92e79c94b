"""By when a section may be wanted, and whom it suits."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.accounts.vocabulary import Role
from concordat.audits.delegation_rules import suggested, suits, why_not_by
from concordat.audits.rules import NotYet, ReturnFacts, require_completable, require_reply_possible
from concordat.audits.vocabulary import CycleState, ReturnState
from concordat.lib.form_logic import Part, PartKind, Question, Section
from concordat.lib.school_days import SchoolCalendar

OPENS, CLOSES, TODAY = date(2026, 10, 12), date(2026, 12, 18), date(2026, 11, 2)
TERM = SchoolCalendar.of([(date(2026, 9, 1), date(2026, 12, 18))], [date(2026, 11, 20)])


def why(day: date, *, today: date = TODAY) -> str:
    return why_not_by(day, today=today, opens_on=OPENS, closes_on=CLOSES, calendar=TERM)


def test_a_school_day_from_today_to_the_last_day_will_do() -> None:
    assert [why(day) for day in (TODAY, date(2026, 11, 19), CLOSES)] == ["", "", ""]


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (date(2026, 11, 1), "Give a day from 2 November 2026 to 18 December 2026, or none."),
        (date(2026, 12, 19), "Give a day from 2 November 2026 to 18 December 2026, or none."),
        (date(2026, 11, 7), "This is no school day. Give a school day, such as 6 November 2026."),
        (date(2026, 11, 20), "This is no school day. Give a school day, such as 19 November 2026."),
    ],
)
def test_any_other_day_is_refused_with_what_to_do(day: date, says: str) -> None:
    assert why(day) == says


def test_before_the_audit_opens_the_days_begin_with_it_and_after_it_there_is_none() -> None:
    assert why(date(2026, 10, 9), today=date(2026, 10, 1)).startswith("Give a day from 12 October 2026")
    assert "Leave the day empty" in why(date(2027, 1, 11), today=date(2027, 1, 8))
    on_a_saturday = why(date(2026, 11, 7), today=date(2026, 11, 7))
    assert on_a_saturday == "This is no school day. Give a school day, such as 9 November 2026."


@given(st.integers(-30, 120), st.integers(0, 90))
def test_whatever_passes_is_a_school_day_of_the_window_that_is_not_over(day: int, now: int) -> None:
    wanted, today = OPENS + timedelta(days=day), OPENS + timedelta(days=now)
    if not why(wanted, today=today):
        assert max(today, OPENS) <= wanted <= CLOSES
        assert TERM.is_school_day(wanted)


def section(code: str, *answered_by: str) -> Section:
    text = Part(kind=PartKind.text, name="text")
    asked = [
        Question(f"{code}.{place}", "?", "text", (text,), answered_by=tuple(who.split()))
        for place, who in enumerate(answered_by)
    ]
    return Section(code, code, tuple(asked))


def test_a_section_suits_the_roles_that_its_questions_name() -> None:
    assert suits(section("A5", "SBM", "SBM", "HT")) == (Role.school_business_manager, Role.headteacher)
    assert suits(section("X", "MAT", "PANEL")) == ()


def test_sections_are_suggested_where_a_third_is_meant_for_the_role() -> None:
    every = [section("A1", "GOV", "HT", "HT"), section("A5", "SBM", "HT"), section("A6", "DSL", "DSL", "DSL", "SBM")]
    assert suggested(every, ["school_business_manager"]) == ["A5"]
    assert suggested(every, ["governor"]) == ["A1"]
    assert suggested(every, ["headteacher", "governor"]) == ["A1", "A5"]
    assert suggested(every, ["staff_member"]) == []


@pytest.mark.parametrize(("out", "says"), [(1, "1 section is still"), (3, "3 sections are still")])
def test_nothing_is_finished_under_the_hands_of_a_colleague(out: int, says: str) -> None:
    going = ReturnFacts(ReturnState.in_progress, CycleState.open, OPENS, CLOSES, sections_out=out)
    asked = ReturnFacts(ReturnState.queried, CycleState.open, OPENS, CLOSES, open_queries=1, sections_out=out)
    with pytest.raises(NotYet, match=says):
        require_completable(going)
    with pytest.raises(NotYet, match=says):
        require_reply_possible(asked)
    two = ReturnFacts(ReturnState.queried, CycleState.open, OPENS, CLOSES, open_queries=2, sections_out=out)
    assert require_reply_possible(two) is ReturnState.queried
