"""From the cells of a body's file to a form: numbered, in sections, rated in the body's own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from concordat.audits.others import mapping
from concordat.audits.others.mapping import Asked
from concordat.lib.filled_files import read
from concordat.questionnaires import library, tags
from tests.factories import body_files

ASKED = [
    Asked("Q1", "Leadership", "Is somebody named?", "Audit!C4", "Audit!D4", ("Yes", "No")),
    Asked("Q2", "Training", "Is everybody trained?", "Audit!C5", "", ("Yes", "Partly", "No")),
    Asked("Q3", "Leadership", "Do governors read reports?", "Audit!C6"),
]
DAY = date(2026, 11, 2)
WORDS = {"green": "Yes", "amber": "Partly", "red": "No", "na": ""}


def test_the_questions_of_a_file_are_read_and_kept_as_they_were_read() -> None:
    found = read(body_files.workbook())
    layouts = mapping.proposed_layouts(found)
    asked = mapping.asked_in(found, layouts)
    assert [one.code for one in asked] == ["Q1", "Q2", "Q3", "Q4", "Q5"]
    assert mapping.of_kept(mapping.kept(asked)) == asked and not mapping.why_not(asked)
    assert mapping.words_in(asked) == ["Yes", "Partly", "No", "Met", "Not met"]
    left = [replace(layouts[0], left_out=(5, 6))]
    assert [one.answer for one in mapping.asked_in(found, left)] == ["Audit!C4", "Audit!C7", "Audit!C8"]


def test_a_form_is_rated_in_the_body_s_words_which_mean_ours_only_by_name() -> None:
    form = mapping.form_in(
        ASKED, WORDS, code="other-body-1-audit", title="Audit", scales=library.scales(), codes=library.codes()
    )
    assert [(section.title, [q.code for q in section.questions]) for section in form.sections] == [
        ("Leadership", ["Q1", "Q3"]),
        ("Training", ["Q2"]),
    ]
    question = form.questions["Q1"]
    assert question.choice_part is not None
    assert [(one.value, one.label) for one in question.choice_part.options] == [
        ("green", "Yes"),
        ("amber", "Partly"),
        ("red", "No"),
    ]
    theirs = tags.scale_of(question, DAY)
    ours = tags.scale_of(library.form("annual-school-audit").questions["A1.1"], DAY)
    assert theirs is not None and ours is not None
    assert theirs.descriptor != ours.descriptor  # so that neither red nor amber carries between them


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"red": "No", "amber": "Partly"}, "In place"),
        ({"green": "Yes"}, "one more word"),
        ({"green": "Yes", "red": "Yes"}, "two meanings"),
        ({"green": "Yes", "blue": "No"}, "means"),
    ],
)
def test_words_that_say_too_little_are_refused(words: dict[str, str], why: str) -> None:
    assert why in mapping.wrong_words(words, ASKED)
    assert not mapping.wrong_words(WORDS, ASKED)
    listed = [one for one in ASKED if one.choices]
    assert "No cell" in mapping.wrong_words({"green": "Aye", "red": "No"}, listed)


def test_what_is_plain_is_proposed_and_nothing_else() -> None:
    assert mapping.proposed_words(["Yes", "Partly met", "No", "N/A"]) == {
        "green": "Yes",
        "amber": "Partly met",
        "red": "No",
        "na": "N/A",
    }
    assert mapping.proposed_words(["Gold", "Silver"]) == {}


def test_what_cannot_be_a_form_is_said() -> None:
    assert "No question" in mapping.why_not([])
    assert "answer to two questions" in mapping.why_not([ASKED[0], replace(ASKED[1], answer="Audit!C4")])
    assert "1000 characters" in mapping.why_not([replace(ASKED[0], text="x" * 1001)])
    assert "more than 400" in mapping.why_not([replace(ASKED[0], answer=f"Audit!C{row}") for row in range(401)])
    assert len(mapping.code_of(123456, "A very long title of a form " * 5)) <= 60
