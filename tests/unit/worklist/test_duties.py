"""Duties of a term: dated data that hangs together, and only what a role is asked."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from concordat.accounts.vocabulary import SETTING_TEAM
from concordat.questionnaires import library
from concordat.worklist.duties import TERMS, asked_of, duties, term_in_words, term_of


def test_every_line_names_known_roles_settings_terms_and_editions() -> None:
    with (Path(library.__path__[0]) / "guidance.csv").open() as file:
        editions = {row["code"]: row["document"] for row in csv.DictReader(file)}
    codes = [duty.code for duty in duties()]
    assert len(codes) == len(set(codes)) >= 20
    for duty in duties():
        assert duty.roles <= set(SETTING_TEAM)
        assert duty.settings <= {"school", "college", "other"}
        assert set(duty.terms) <= set(TERMS)
        assert editions[duty.written_for] == duty.document
        assert duty.reference
        assert len(duty.words) < 160
        assert len(duty.code) <= 40


@pytest.mark.parametrize("role", SETTING_TEAM)
@pytest.mark.parametrize("term", TERMS)
def test_a_role_is_shown_its_own_duties_alone(role: str, term: str) -> None:
    found = asked_of(frozenset({role}), setting="school", term=f"2026-{term}")
    assert found
    assert all(role in duty.roles and term in duty.terms for duty in found)


def test_a_nursery_is_not_asked_what_schools_are() -> None:
    found = asked_of(frozenset({"dsl"}), setting="other", term="2026-autumn")
    assert {duty.document for duty in found} == {"working-together"}
    assert asked_of(frozenset({"staff_member"}), setting="school", term="2026-autumn") == []


def test_every_day_has_one_term_and_terms_follow_each_other() -> None:
    seen = [term_of(date(2026, 9, 1) + timedelta(days=number)) for number in range(365)]
    assert list(dict.fromkeys(seen)) == ["2026-autumn", "2026-spring", "2026-summer"]
    assert term_in_words("2026-autumn") == "autumn term of 2026 to 2027"
