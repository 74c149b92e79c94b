"""Rules of checking: three ratings, what needs an action, who is visited, clocks in school days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.audits import checking_rules as rules
from concordat.audits.checking_rules import SCALE, ReturnRisk
from concordat.lib.school_days import SchoolCalendar

RATINGS = st.dictionaries(st.sampled_from(["A1.1", "A1.2", "A2.1", "A2.2"]), st.sampled_from(SCALE))
AUTUMN = SchoolCalendar.of([(date(2026, 9, 3), date(2026, 10, 23)), (date(2026, 11, 2), date(2026, 12, 18))])


@pytest.mark.parametrize(("rated", "twice"), [(0, 0), (1, 1), (10, 1), (11, 2), (160, 16), (161, 17)])
def test_ten_per_cent_are_rated_twice_and_never_fewer(rated: int, twice: int) -> None:
    assert rules.second_size(rated) == twice


def test_only_a_better_rating_than_was_found_is_an_over_claim() -> None:
    claims = [(said, found) for said in SCALE for found in SCALE if rules.is_over_claim(said, found)]
    assert claims == [("green", "amber"), ("green", "red"), ("amber", "red")]
    assert not rules.is_over_claim("na", "red")
    assert not rules.is_over_claim("green", "")


@given(said=RATINGS, moderated=RATINGS, visited=RATINGS)
def test_an_action_follows_from_what_was_seen_last_and_nothing_changes_what_the_setting_said(
    said: dict[str, str], moderated: dict[str, str], visited: dict[str, str]
) -> None:
    before = dict(said)
    wanted = rules.needs_action(said, moderated, visited)
    assert said == before
    for code in {*said, *moderated, *visited}:
        last = visited.get(code) or moderated.get(code) or said[code]
        assert wanted.get(code) == (last if last != "green" else None)
    assert list(wanted.values()) == sorted(wanted.values(), reverse=True)  # red before amber


@given(first=RATINGS, again=RATINGS)
def test_another_moderator_stands_over_the_first_where_they_rated(first: dict[str, str], again: dict[str, str]) -> None:
    found = rules.standing_ratings([first, again])
    assert all(found[code] == again.get(code, rating) for code, rating in first.items())
    assert set(found) == set(first) | set(again)


def test_a_reason_is_needed_only_where_the_rating_differs() -> None:
    said = {"A1.1": "green", "A1.2": "red"}
    given_ = {"A1.1": ("amber", " "), "A1.2": ("red", ""), "A1.3": ("green", "We saw it.")}
    assert rules.missing_reasons(said, given_) == ["A1.1"]


def test_risk_grows_with_what_is_open_and_certainty_comes_from_the_desk() -> None:
    calm = rules.unit_of(ReturnRisk(1, reds=0, ambers=0, downrated=0, was_late=False))
    open_ = rules.unit_of(ReturnRisk(2, reds=2, ambers=4, downrated=2, was_late=True))
    certain = rules.unit_of(ReturnRisk(3, reds=0, ambers=0, downrated=3, was_late=False))
    assert (calm.risk, open_.risk) == (1.0, 7.0)
    assert (calm.certain, open_.certain, certain.certain) == (False, False, True)


def test_twenty_school_days_skip_half_term() -> None:
    assert rules.represent_by(date(2026, 10, 9), AUTUMN) == date(2026, 11, 13)  # 10 before and 10 after half-term


@pytest.mark.parametrize(
    ("today", "asked", "why", "says"),
    [
        (date(2026, 11, 13), False, "A1.1 is in place.", ""),
        (date(2026, 11, 14), False, "A1.1 is in place.", "ended on 13 November 2026"),
        (date(2026, 11, 1), True, "A1.1 is in place.", "has asked"),
        (date(2026, 11, 1), False, "  ", "Say which"),
        (date(2026, 11, 1), False, "x" * 2001, "2,000"),
    ],
)
def test_when_a_setting_can_ask_for_another_moderator(today: date, asked: bool, why: str, says: str) -> None:
    found = rules.why_not_represented(today=today, last_day=date(2026, 11, 13), asked_before=asked, why=why)
    assert (says in found) if says else not found


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (date(2026, 11, 4), ""),
        (date(2026, 11, 2), "to come"),
        (date(2026, 11, 7), "9 November 2026"),
        (date(2026, 12, 25), "no school day"),
    ],
)
def test_a_visit_is_on_a_school_day_to_come(day: date, says: str) -> None:
    terms = SchoolCalendar.of([*AUTUMN.terms, (date(2027, 1, 4), date(2027, 2, 12))])
    found = rules.why_no_visit_day(day, today=date(2026, 11, 3), calendar=terms)
    assert (says in found) if says else not found


def test_visitors_look_at_a_few_questions_of_each_form() -> None:
    school, short = [f"A1.{number}" for number in range(30)], [f"S{number}" for number in range(9)]
    assert not rules.why_no_questions(school[:8], [school])
    assert not rules.why_no_questions([*school[:20], *short], [school, short])
    assert "questions of this audit" in rules.why_no_questions(["Z9.9"], [school])
    assert "each form" in rules.why_no_questions(school[:8], [school, short])
    assert "1 to 20" in rules.why_no_questions([], [school])
    assert "1 to 20" in rules.why_no_questions(school[:21], [school])


def test_every_reason_is_told_in_plain_words() -> None:
    assert set(rules.REASONS) == set(rules.REASON_NAMES)
    for words in rules.REASONS.values():
        assert not {"stratum", "sample", "frame", "probability"} & set(words.lower().split())
