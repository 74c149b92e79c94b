"""A trust's answer to the very question that its school is asked: certain by itself, under every other condition."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from concordat.lib.crosswalk import Answer, Colour, Kind, Obstacle, Offer, Question, Relation, Rule, TagState, offers
from tests.lib.test_crosswalk import BANK, RAG, a_form, a_source, a_target, asks

UNTAGGED = Question("Q1", scale=RAG)


def overlay(question: Question, value: str = "green", **other: Any) -> Offer:
    form = a_form(question)
    source = replace(a_source(question, value), overlay=True, whose="Your trust's", form=form)
    target = replace(a_target(question), form=form)
    (found,) = offers(target, [replace(source, **other)], bank=BANK)
    return found


@pytest.mark.parametrize(
    "question", [UNTAGGED, asks("Q1", "ab", complete=False), Question("Q1", frozenset("ab"), RAG, TagState.DISPUTED)]
)
def test_the_same_question_is_certain_whatever_its_tags(question: Question) -> None:
    found = overlay(question)
    assert found.ready is not None
    assert (found.ready.value, found.ready.colour) == ("green", Colour.GREEN)
    (one,) = found.ready.sources
    assert (one.relation, one.rule) == (Relation.EQUAL, Rule.EQUAL)
    assert found.ready.words.startswith("Your trust's answer to Q1")


def test_nothing_is_ready_from_amber_and_it_contradicts_a_green() -> None:
    found = overlay(UNTAGGED, "amber")
    assert found.ready is None
    assert found.suggestions[0].obstacles == (Obstacle.NOT_ALL_IN_PLACE,)
    assert found.tick_lists == ()
    form = a_form(UNTAGGED)
    source = replace(a_source(UNTAGGED, "amber"), overlay=True, form=form)
    (chosen,) = offers(replace(a_target(UNTAGGED, chosen={}), form=form, chosen={"Q1": "green"}), [source], bank=BANK)
    assert chosen.contradiction is not None


@pytest.mark.parametrize(
    ("obstacle", "question", "other"),
    [
        (Obstacle.UNSIGNED, UNTAGGED, {"signed_on": None}),
        (Obstacle.STALE, UNTAGGED, {"signed_on": date(2025, 11, 26)}),
        (Obstacle.STALE, replace(UNTAGGED, kind=Kind.PEOPLE_AND_TRAINING), {"signed_on": date(2026, 5, 26)}),
        (Obstacle.OTHER_SCOPE, UNTAGGED, {"scope": "boarding"}),
        (Obstacle.BOARD_NOT_SIGNED, replace(UNTAGGED, must=True), {"board_signed_on": None}),
        (Obstacle.ANSWERED_HERE, replace(UNTAGGED, answer_here=True), {}),
        (Obstacle.CHANGED, UNTAGGED, {"answers": (Answer("Q1", "green", changed=True),)}),
    ],
)
def test_every_other_condition_stays(obstacle: Obstacle, question: Question, other: dict[str, Any]) -> None:
    assert overlay(replace(question, answer_here=False)).ready is not None
    found = overlay(question, **other)
    assert found.ready is None
    assert obstacle in found.suggestions[0].obstacles


def test_what_was_carried_is_no_source_and_another_version_is_no_same_question() -> None:
    assert overlay(UNTAGGED, answers=(Answer("Q1", "green", carried=True),)).suggestions == ()
    later = overlay(UNTAGGED, form=a_form(UNTAGGED, version="2"))
    assert (later.ready, later.suggestions) == (None, ())
    other_form = overlay(UNTAGGED, form=a_form(UNTAGGED, code="theirs"))
    assert (other_form.ready, other_form.suggestions) == (None, ())


def test_a_return_that_is_no_overlay_needs_tags_as_ever() -> None:
    assert overlay(UNTAGGED, overlay=False).ready is None
