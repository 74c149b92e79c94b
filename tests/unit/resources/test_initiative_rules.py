"""What an initiative must say, whom it reaches, and that what reviews recommend is dated and placed."""

from __future__ import annotations

from datetime import date

from concordat.audits.initiatives.effect import compared
from concordat.resources.initiatives import reviews, rules

DAY = date(2026, 5, 1)
KNOWN = {"ofsted-2021-01"}


def test_an_initiative_answers_something_that_is_known_and_does_not_end_before_it_begins() -> None:
    def wrong(*answers: str) -> str:
        return rules.why_not(answers=answers, from_on=DAY, until_on=None, known=KNOWN)

    assert wrong("ofsted-2021-01", "local-7") == ""
    assert "at least one" in wrong()
    for strange in ("ofsted-2021-99", "local-", "local-x", "local--1", "local-1²"):
        assert strange in wrong(strange)
    assert "before it begins" in rules.why_not(
        answers=["local-7"], from_on=DAY, until_on=date(2026, 4, 30), known=KNOWN
    )


def test_an_initiative_runs_between_its_days() -> None:
    last = date(2026, 6, 30)
    for day, running, over in ((date(2026, 4, 30), False, False), (DAY, True, False), (last, True, False),
                               (date(2026, 7, 1), False, True)):  # fmt: skip
        assert rules.is_running(from_on=DAY, until_on=last, ended=False, day=day) is running
        assert rules.is_over(until_on=last, ended=False, day=day) is over
        assert not rules.is_running(from_on=DAY, until_on=last, ended=True, day=day)


def test_it_is_for_the_settings_an_offer_would_be_for() -> None:
    assert rules.is_for("Primary", 3, phases=[], authorities=[])
    assert not rules.is_for("Primary", 3, phases=["Secondary"], authorities=[])
    assert rules.is_for("All-through", 3, phases=["Secondary"], authorities=[3])
    assert not rules.is_for("Primary", 3, phases=[], authorities=[4])
    assert rules.is_for("Not applicable", 3, phases=["Secondary"], authorities=[])  # the register does not say


def test_numbers_and_days_of_taking_part_are_believable() -> None:
    assert rules.why_not_taken(since_on=DAY, staff=None, sessions=0, today=DAY) == ""
    assert "has come" in rules.why_not_taken(since_on=date(2026, 5, 2), staff=1, sessions=1, today=DAY)
    assert "at most" in rules.why_not_taken(since_on=DAY, staff=5001, sessions=1, today=DAY)


def test_what_a_review_recommends_is_dated_and_placed() -> None:
    found = reviews.recommended()
    assert len(found) >= 10
    assert {one.published_on for one in found.values()} == {date(2021, 6, 10)}
    assert all(one.section.startswith("Recommendations, ") and one.says for one in found.values())
    assert len({one.section for one in found.values()}) == len(found)


def test_before_and_since_are_hidden_together_where_one_side_is_small() -> None:
    many, few = [(False, True)] * 7 + [(True, True)] * 3, [(False, False)] * 4
    took, rest = compared(many, many, 5)
    assert (took.settings, took.before, took.after, took.percent_before, took.percent_after) == (10, 3, 10, 30.0, 100.0)
    assert not rest.is_hidden
    for pair in (compared(many, few, 5), compared(few, many, 5)):
        assert all(one.is_hidden and not one.before and not one.after for one in pair)
    took, rest = compared(many, [], 5)
    assert (took.is_hidden, rest.settings) == (False, 0)
