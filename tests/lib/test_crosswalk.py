"""Ready answers, suggestions, tick lists and contradictions: each condition on its own, and what holds for all."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.lib.crosswalk import (
    Answer,
    AnswerProblem,
    Bank,
    BankProblem,
    Certainty,
    Colour,
    Expectation,
    Form,
    FormProblem,
    Kind,
    NotOnScale,
    Obstacle,
    Offer,
    Question,
    Rating,
    Relation,
    Rule,
    Scale,
    ScaleProblem,
    Source,
    TagProblem,
    TagState,
    Target,
    TickProblem,
    UnknownExpectation,
    carry,
    links_between,
    offers,
    relation_between,
    source_changed,
)

VALUES = (("green", Colour.GREEN), ("amber", Colour.AMBER), ("red", Colour.RED), ("na", Colour.NOT_APPLICABLE))
RAG = Scale("rag", VALUES, "green")
LEVELS = Scale("levels", (("1", Colour.RED), ("2", Colour.AMBER), ("3", Colour.GREEN), ("4", Colour.GREEN)), "3")
BANK = Bank.of("abcd")
PUBLISHED, SIGNED, TODAY = date(2026, 9, 1), date(2026, 9, 20), date(2026, 11, 27)


def asks(id: str, tags: str = "a", **other: Any) -> Question:
    """A question whose tags are agreed and complete."""
    known = {"scale": RAG, "tags": TagState.AGREED, "complete": True}
    return Question(id, frozenset(tags), **{**known, **other})


def a_form(*questions: Question, **other: Any) -> Form:
    return Form(
        **{"code": "old", "version": "1", "title": "Old audit", "guidance_on": PUBLISHED, **other}, questions=questions
    )


def a_source(question: Question, value: str = "green", id: str = "r1", **other: Any) -> Source:
    known = {"signed_on": SIGNED, "board_signed_on": SIGNED, "answers": (Answer(question.id, value),)}
    return Source(id, a_form(question), frozenset({"school"}), "whole", **{**known, **other})


def a_target(question: Question, **other: Any) -> Target:
    known = {
        "establishment": "school",
        "scope": "whole",
        "on": TODAY,
        "form": a_form(question, code="new", title="New"),
    }
    return Target("t", **{**known, **other})


def offer(wanted: Question, *sources: Source, **other: Any) -> Offer:
    (found,) = offers(a_target(wanted, **other), sources, bank=BANK)
    return found


def obstacles(found: Offer) -> tuple[Obstacle, ...]:
    assert found.ready is None
    (suggestion,) = found.suggestions
    return suggestion.obstacles


def test_a_ready_answer_says_where_it_comes_from() -> None:
    found = offer(asks("N1", "a"), a_source(asks("O1", "ab", text="Is it so?")))
    assert found.ready is not None
    assert (found.ready.value, found.ready.colour, found.ready.rating) == ("green", Colour.GREEN, Rating.SELF)
    (one,) = found.ready.sources
    assert (one.origin.source, one.origin.form, one.origin.version, one.origin.question) == ("r1", "old", "1", "O1")
    assert (one.relation, one.rule, one.shared) == (Relation.SUPERSET, Rule.SUPERSET, frozenset("a"))
    assert found.ready.words == (
        "Your answer to O1, “Is it so?”, of Old audit, signed on 20 September 2026, "
        "covers all that this question asks. So it is in place."
    )
    assert not found.suggestions and not found.disagreement and found.contradiction is None


SPOILT: list[tuple[Obstacle, Callable[[Question, Source, Target], tuple[Question, Source, Target]]]] = [
    (Obstacle.OTHER_SCOPE, lambda q, s, t: (q, replace(s, scope="boarding"), t)),
    (Obstacle.UNSIGNED, lambda q, s, t: (q, replace(s, signed_on=None), t)),
    (Obstacle.UNSIGNED, lambda q, s, t: (q, replace(s, signed_on=TODAY + timedelta(days=1)), t)),
    (Obstacle.STALE, lambda q, s, t: (q, replace(s, signed_on=date(2025, 11, 26)), t)),
    (Obstacle.CHANGED, lambda q, s, t: (q, replace(s, answers=(replace(s.answers[0], changed=True),)), t)),
    (Obstacle.BOARD_NOT_SIGNED, lambda q, s, t: (replace(q, must=True), replace(s, board_signed_on=None), t)),
    (Obstacle.ANSWERED_HERE, lambda q, s, t: (replace(q, answer_here=True), s, t)),
    (Obstacle.NEVER_CARRIES, lambda q, s, t: (replace(q, scale=None), s, t)),
    (Obstacle.TAGS_NOT_AGREED, lambda q, s, t: (replace(q, complete=False, tags=TagState.DISPUTED), s, t)),
    (Obstacle.TAGS_NOT_COMPLETE, lambda q, s, t: (replace(q, complete=False), s, t)),
    (Obstacle.PART_ONLY, lambda q, s, t: (replace(q, expectations=frozenset("ac")), s, t)),
]


@pytest.mark.parametrize(("obstacle", "spoil"), SPOILT)
def test_each_condition_alone_makes_a_suggestion_of_a_ready_answer(
    obstacle: Obstacle, spoil: Callable[..., Any]
) -> None:
    wanted, source = asks("N1"), a_source(asks("O1"))
    assert offer(wanted, source).ready
    wanted, source, _ = spoil(wanted, source, None)
    found = offer(wanted, source)
    assert obstacles(found) == (obstacle,)
    assert "It is a suggestion only: " in found.suggestions[0].words


@pytest.mark.parametrize(
    ("kind", "signed", "ready"),
    [
        (Kind.PRACTICE, date(2025, 11, 27), True),
        (Kind.PRACTICE, date(2025, 11, 26), False),
        (Kind.PEOPLE_AND_TRAINING, date(2026, 5, 27), True),
        (Kind.PEOPLE_AND_TRAINING, date(2026, 5, 26), False),
        (Kind.COUNT, TODAY, False),
    ],
)
def test_age_by_kind_and_the_stricter_of_the_two_sides(kind: Kind, signed: date, ready: bool) -> None:
    for asked, wanted in [(kind, kind), (kind, Kind.PRACTICE), (Kind.PRACTICE, kind)]:
        found = offer(asks("N1", kind=wanted), a_source(asks("O1", kind=asked), signed_on=signed))
        assert bool(found.ready) == ready


def test_a_month_without_that_day_ends_on_its_last() -> None:
    old = a_source(asks("O1", kind=Kind.PEOPLE_AND_TRAINING), signed_on=date(2026, 8, 31))
    assert offer(asks("N1"), old, on=date(2027, 2, 28)).ready
    assert not offer(asks("N1"), old, on=date(2027, 3, 1)).ready


def test_an_expectation_that_guidance_changed_between_the_two_forms() -> None:
    changed = Bank((Expectation("a", changed_on=(date(2026, 9, 15),)), Expectation("b")))
    later = a_form(asks("N1", "a"), asks("N2", "b"), code="new", guidance_on=date(2026, 9, 16))
    source = replace(a_source(asks("O1", "ab")), form=a_form(asks("O1", "ab")))
    first, second = offers(a_target(asks("N1"), form=later), [source], bank=changed)
    assert obstacles(first) == (Obstacle.GUIDANCE_CHANGED,)
    assert second.ready
    same = replace(source, form=a_form(asks("O1", "ab"), guidance_on=date(2026, 9, 15)))
    assert offers(a_target(asks("N1"), form=later), [same], bank=changed)[0].ready
    on_the_day = replace(later, guidance_on=date(2026, 9, 15))
    assert not offers(a_target(asks("N1"), form=on_the_day), [source], bank=changed)[0].ready


def test_nobody_elses_answers_and_not_its_own() -> None:
    source = a_source(asks("O1"))
    for left_out in (replace(source, about=frozenset({"other"})), replace(source, id="t")):
        assert offer(asks("N1"), left_out) == Offer("N1")
    trust = replace(source, about=frozenset({"other", "school"}))
    assert offer(asks("N1"), trust).ready


def test_one_hop_only() -> None:
    carried = replace(a_source(asks("O1")), answers=(Answer("O1", "green", carried=True),))
    found = offer(asks("N1"), carried)
    assert found == Offer("N1") and not found.suggestions


def test_untagged_questions_have_no_relations() -> None:
    bare = Question("O1", scale=RAG)
    assert offer(asks("N1"), a_source(bare)) == Offer("N1")
    assert offer(Question("N1", scale=RAG), a_source(asks("O1"))) == Offer("N1")


def test_amber_opens_a_tick_list_and_the_ticks_serve_other_questions() -> None:
    asked = asks("O1", "abc")
    amber = a_source(asked, "amber")
    (ticks,) = offer(asks("N1", "ab"), amber).tick_lists
    assert (ticks.source, ticks.question, ticks.expectations) == ("r1", "O1", ("a", "b", "c"))
    ticked = replace(amber, answers=(amber.answers[0].ticked("c"),))
    ready = offer(asks("N1", "ab"), ticked)
    assert ready.ready and ready.ready.sources[0].rule is Rule.TICKED and not ready.tick_lists
    assert obstacles(offer(asks("N1", "ab", complete=False), ticked)) == (Obstacle.TAGS_NOT_COMPLETE,)
    against = offer(asks("N2", "cd"), ticked, chosen={"N2": "green"})
    assert against.ready is None and against.contradiction
    assert against.suggestions[0].certainty is Certainty.NOT_GREEN
    joint = offer(asks("N3", "abd"), ticked, a_source(asks("O2", "d"), id="r2"))
    assert joint.ready and {one.origin.source for one in joint.ready.sources} == {"r1", "r2"}


def test_of_one_thing_alone_nothing_is_to_be_ticked() -> None:
    assert not offer(asks("N1", "ab"), a_source(asks("O1", "a"), "amber")).tick_lists
    assert offer(asks("N1", "ab"), a_source(asks("O1", "a", complete=False), "amber")).tick_lists
    assert not offer(asks("N1", "a"), a_source(asks("O1", "ab"), "amber", signed_on=None)).tick_lists


def test_a_certain_not_green_asks_for_a_reason() -> None:
    found = offer(asks("N1", "ab"), a_source(asks("O1", "a"), "red"), chosen={"N1": "green"})
    assert found.contradiction and found.contradiction.words.startswith(
        "You say that this is in place. Your answer to O1"
    )
    assert found.suggestions[0].obstacles == (Obstacle.NOT_ALL_IN_PLACE,)
    for chosen in ({"N1": "amber"}, {}):
        assert offer(asks("N1", "ab"), a_source(asks("O1", "a"), "red"), chosen=chosen).contradiction is None
    wider = a_source(asks("O1", "abc"), "red")
    assert offer(asks("N1", "ab"), wider, chosen={"N1": "green"}).contradiction is None


def test_sources_that_disagree_are_all_shown_and_nothing_is_selected() -> None:
    older = a_source(asks("O1"), "green", "r1", signed_on=date(2026, 3, 1))
    newer = a_source(asks("O1"), "red", "r2", signed_on=date(2026, 9, 1))
    seen = replace(newer, id="r3", signed_on=date(2026, 2, 1), answers=(Answer("O1", "amber", Rating.VISIT),))
    found = offer(asks("N1"), older, newer, seen, chosen={"N1": "green"})
    assert found.ready is None
    assert [said.sources[0].origin.source for said in found.disagreement] == ["r3", "r2", "r1"]
    assert found.contradiction and len(found.contradiction.statements) == 2


def test_greens_together_can_disagree_with_a_part() -> None:
    first, second = a_source(asks("O1", "ab"), id="r1"), a_source(asks("O2", "c"), id="r2")
    assert offer(asks("N1", "abc"), first, second).ready
    found = offer(asks("N1", "abc"), first, second, a_source(asks("O3", "a"), "amber", "r3"))
    assert found.ready is None and len(found.disagreement) == 2
    assert "together cover all" in " ".join(said.words for said in found.disagreement)


def test_who_looked_outranks_who_said_so() -> None:
    answers = (Answer("O1", "green"), Answer("O1", "amber", Rating.MODERATED))
    found = offer(asks("N1"), a_source(asks("O1"), answers=answers))
    assert found.ready is None and found.suggestions[0].provenance.origin.rating is Rating.MODERATED
    checked = a_source(asks("O1"), answers=(Answer("O1", "red"), Answer("O1", "green", Rating.VISIT)))
    ready = offer(asks("N1"), checked).ready
    assert ready and ready.rating is Rating.SELF and ready.sources[0].origin.rating is Rating.VISIT
    older = replace(checked, id="r0", signed_on=date(2026, 1, 1))
    two = offer(asks("N1"), a_source(asks("O1")), older).ready
    assert two and two.sources[0].origin.source == "r0" and len(two.agreeing) == 1


def test_amber_and_red_keep_their_colour_only_in_the_same_words() -> None:
    same = offer(asks("N1"), a_source(asks("O1"), "red"))
    assert same.ready and same.ready.value == "red"
    other = offer(asks("N1", scale=LEVELS), a_source(asks("O1"), "red"))
    assert other.ready is None and other.suggestions[0].certainty is Certainty.NOT_GREEN
    amber = offer(asks("N1"), a_source(asks("O1"), "amber"))
    assert amber.ready is None and amber.suggestions[0].certainty is Certainty.AMBER


def test_depth_never_carries() -> None:
    found = offer(asks("N1", scale=LEVELS), a_source(asks("O1", scale=LEVELS), "4"))
    assert found.ready and found.ready.value == "3"


def test_not_applicable_only_over_equal_for_the_reason_the_register_gives() -> None:
    no_boarding = frozenset({"no_boarding"})
    asked, wanted = asks("O1", inapplicable_when=no_boarding), asks("N1", inapplicable_when=no_boarding)
    source = a_source(asked, answers=(Answer("O1", "na", reason="no_boarding"),))
    ready = offer(wanted, source, register_reasons=no_boarding).ready
    assert ready and ready.value == "na"
    assert offer(wanted, source).ready is None
    assert offer(asks("N1"), source, register_reasons=no_boarding).ready is None
    for tags in ("ab", "b"):
        wider = replace(wanted, expectations=frozenset(tags))
        assert offer(wider, source, register_reasons=no_boarding).ready is None
    superset = replace(asked, expectations=frozenset("ab"))
    assert offer(wanted, replace(source, form=a_form(superset)), register_reasons=no_boarding).ready is None
    unsaid = replace(source, answers=(Answer("O1", "na"),))
    assert offer(wanted, unsaid, register_reasons=no_boarding).ready is None


def test_a_source_that_changes_later_is_noticed() -> None:
    source = a_source(asks("O1"))
    ready = offer(asks("N1"), source).ready
    assert ready
    origin = ready.sources[0].origin
    assert not source_changed(origin, [source])
    for later in (
        replace(source, answers=(Answer("O1", "amber"),)),
        replace(source, answers=(Answer("O1", "green", changed=True),)),
        replace(source, answers=()),
    ):
        assert source_changed(origin, [later])
    assert source_changed(origin, [])


def test_an_offer_can_be_kept() -> None:
    found = offer(asks("N1", "ab"), a_source(asks("O1", "a")))
    assert pickle.loads(pickle.dumps(found)).suggestions == found.suggestions


@pytest.mark.parametrize(
    ("error", "make"),
    [
        (TagProblem, lambda: Question("Q", frozenset("a"), complete=True)),
        (TagProblem, lambda: Question("Q", tags=TagState.AGREED, complete=True)),
        (FormProblem, lambda: a_form(asks("Q"), asks("Q"))),
        (FormProblem, lambda: a_source(asks("Q"), answers=(Answer("other", "green"),))),
        (FormProblem, lambda: a_target(asks("Q"), chosen={"other": "green"})),
        (NotOnScale, lambda: a_source(asks("Q"), "blue")),
        (AnswerProblem, lambda: a_source(asks("Q"), answers=(Answer("Q", "red"), Answer("Q", "green")))),
        (AnswerProblem, lambda: Answer("Q", "green", Rating.MODERATED, carried=True)),
        (TickProblem, lambda: a_source(asks("Q"), answers=(Answer("Q", "green").ticked("a"),))),
        (TickProblem, lambda: a_source(asks("Q"), answers=(Answer("Q", "amber").ticked("b"),))),
        (TickProblem, lambda: a_source(asks("Q"), answers=(Answer("Q", "amber").ticked(""),))),
        (ScaleProblem, lambda: Scale("s", VALUES, "amber")),
        (ScaleProblem, lambda: Scale("s", (*VALUES, ("green", Colour.RED)), "green")),
        (BankProblem, lambda: Bank.of("aa")),
        (BankProblem, lambda: Bank((Expectation("b", replaces="a"),))),
        (BankProblem, lambda: Bank((Expectation("b", replaces="b"),))),
        (BankProblem, lambda: Bank((Expectation("a", replaces="b"), Expectation("b", replaces="a")))),
        (UnknownExpectation, lambda: offer(asks("N1", "z"))),
        (UnknownExpectation, lambda: offer(asks("N1"), a_source(asks("O1", "z")))),
    ],
)
def test_what_cannot_be_is_refused_by_name(error: type[Exception], make: Callable[[], object]) -> None:
    with pytest.raises(error) as raised:
        make()
    assert str(raised.value).endswith(".")


TAGS = st.frozensets(st.sampled_from("abcd"), max_size=4)
COLOURS = st.sampled_from(Colour)


@given(TAGS, TAGS)
def test_relations_are_what_their_names_say(one: frozenset[str], other: frozenset[str]) -> None:
    relation = relation_between(one, other)
    assert relation_between(other, one) is relation.converse
    assert (relation is Relation.EQUAL) == (one == other != frozenset())
    assert (relation is Relation.NONE) == (not one & other)
    if relation is Relation.SUPERSET:
        assert one > other
    if relation is Relation.INTERSECTS:
        assert one - other and other - one


def mostly(good: Any, *others: Any) -> st.SearchStrategy[Any]:
    """The good value five times of six, so that one condition fails here and there and the rest is met."""
    return st.sampled_from([good] * 5 * len(others) + list(others))


@st.composite
def questions(draw: st.DrawFn, id: str) -> Question:
    tags = draw(st.frozensets(st.sampled_from("abc"), min_size=draw(mostly(1, 0)), max_size=3))
    state = draw(mostly(TagState.AGREED, TagState.DRAFT, TagState.DISPUTED))
    complete = state is TagState.AGREED and bool(tags) and draw(mostly(True, False))
    must, kind = draw(st.booleans()), draw(mostly(Kind.PRACTICE, Kind.PEOPLE_AND_TRAINING))
    return Question(id, tags, draw(mostly(RAG, LEVELS, None)), state, complete, kind, must)


@st.composite
def forms(draw: st.DrawFn, code: str) -> Form:
    found = [draw(questions(f"{code}{number}")) for number in range(draw(st.integers(1, 3)))]
    return a_form(*found, code=code)


@given(st.lists(forms("f"), max_size=4))
def test_links_are_every_related_pair_of_different_forms_once(found: list[Form]) -> None:
    expected = {
        (i, one.id, j, other.id, relation_between(one.expectations, other.expectations))
        for (i, first), (j, second) in product(enumerate(found), repeat=2)
        if i < j
        for one, other in product(first.questions, second.questions)
        if one.expectations & other.expectations
    }
    links = links_between(found)
    assert len(links) == len(expected) and set(links) == expected


ORDER = {
    Certainty.UNKNOWN: set(Certainty),
    Certainty.NOT_GREEN: {Certainty.NOT_GREEN, Certainty.AMBER, Certainty.RED},
}


@given(questions("S"), questions("T"), COLOURS)
def test_more_that_is_agreed_never_takes_a_certainty_away(source: Question, target: Question, colour: Colour) -> None:
    before = carry(source, target, colour)
    surer = [replace(each, tags=TagState.AGREED, complete=bool(each.expectations)) for each in (source, target)]
    for one, other in product((source, surer[0]), (target, surer[1])):
        assert carry(one, other, colour) in ORDER.get(before, {before})


@st.composite
def returns(draw: st.DrawFn, id: str) -> Source:
    form = draw(forms(id))
    answers = []
    for question in form.questions:
        colour = draw(mostly(Colour.GREEN, Colour.AMBER, Colour.RED))
        value = question.scale.value_of(colour) if question.scale else "words"
        carried = draw(mostly(False, True))
        rating = Rating.SELF if carried else draw(st.sampled_from(Rating))
        answers.append(Answer(question.id, value or "", rating, carried=carried, changed=draw(mostly(False, True))))
    late, old = date(2026, 12, 1), date(2025, 11, 26)
    signed, board = draw(mostly(SIGNED, None, old, late)), draw(mostly(SIGNED, None, late))
    about, scope = draw(mostly("school", "other")), draw(mostly("whole", "boarding"))
    return Source(id, form, frozenset({about}), scope, tuple(answers), signed, board)


@given(
    forms("n"),
    st.lists(st.integers(0, 9), max_size=3, unique=True).flatmap(
        lambda ids: st.tuples(*(returns(f"r{n}") for n in ids))
    ),
)
def test_what_is_ready_meets_every_condition(form: Form, sources: tuple[Source, ...]) -> None:
    """Checked anew from the sources, without the library's own conditions."""
    by_id = {source.id: source for source in sources}
    for found in offers(a_target(asks("N"), form=form), sources, bank=BANK):
        if found.ready is None:
            continue
        wanted = form.by_id[found.question]
        assert not found.disagreement
        assert wanted.complete or found.ready.colour is not Colour.GREEN
        covered: set[str] = set()
        for one in found.ready.sources:
            source = by_id[one.origin.source]
            asked = source.form.by_id[one.origin.question]
            answer = next(
                each for each in source.answers if (each.question, each.rating) == (asked.id, one.origin.rating)
            )
            assert "school" in source.about and source.scope == "whole"
            assert source.signed_on and date(2025, 11, 27) <= source.signed_on <= TODAY
            assert not wanted.must or (source.board_signed_on and source.board_signed_on <= TODAY)
            assert not answer.carried and not answer.changed and asked.agreed
            assert one.origin.colour in (Colour.GREEN, Colour.RED)
            covered |= asked.expectations
        assert wanted.expectations <= covered


@given(forms("n"), returns("r1"), returns("r2"))
def test_the_order_in_which_sources_are_given_does_not_matter(form: Form, one: Source, other: Source) -> None:
    target = a_target(asks("N"), form=form)
    assert offers(target, [one, other], bank=BANK) == offers(target, [other, one], bank=BANK)


def test_a_bank_is_a_bank_in_whatever_order_its_rows_come() -> None:
    rows = (Expectation("a", replaces="c"), Expectation("c", replaces="b"), Expectation("b"))
    for order in permutations(rows):
        assert Bank(order).by_id["a"].replaces == "c"
