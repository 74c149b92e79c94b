"""The five forms that come with the software: counts of the drafts, and every kind of question in use."""

from __future__ import annotations

from pathlib import Path

import pytest

from concordat.lib.form_logic import COLUMNS, Facts, PartKind, evaluate, from_json, to_json
from concordat.questionnaires import library, sheets

QUESTIONS = {
    "annual-school-audit": 70,
    "sexual-harm-toolkit": 37,
    "section-11-agency-audit": 29,
    "multi-agency-case-audit": 36,
    "short-provider-return": 15,
}


@pytest.mark.parametrize(("code", "count"), QUESTIONS.items())
def test_every_question_is_there(code: str, count: int) -> None:
    form = library.form(code)
    assert sum(len(section.questions) for section in form.sections) == count
    assert from_json(to_json(form)) == form


@pytest.mark.parametrize("code", QUESTIONS)
def test_the_csv_is_written_as_it_was_read(code: str) -> None:
    source = (library.FOLDER / f"{code}.csv").read_bytes()
    form = sheets.form_from_csv(source, code=code, title=library.titles()[code])
    assert form == library.form(code)
    assert sheets.form_to_csv(form).encode() == source


def test_every_code_in_use_is_explained() -> None:
    known = {(code.kind, code.code) for code in library.codes()}
    for name in library.titles():
        for section in library.form(name).sections:
            for question in section.questions:
                used = {("anchor", anchor) for anchor in question.anchor_codes}
                used |= {("answered_by", who) for who in question.answered_by}
                used |= {("applies_to", question.applies_to)}
                used |= {("area", question.area)} if question.area else set()
                used |= {("level", question.level)}
                assert used <= known, question.code


def test_the_bank_has_no_id_twice() -> None:
    lines = (library.FOLDER / "expectations.csv").read_text().splitlines()[1:]
    assert len(lines) == len(library.expectations()) == 126


def test_every_kind_of_part_is_in_use() -> None:
    kinds = {
        part.kind
        for code in library.titles()
        for question in library.form(code).questions.values()
        for part in question.parts
    }
    assert kinds >= set(PartKind) - {PartKind.number}


def test_a_day_school_of_an_authority_is_asked_less() -> None:
    form = library.form("annual-school-audit")
    facts = Facts(is_school=True, is_college=False, has_trust_or_proprietor=False, boarding=False)
    hidden = [code for code, state in evaluate(form, facts, {}).questions.items() if not state.relevant]
    assert hidden == ["A1.3", "A10.4"]
    assert evaluate(form, Facts(is_school=False, is_college=False), {}).questions["A8.1"].why_not == (
        "This is for schools."
    )


def test_confidence_cannot_be_very_without_something_to_show() -> None:
    form = library.form("annual-school-audit")
    bare = evaluate(form, Facts(), {"A9.12": {"choice": "very"}}).questions["A9.12"]
    assert [problem.sentence for problem in bare.problems] == ["Say what you can show."]


def test_the_documents_name_every_type_column_and_scale() -> None:
    page = (Path(__file__).parents[3] / "docs" / "questionnaires.md").read_text()
    asked = {question.kind for code in library.titles() for question in library.form(code).questions.values()}
    words = {word for kind in asked for word in kind.split("+")}
    assert [word for word in sorted(words | set(COLUMNS)) if f"`{word}`" not in page] == []
