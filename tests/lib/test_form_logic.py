"""Forms, cleaning and evaluation: worked examples from the draft forms, and properties for any answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.lib.form_logic import (
    Facts,
    Form,
    Option,
    Question,
    Row,
    Scale,
    build_form,
    clean_answer,
    clean_value,
    digest,
    evaluate,
    from_json,
    to_json,
    without_row,
)

SCALES = {
    "rag": Scale(
        "rag",
        (
            Option("green", "In place", "may", "What shows it"),
            Option("amber", "Partly in place", "may", "What is missing"),
            Option("red", "Not in place"),
            Option("na", "Does not apply", "needed", "Say why this does not apply to you"),
        ),
    ),
    "conf3": Scale(
        "conf3",
        (
            Option("very", "Very confident", "needed", "Say what you can show"),
            Option("somewhat", "Somewhat confident", "may", "What is still needed"),
            Option("not_yet", "Not yet confident"),
        ),
    ),
    "band": Scale("band", (Option("0", "0"), Option("1-4", "1 to 4"))),
    "asked": Scale("asked", (Option("yes", "We asked"), Option("no", "We did not ask"))),
    "yes_no": Scale("yes_no", (Option("yes", "Yes"), Option("no", "No"))),
}
SHEET = [
    {"id": "A1.1", "type": "rag4", "level": "must", "help": "All of these are true today."},
    {"id": "A1.2", "type": "conf3", "level": "opinion"},
    {"id": "A1.3", "type": "rag4", "level": "must", "applies_to": "boarding"},
    {"id": "A1.4", "type": "rag4", "level": "must", "applies_to": "uses_alternative_provision"},
    {"id": "A1.5", "type": "tick+rag4", "level": "must", "choices": "Prevent; Respond; Support"},
    {
        "id": "A2.1",
        "type": "date-table",
        "level": "must",
        "columns": "Name: text; Trained: date; Refreshed: date?",
    },
    {
        "id": "A2.2",
        "type": "number-table",
        "level": "info",
        "choices": "Online; Violence",
        "columns": "How many: band",
    },
    {"id": "A2.3", "type": "number % from survey", "level": "good"},
    {"id": "A2.4", "type": "multi+text", "level": "info", "choices": "Training; Staffing; Other"},
    {"id": "A2.5", "type": "sign x2", "level": "must", "choices": "head=Head; board=Chair"},
    {"id": "A2.6", "type": "yes/no+days", "level": "must"},
    {"id": "A2.7", "type": "text+urgent flag", "level": "must"},
]
EVERYBODY = Facts()
DAY_SCHOOL = Facts(is_school=True, is_college=False, boarding=False, has_trust_or_proprietor=True)


def a_form(sheet: list[dict[str, str]] = SHEET) -> Form:
    rows = [
        Row(
            number,
            {"section": cells["id"].split(".")[0], "section_title": "A section", "text": "What?", **cells},
        )
        for number, cells in enumerate(sheet, start=2)
    ]
    return build_form(rows, code="form", title="A form", scales=SCALES)


FORM = a_form()


def question(code: str) -> Question:
    return FORM.questions[code]


def needs(code: str, answer: dict[str, Any]) -> list[str]:
    return [problem.sentence for problem in evaluate(FORM, EVERYBODY, {code: answer}).questions[code].problems]


class TestWhatIsNeeded:
    def test_not_applicable_needs_a_reason(self) -> None:
        assert needs("A1.1", {"choice": "na"}) == ["Say why this does not apply to you."]
        assert needs("A1.1", {"choice": "na", "note": "No hall."}) == []

    @pytest.mark.parametrize("choice", ["green", "amber", "red"])
    def test_other_ratings_stand_without_a_note(self, choice: str) -> None:
        assert needs("A1.1", {"choice": choice}) == []

    def test_very_confident_is_not_counted_without_what_can_be_shown(self) -> None:
        assert needs("A1.2", {"choice": "very"}) == ["Say what you can show."]
        state = evaluate(FORM, EVERYBODY, {"A1.2": {"choice": "very"}}).questions["A1.2"]
        assert state.started
        assert not state.complete
        assert needs("A1.2", {"choice": "very", "note": "Two plans."}) == []

    def test_green_with_a_part_unticked_is_questioned(self) -> None:
        assert "Tick every part" in needs("A1.5", {"ticks": ["prevent"], "choice": "green"})[0]
        assert needs("A1.5", {"ticks": ["prevent", "respond", "support"], "choice": "green"}) == []
        assert needs("A1.5", {"ticks": ["prevent"], "choice": "amber"}) == []

    def test_a_begun_row_needs_its_columns(self) -> None:
        assert needs("A2.1", {"rows": [{"name": "Jo Invented"}]}) == ["Row 1: give the date “Trained”."]
        assert needs("A2.1", {"rows": [{"name": "Jo Invented", "trained": "2026-01-09"}]}) == []

    def test_a_survey_needs_its_figures_only_where_there_was_one(self) -> None:
        assert needs("A2.3", {"choice": "no"}) == []
        assert len(needs("A2.3", {"choice": "yes"})) == 2
        assert needs("A2.3", {"choice": "yes", "percent": 82, "replies": 140}) == []

    def test_days_are_asked_after_a_yes(self) -> None:
        assert needs("A2.6", {"choice": "yes"}) == ["Give the number “Days”."]
        assert needs("A2.6", {"choice": "no"}) == []

    def test_an_unanswered_question_says_so_with_its_field(self) -> None:
        problem = evaluate(FORM, EVERYBODY, {}).questions["A2.1"].problems[0]
        assert (problem.kind, problem.field, problem.sentence) == (
            "unanswered",
            "A2.1.0.name",
            "Answer question A2.1.",
        )


class TestWhomAQuestionConcerns:
    def test_the_register_decides(self) -> None:
        state = evaluate(FORM, DAY_SCHOOL, {}).questions["A1.3"]
        assert state.why_not == "This is for settings with boarding or residential places."
        assert not state.needed

    def test_what_nobody_knows_is_asked(self) -> None:
        assert evaluate(FORM, EVERYBODY, {}).questions["A1.3"].relevant

    def test_screening_is_asked_first_and_then_decides(self) -> None:
        assert FORM.shown_sections[0].questions[0].code == "setting.uses_alternative_provision"
        assert evaluate(FORM, DAY_SCHOOL, {}).questions["A1.4"].relevant
        told = {"setting.uses_alternative_provision": {"choice": "no"}}
        assert evaluate(FORM, DAY_SCHOOL, told).questions["A1.4"].why_not

    @pytest.mark.parametrize(
        ("token", "school", "college", "provider"),
        [
            ("all", True, True, True),
            ("school", True, True, False),
            ("schools", True, False, False),
            ("schools_and_colleges", True, True, False),
        ],
    )
    def test_kinds_of_setting(self, token: str, school: bool, college: bool, provider: bool) -> None:
        assert Facts(is_school=True, is_college=False).holds(token) is school
        assert Facts(is_school=False, is_college=True).holds(token) is college
        assert Facts(is_school=False, is_college=False).holds(token) is provider


class TestCounting:
    def test_denominators_hold_only_what_must_be_answered_here(self) -> None:
        first, second = evaluate(FORM, DAY_SCHOOL, {}).sections
        assert (first.answered, first.needed) == (
            0,
            5,
        )  # screening, A1.1, A1.2, A1.4, A1.5; not the boarding question
        assert (second.answered, second.needed) == (0, 4)  # A2.1, A2.3, A2.6, A2.7; no facts, no signature

    def test_an_answer_to_a_question_that_does_not_apply_counts_nowhere(self) -> None:
        answers = {"A1.3": {"choice": "green"}}
        assert evaluate(FORM, DAY_SCHOOL, answers).answered == 0
        assert evaluate(FORM, EVERYBODY, answers).answered == 1

    def test_complete_when_all_is_answered(self) -> None:
        answers: dict[str, Any] = {
            "setting.uses_alternative_provision": {"choice": "no"},
            "A1.1": {"choice": "red"},
            "A1.2": {"choice": "somewhat"},
            "A1.5": {"choice": "amber"},
            "A2.1": {"rows": [{"name": "Jo Invented", "trained": "2026-01-09"}]},
            "A2.3": {"choice": "no"},
            "A2.6": {"choice": "no"},
            "A2.7": {"text": "All well."},
        }
        evaluation = evaluate(FORM, DAY_SCHOOL, answers)
        assert evaluation.problems == ()
        assert evaluation.complete
        assert evaluation.answered == evaluation.needed == 8
        for code in answers:
            fewer = {key: value for key, value in answers.items() if key != code}
            assert not evaluate(FORM, DAY_SCHOOL, fewer).complete

    def test_half_of_an_optional_answer_holds_the_return_up(self) -> None:
        begun = evaluate(FORM, EVERYBODY, {"A2.4": {"text": "Only words"}}).questions["A2.4"]
        assert [problem.sentence for problem in begun.problems] == ["Choose at least one."]


class TestBrowserPosts:
    def test_a_rating_with_a_note(self) -> None:
        raw = {"A1.1.choice": ["amber"], "A1.1.note": [" Two\r\nlines \x00"], "A1.10.choice": ["red"]}
        assert clean_answer(question("A1.1"), raw).answer == {"choice": "amber", "note": "Two\nlines"}

    def test_rows_keep_their_order_and_lose_the_empty_ones(self) -> None:
        raw = {
            "A2.1.0.name": [""],
            "A2.1.10.name": ["Last"],
            "A2.1.2.name": ["First"],
            "A2.1.2.trained": ["9/1/2026"],
        }
        cleaned = clean_answer(question("A2.1"), raw)
        assert cleaned.answer == {"rows": [{"name": "First", "trained": "2026-01-09"}, {"name": "Last"}]}

    def test_given_rows_are_known_by_their_place(self) -> None:
        assert clean_answer(question("A2.2"), {"A2.2.1.how_many": ["1-4"]}).answer == {
            "rows": [{"row": "violence", "how_many": "1-4"}]
        }

    def test_a_row_is_removed(self) -> None:
        raw = {"A2.1.0.name": ["One"], "A2.1.1.name": ["Two"], "A2.1.10.name": ["Ten"]}
        left = clean_answer(question("A2.1"), without_row(question("A2.1"), raw, 1)).answer
        assert [row["name"] for row in left["rows"]] == ["One", "Ten"]

    @pytest.mark.parametrize(
        ("field", "typed", "sentence"),
        [
            ("A1.1.choice", "purple", "Choose one of the answers that are offered."),
            ("A1.1.note", "x" * 4001, "This has 4,001 characters. Shorten it to 4,000."),
            ("A2.1.0.trained", "31/2/2026", "There is no such date. Check day, month and year."),
            ("A2.1.0.trained", "soon", "Write the date as day, month and year, such as 27 3 2026."),
            ("A2.3.percent", "101", "The number must be 100 or less."),
            ("A2.3.replies", "9", "The number must be 10 or more."),
            ("A2.3.replies", "10.5", "Write a whole number."),
            ("A2.3.percent", "most", "Write a number in figures, such as 12."),
        ],
    )
    def test_what_cannot_be_kept_is_refused_at_its_field(self, field: str, typed: str, sentence: str) -> None:
        code = ".".join(field.split(".")[:2])
        cleaned = clean_answer(question(code), {field: [typed]})
        assert [(problem.field, problem.sentence) for problem in cleaned.problems] == [(field, sentence)]
        assert cleaned.answer == {}

    def test_signatures_cannot_be_slipped_into_a_section(self) -> None:
        assert clean_answer(question("A2.5"), {"A2.5.head": ["Somebody"]}).answer == {}
        assert clean_value(question("A2.5"), {"head": "Somebody"}).problems


class TestCarriage:
    def test_a_form_goes_through_json_unchanged(self) -> None:
        again = from_json(json.loads(json.dumps(to_json(FORM))))
        assert again == FORM
        assert digest(again) == digest(FORM)

    def test_another_word_is_another_digest(self) -> None:
        changed = [*SHEET[:-1], {**SHEET[-1], "text": "What else?"}]
        assert digest(a_form(changed)) != digest(FORM)

    def test_help_tells_what_a_rating_means(self) -> None:
        assert question("A1.1").descriptors == {"green": "All of these are true today."}
        helped = a_form([{"id": "A1.1", "type": "rag4", "help": "Green: all. Amber: most of it. Red: none."}])
        assert helped.questions["A1.1"].descriptors == {
            "green": "all.",
            "amber": "most of it.",
            "red": "none.",
        }


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(["choice", "note", "ticks", "rows", "percent", "replies", "choices", "text", "days", "urgent"])
WORDS = st.sampled_from(["green", "na", "very", "yes", "no", "2026-01-09", "prevent", "other", "3", "1-4"])
VALUES = JSON | st.dictionaries(
    NAMES,
    JSON | WORDS | st.lists(WORDS) | st.lists(st.dictionaries(st.sampled_from(["row", "name", "trained"]), WORDS)),
)
ANSWERS = st.dictionaries(st.sampled_from(sorted(FORM.questions)), VALUES)
FACTS = st.builds(Facts, *[st.sampled_from([None, True, False])] * 6)


@given(FACTS, ANSWERS)
def test_evaluation_has_a_word_for_any_answers(facts: Facts, answers: dict[str, Any]) -> None:
    evaluation = evaluate(FORM, facts, answers)
    assert evaluation.questions.keys() == FORM.questions.keys()
    assert 0 <= evaluation.answered <= evaluation.needed
    assert evaluation.complete == (not evaluation.problems)


@given(st.sampled_from(sorted(FORM.questions)), VALUES)
def test_cleaning_what_is_clean_changes_nothing(code: str, value: Any) -> None:
    once = clean_value(question(code), value).answer
    again = clean_value(question(code), once)
    assert again.answer == once
    assert again.problems == ()
    assert json.loads(json.dumps(once)) == once


@given(
    st.dictionaries(
        st.sampled_from(["A2.1.0.name", "A1.1.choice", "A1.5.ticks", "A2.1.1.trained", "A1.1.note"]),
        st.lists(st.text(max_size=30) | WORDS, max_size=3),
    )
)
def test_a_post_cleans_to_what_its_json_cleans_to(raw: dict[str, list[str]]) -> None:
    for asked in FORM.questions.values():
        cleaned = clean_answer(asked, raw)
        assert clean_value(asked, cleaned.answer).answer == cleaned.answer


@given(ANSWERS)
def test_answers_to_what_does_not_apply_are_never_counted(answers: dict[str, Any]) -> None:
    facts = Facts(is_school=False, is_college=False, boarding=False, uses_alternative_provision=False)
    told = {code: value for code, value in answers.items() if not code.startswith("setting.")}
    hidden = {code for code, state in evaluate(FORM, facts, told).questions.items() if not state.relevant}
    assert hidden == {"A1.3", "A1.4"}
    without = {code: value for code, value in told.items() if code not in hidden}
    assert evaluate(FORM, facts, told) == evaluate(FORM, facts, without)
