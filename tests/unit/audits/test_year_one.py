"""Columns of last year's sheet get the meanings people would give them; nothing is guessed into a setting."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.audits import year_one
from concordat.audits.year_one import Meaning
from concordat.lib.contact_list import Finder, Place

M = Meaning
TODAY = date(2026, 11, 24)
FINDER = Finder([Place(1, "Ash Primary School", ("101001",)), Place(2, "Beech Academy", ("101002",))])


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("School name", M.setting), ("Setting", M.setting), ("URN", M.urn), ("DfE number", M.urn), ("DSL", M.name),
        ("DSL email", M.email), ("E-mail", M.email), ("Job title", M.role), ("DSL training date", M.trained_on),
        ("Action", M.action), ("Action due by", M.action_due), ("Deadline", M.action_due), ("S175 rating", M.result),
        ("Is the policy up to date?", M.result), ("", M.ignore),
    ],
)  # fmt: skip
def test_a_heading_means_what_people_mean(heading: str, meaning: Meaning) -> None:
    assert year_one.guess([heading]) == [meaning]


def test_a_meaning_is_given_once() -> None:
    assert year_one.guess(["School", "Partner school", "Rating", "Rating 2"]) == [
        M.setting, M.ignore, M.result, M.result,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("meanings", "says"),
    [
        ([M.result], "names the setting"),
        ([M.setting, M.setting, M.result], "cannot both be"),
        ([M.setting, M.action_due], "none says the action"),
        ([M.setting, M.ignore], "at least one column"),
        ([M.urn, M.result], ""),
    ],
)
def test_what_must_be_said_of_columns(meanings: list[Meaning], says: str) -> None:
    found = year_one.why_not(meanings)
    assert says in found
    assert (found == "") == (says == "")


def row(*cells: str) -> year_one.Row:
    headings = ["School", "URN", "Rating", "Action", "Due", "Trained", "Email"]
    meanings = [M.setting, M.urn, M.result, M.action, M.action_due, M.trained_on, M.email]
    return year_one.read_row(2, cells, headings, meanings, FINDER, today=TODAY)


def test_a_row_says_what_it_says() -> None:
    found = row(
        "Ash Primary", "101001.0", "Green", "Write the policy anew", "31/3/2026", "1 September 2025", "a@ash.example"
    )
    assert found.establishment_id == 1
    assert [(one.kind, one.label, one.text, one.due_on) for one in found.said] == [
        (M.result, "Rating", "Green", None),
        (M.action, "Action", "Write the policy anew", date(2026, 3, 31)),
        (M.trained_on, "Lead trained", "2025-09-01", None),
    ]
    assert found.contact["email"] == "a@ash.example"
    assert found.problems == ()


def test_what_cannot_be_read_is_said_and_not_guessed() -> None:
    found = row("Oak School", "", "Green", "x", "soon", "1/1/2031", "")
    assert found.establishment_id is None
    assert "Oak School" in found.why
    assert len(found.problems) == 2
    assert all(one.kind is not M.trained_on for one in found.said)


@given(st.lists(st.text(max_size=30), max_size=9))
def test_any_row_is_read_without_breaking(cells: list[str]) -> None:
    found = row(*cells)
    assert all(0 < len(one.text) <= 500 for one in found.said)
