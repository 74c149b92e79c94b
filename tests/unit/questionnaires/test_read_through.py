"""Every answer that the drafted tags would make ready between the shipped forms has been read by somebody."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from concordat.lib.crosswalk import Answer, Bank, Form, Offer, Source, TagState, Target, offers
from concordat.questionnaires import library, tags

DAY = date(2026, 11, 27)
BANK = Bank.of(library.expectations())
AGREED = TagState.AGREED
ROWS = library.read_through()


def drafted(code: str) -> Form:
    """A shipped form with its drafted tags taken as agreed and complete."""
    form = tags.drafted(library.form(code), day=DAY)
    questions = (
        replace(one, tags=AGREED, complete=True) if one.expectations else replace(one, tags=AGREED)
        for one in form.questions
    )
    return replace(form, questions=tuple(questions))


FORMS = {code: drafted(code) for code in library.titles()}


def ready(source: Form, target: Form) -> dict[str, Offer]:
    """What is ready in one form where everything in the other is green, signed and fresh."""
    answers = tuple(Answer(one.id, one.scale.established) for one in source.questions if one.scale)
    given = Source("r", source, frozenset({"school"}), "whole", answers, DAY, DAY)
    found = offers(Target("t", target, "school", "whole", DAY), [given], bank=BANK)
    return {offer.question: offer for offer in found if offer.ready}


def pairs(targets: dict[str, Form]) -> dict[tuple[str, str], set[str]]:
    """Source form and target question of each ready answer, with the questions it comes from."""
    found: dict[tuple[str, str], set[str]] = {}
    for source in FORMS.values():
        for target in targets.values():
            if source.code != target.code:
                for question, offer in ready(source, target).items():
                    assert offer.ready is not None
                    found[source.code, question] = {one.origin.question for one in offer.ready.sources}
    return found


def test_it_is_complete_for_the_tags_as_they_are() -> None:
    read = {(row["source_form"], row["target_question"]): set(row["source_questions"].split()) for row in ROWS}
    assert read == pairs(FORMS), "A tag has changed. Read the new pair and write down what you find."
    assert len(ROWS) == len(read) == 85


def test_it_was_read_with_these_tags() -> None:
    for row in ROWS:
        asked = FORMS[row["target_form"]].question(row["target_question"])
        assert set(row["target_tags"].split()) == asked.expectations, row
        given = (FORMS[row["source_form"]].question(code).expectations for code in row["source_questions"].split())
        assert set(row["source_tags"].split()) == frozenset().union(*given), row


def test_every_row_says_yes_or_no_and_why() -> None:
    assert {row["covers"] for row in ROWS} == {"yes", "no"}
    assert all(len(row["because"].split()) > 4 and row["because"].endswith(".") for row in ROWS)


def test_nothing_that_was_read_as_not_covered_is_ready_once_the_marks_are_taken_away() -> None:
    """What is left of the 20, 10 and 11 answers when a question counts as complete only where every pair covers it."""
    short = {(row["target_form"], row["target_question"]) for row in ROWS if row["covers"] == "no"}
    read = {
        code: replace(
            form,
            questions=tuple(
                replace(one, complete=one.complete and (code, one.id) not in short) for one in form.questions
            ),
        )
        for code, form in FORMS.items()
    }
    left = pairs(read)
    covered = {(row["source_form"], row["target_question"]) for row in ROWS if row["covers"] == "yes"}
    assert left.keys() <= covered
    from_audit = Counter(question[0] for source, question in left if source == "annual-school-audit")
    assert from_audit == {"B": 9, "C": 3, "S": 5}


def test_as_drafted_the_numbers_are_those_of_the_design() -> None:
    audit = FORMS["annual-school-audit"]
    targets = ("sexual-harm-toolkit", "section-11-agency-audit", "short-provider-return")
    assert [len(ready(audit, FORMS[code])) for code in targets] == [20, 10, 11]
    assert [sum(bool(one.expectations) for one in FORMS[code].questions) for code in targets] == [36, 26, 12]
