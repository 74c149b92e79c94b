"""The worked example: what an all-green annual audit makes ready in the other forms that come with Concordat."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from concordat.lib.crosswalk import (
    Answer,
    Bank,
    Colour,
    Expectation,
    Form,
    Offer,
    Question,
    Rule,
    Scale,
    Source,
    TagState,
    Target,
    links_between,
    offers,
    relation_rows,
    tag_rows,
)

LIBRARY = Path(__file__).parents[2] / "src" / "concordat" / "questionnaires" / "library"
RED, AMBER, GREEN = Colour.RED, Colour.AMBER, Colour.GREEN
SCALES = {
    "rag4": Scale("rag", (("green", GREEN), ("amber", AMBER), ("red", RED), ("na", Colour.NOT_APPLICABLE)), "green"),
    "lvl4": Scale("lvl4", (("1", RED), ("2", AMBER), ("3", GREEN), ("4", GREEN)), "3"),
    "s0-3": Scale("s0-3", (("0", RED), ("1", AMBER), ("2", GREEN), ("3", GREEN)), "2"),
}
PUBLISHED, SIGNED, TODAY = date(2026, 9, 1), date(2026, 10, 12), date(2026, 11, 27)
BOARD = date(2026, 10, 20)


def rows(name: str) -> list[dict[str, str]]:
    with (LIBRARY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def form(code: str) -> Form:
    """As shipped, with the drafted tags taken as agreed and complete."""
    questions = []
    for row in rows(code):
        scale = next((SCALES[word] for word in row["type"].split("+") if word in SCALES), None)
        tags = frozenset(row["expectations"].split())
        state = TagState.AGREED if tags else TagState.DRAFT
        must = row["level"] == "must"
        questions.append(Question(row["id"], tags, scale, state, bool(tags), must=must, text=row["text"]))
    return Form(code, "1", code, PUBLISHED, tuple(questions))


BANK = Bank(tuple(Expectation(row["id"], row["statement"]) for row in rows("expectations")))
AUDIT = form("annual-school-audit")


def all_green(about: Form = AUDIT) -> Source:
    """Every question rated in colours is green and both have signed; dates, figures and confidence say nothing."""
    answers = tuple(Answer(each.id, each.scale.established) for each in about.questions if each.scale)
    return Source("audit-2026", about, frozenset({"school"}), "whole", answers, SIGNED, BOARD)


def offered(code: str, *sources: Source) -> dict[str, Offer]:
    target = Target("target", form(code), "school", "whole", TODAY)
    return {offer.question: offer for offer in offers(target, sources, bank=BANK)}


@pytest.mark.parametrize(
    ("code", "ready", "tagged"),
    [("sexual-harm-toolkit", 20, 36), ("section-11-agency-audit", 10, 26), ("short-provider-return", 11, 12)],
)
def test_an_all_green_audit_makes_ready(code: str, ready: int, tagged: int) -> None:
    """The numbers of the design: by single answers, and by answers that cover a question together."""
    assert sum(1 for each in form(code).questions if each.expectations) == tagged
    found = offered(code, all_green())
    assert sum(1 for each in found.values() if each.ready) == ready
    assert not any(each.disagreement or each.contradiction for each in found.values())


def test_three_of_the_toolkits_twenty_need_several_answers_together() -> None:
    found = [each.ready for each in offered("sexual-harm-toolkit", all_green()).values() if each.ready]
    together = {each.question: [one.origin.question for one in each.sources] for each in found if len(each.sources) > 1}
    assert together == {"B1.3": ["A2.4", "A2.2"], "B1.4": ["A1.2", "A9.9"], "B1.6": ["A3.1", "A3.4", "A9.3"]}
    assert all(one.rule is Rule.JOINT_COVER for each in found if len(each.sources) > 1 for one in each.sources)


def test_established_at_most_whatever_the_scale() -> None:
    assert {each.ready.value for each in offered("sexual-harm-toolkit", all_green()).values() if each.ready} == {"3"}
    assert {each.ready.value for each in offered("section-11-agency-audit", all_green()).values() if each.ready} == {
        "2"
    }


def test_the_board_has_to_sign_what_must_be() -> None:
    source = replace(all_green(), board_signed_on=None)
    ready = {each.question for each in offered("sexual-harm-toolkit", source).values() if each.ready}
    toolkit = form("sexual-harm-toolkit")
    assert ready and not any(toolkit.by_id[each].must for each in ready)


def test_without_the_mark_of_completeness_nothing_is_ready() -> None:
    toolkit = form("sexual-harm-toolkit")
    drafted = replace(toolkit, questions=tuple(replace(each, complete=False) for each in toolkit.questions))
    found = offers(Target("t", drafted, "school", "whole", TODAY), [all_green()], bank=BANK)
    assert not any(each.ready for each in found)
    assert sum(bool(each.suggestions) for each in found) > 20


def test_a_reason_in_words() -> None:
    ready = offered("short-provider-return", all_green())["S2"].ready
    assert ready is not None
    assert ready.words.startswith("Your answer to A3.2, “")
    assert ready.words.endswith(
        "of annual-school-audit, signed on 12 October 2026, asks the same as this question. So it is in place."
    )


def test_rows_for_export_name_every_relation_and_every_tag() -> None:
    forms = [AUDIT, form("sexual-harm-toolkit")]
    found = list(relation_rows(forms))
    assert len(found) == len(links_between(forms))
    row = next(each for each in found if each["subject_id"].endswith("/A2.2"))
    assert (row["predicate_id"], row["object_id"]) == ("skos:broadMatch", "sg:sexual-harm-toolkit/1/B1.3")
    assert row["mapping_justification"] == "semapv:LogicalReasoning"
    tags = list(tag_rows(AUDIT, BANK, prefix="ours"))
    assert len(tags) == sum(len(each.expectations) for each in AUDIT.questions)
    assert tags[0]["object_id"] == "ours:expectation/DSL-03"
    assert tags[0]["predicate_id"] == "skos:narrowMatch"
    assert tags[0]["object_label"] == BANK.by_id["DSL-03"].statement
