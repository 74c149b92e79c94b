"""How two questions relate, in words that say what is certain and what it waits for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from concordat.lib.crosswalk import Colour, Form, Question, Relation, Scale, TagState
from concordat.questionnaires import relating

RAG = Scale("rag", (("green", Colour.GREEN), ("red", Colour.RED)), "green")
DAY = date(2026, 11, 27)
WHOLE = Question("Q1", frozenset({"POL-01"}), RAG, TagState.AGREED, complete=True, text="One?")
MORE = replace(WHOLE, id="Q2", expectations=frozenset({"POL-01", "POL-02"}), text="Two?")


def said(here: Question, there: Question, relation: Relation) -> str:
    return " ".join(relating.explained(here, there, relation))


def test_the_same_and_complete_is_made_ready_on_both_sides() -> None:
    words = said(WHOLE, replace(WHOLE, id="Q3"), Relation.EQUAL)
    assert "Green here means green there. It is made ready there" in words
    assert "Green there means green here. It is made ready here" in words


def test_only_the_larger_question_settles_the_smaller() -> None:
    words = said(MORE, WHOLE, Relation.SUPERSET)
    assert "Green here means green there." in words and "Green there" not in words
    assert said(WHOLE, MORE, Relation.SUBSET).startswith("Green there means green here.")


def test_what_it_still_waits_for() -> None:
    draft = replace(WHOLE, tags=TagState.DRAFT, complete=False)
    short = replace(WHOLE, complete=False)
    assert "once the tags here are agreed." in said(draft, WHOLE, Relation.SUPERSET)
    assert "once the tags there are found to cover the whole question." in said(MORE, short, Relation.SUPERSET)
    assert "nothing is carried" in said(MORE, replace(WHOLE, scale=None), Relation.SUPERSET)
    assert said(MORE, WHOLE, Relation.INTERSECTS).startswith("Neither answer settles the other.")


def test_the_closest_comes_first_and_nothing_of_the_same_form() -> None:
    mine = Form("mine", "1", "Mine", DAY, (WHOLE, MORE))
    other = Form("other", "1", "Other", DAY, (MORE, replace(WHOLE, id="Q9")))
    found = relating.related_to(mine, WHOLE, [mine, other])
    assert [(one.question.id, one.relation) for one in found] == [("Q9", Relation.EQUAL), ("Q2", Relation.SUBSET)]
    assert found[0].shared == ("POL-01",)
    assert [pair.relation for pair in relating.pairs(mine, other)] == [
        Relation.SUBSET,
        Relation.EQUAL,
        Relation.EQUAL,
        Relation.SUPERSET,
    ]
