"""What the page prints: fields that can be found, typed text that is kept, words that are escaped."""

from __future__ import annotations

import html.parser
from collections import Counter
from typing import Any

import pytest
from django.template.loader import render_to_string

from concordat.lib.form_logic import Facts, Form, clean_answer, evaluate, typed_value
from concordat.questionnaires import library, presenters

FACTS = Facts(is_school=True, is_college=False, has_trust_or_proprietor=False, boarding=False)
SECTIONS = [(code, section.code) for code in library.titles() for section in library.form(code).sections]


class Page(html.parser.HTMLParser):
    """The elements of a rendered page."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.elements if tag in tags]


def rendered(form: Form, section: str, answers: dict[str, Any] | None = None, **more: Any) -> tuple[str, Page]:
    answers = answers or {}
    evaluation = evaluate(form, FACTS, answers)
    page = presenters.section_page(form, section, answers=answers, evaluation=evaluation, **more)
    markup = render_to_string("questionnaires/section.html", {"page": page})
    return markup, Page(markup)


AUDIT = library.form("annual-school-audit")


@pytest.mark.parametrize(("code", "section"), SECTIONS)
def test_every_field_has_a_label_and_every_id_is_one(code: str, section: str) -> None:
    _, page = rendered(library.form(code), section, blank_rows={"A3.3": 2, "A11.2": 1})
    ids = Counter(attributes["id"] for _, attributes in page.elements if "id" in attributes)
    assert [name for name, count in ids.items() if count > 1] == []
    labelled = {label["for"] for label in page.all("label")}
    assert labelled == {field["id"] for field in page.all("input", "textarea", "select")}
    for _, attributes in page.elements:
        assert set(attributes.get("aria-describedby", "").split()) <= set(ids)


@pytest.mark.parametrize(("code", "section"), SECTIONS)
def test_every_field_is_one_that_cleaning_reads(code: str, section: str) -> None:
    form = library.form(code)
    _, page = rendered(form, section)
    shown = form.section(section)
    assert shown is not None
    for field in page.all("input", "textarea", "select"):
        value = field.get("value") or "7"
        asked = [question for question in shown.questions if typed_value(question, {field["name"]: [value]})]
        assert len(asked) == 1, field["name"]


def test_an_answer_given_is_the_answer_shown() -> None:
    answers = {
        "A3.1": {"choice": "amber", "note": "Half a day is missing."},
        "A3.3": {"rows": [{"name": "Jo Invented", "role": "DSL", "last_dsl_training": "2026-01-09"}]},
    }
    _, page = rendered(AUDIT, "A3", answers)
    raw: dict[str, list[str]] = {}
    for field in page.all("input"):
        if field.get("type") != "radio" or "checked" in field:
            raw.setdefault(field["name"], []).append(field.get("value", ""))
    assert raw["A3.1.choice"] == ["amber"]
    assert clean_answer(AUDIT.questions["A3.3"], raw).answer == answers["A3.3"]


def test_what_was_typed_is_shown_again_with_the_problem_at_its_field() -> None:
    raw = {"A3.3.0.name": ["Jo Invented"], "A3.3.0.last_dsl_training": ["31/2/2026"]}
    problems = clean_answer(AUDIT.questions["A3.3"], raw).problems
    markup, page = rendered(AUDIT, "A3", typed=raw, problems=problems)
    field = next(field for field in page.all("input") if field.get("name") == "A3.3.0.last_dsl_training")
    assert field["value"] == "31/2/2026"
    assert field["aria-describedby"] == "A3.3.0.last_dsl_training-error"
    assert "There is no such date" in markup


def test_every_error_leads_to_a_field_that_is_there() -> None:
    for code in library.titles():
        form = library.form(code)
        evaluation = evaluate(form, FACTS, {})
        for section in evaluation.sections:
            page = presenters.section_page(
                form, section.code, answers={}, evaluation=evaluation, problems=section.problems
            )
            ids = {
                attributes.get("id")
                for _, attributes in Page(render_to_string("questionnaires/section.html", {"page": page})).elements
            }
            assert [error.href for error in page.errors if error.href[1:] not in ids] == []


def test_somebodys_words_never_become_markup() -> None:
    bad = "<script>alert(1)</script>\"'"
    answers = {"A3.1": {"choice": "na", "note": bad}, "A3.3": {"rows": [{"name": bad, "role": bad}]}}
    markup, page = rendered(AUDIT, "A3", answers, shown={"A3.3": [(bad, bad)]})
    assert page.all("script") == []
    assert markup.count("&lt;script&gt;") == 5
    assert markup.count("<script") == 0


def test_an_empty_row_can_be_added_and_a_row_removed_by_plain_buttons() -> None:
    answers = {"A3.3": {"rows": [{"name": "Jo Invented", "role": "DSL", "last_dsl_training": "2026-01-09"}]}}
    _, page = rendered(AUDIT, "A3", answers, blank_rows={"A3.3": 1})
    buttons = [(button.get("name"), button.get("value")) for button in page.all("button")]
    assert buttons == [(None, None), ("remove_row", "A3.3.0"), ("add_row", "A3.3")]
    assert {"A3.3.0.name", "A3.3.1.name"} <= {field.get("name") for field in page.all("input")}


def test_what_does_not_concern_the_setting_says_why() -> None:
    markup, page = rendered(AUDIT, "A10")
    assert "This is for settings with boarding or residential places." in markup
    assert not [field for field in page.all("input") if field.get("name", "").startswith("A10.4.")]


def test_guidance_is_named_by_its_meaning() -> None:
    markup, _ = rendered(AUDIT, "A2")
    assert "Must · Keeping children safe in education, part two · Evidence: web link, approval date" in markup
    assert "Keeping children safe in education, part two and part five · Evidence: policy pages" in markup
    assert "Green: in place, used, and we can show it" in markup
    assert "Green means: All of these are true today." in markup


def test_a_note_opens_when_it_holds_something() -> None:
    def is_open(answers: dict[str, Any]) -> bool:
        return any("open" in details for details in rendered(AUDIT, "A1", answers)[1].all("details"))

    assert not is_open({})
    assert is_open({"A1.1": {"choice": "amber", "note": "Two visits are missing."}})


@pytest.mark.parametrize(
    ("code", "value", "lines"),
    [
        (
            "A1.1",
            {"choice": "na", "note": "No board."},
            [("", "Does not apply: say why"), ("Note", "No board.")],
        ),
        ("A2.4", {"ticks": ["how_we_prevent_it"]}, [("", "How we prevent it")]),
        (
            "A3.3",
            {"rows": [{"name": "Jo", "role": "DSL", "last_dsl_training": "2026-01-09"}]},
            [("1", "Name: Jo; Role: DSL; Last DSL training: 9 January 2026")],
        ),
        ("A9.11", {"rows": [{"row": "online", "how_many": "1-4"}]}, [("Online", "1 to 4")]),
        ("A4.1", {"percent": 97.5}, [("Per cent", "97.5%")]),
        ("A1.2", {}, []),
    ],
)
def test_answers_in_words(code: str, value: dict[str, Any], lines: list[tuple[str, str]]) -> None:
    said = presenters.answers_in_words(AUDIT.questions[code], value)
    assert [(line.label, line.text) for line in said] == lines


def test_a_return_to_read_holds_every_question() -> None:
    not_asked = {"choice": "red", "note": "Kept from before."}
    answers = {"A1.1": {"choice": "green"}, "A1.3": not_asked, "A11.2": {"rows": []}}
    sections = presenters.return_to_read(AUDIT, evaluate(AUDIT, FACTS, answers), answers)
    shown = [question.code for section in sections for question in section.questions if question.code]
    assert shown == [q.code for s in AUDIT.sections for q in s.questions if q.is_answered_here]
    markup = render_to_string("questionnaires/return.html", {"sections": sections})
    assert "govuk-tag--green" in markup
    assert "Not answered" in markup
    assert "Kept from before." not in markup
    assert "This is for settings with a trust or proprietor." in markup
