"""What two editors, a third and a reader have found out together about the tags of a question."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from concordat.lib.crosswalk import TagState
from concordat.questionnaires.rules import Choice, Outcome, Waits, content, digest, extended, outcome

TAGS = st.sets(st.sampled_from(("GOV-01", "GOV-02", "DSL-01"))).map(frozenset)
POL = frozenset({"POL-01"})


def choice(editor: int, tags: frozenset[str] = POL, *, complete: bool = True, third: bool = False) -> Choice:
    return Choice(editor, tags, complete, third)


def test_one_editor_alone_agrees_with_nobody() -> None:
    assert outcome([], covers=None) == Outcome()
    assert outcome([choice(1)], covers=True) == Outcome(TagState.DRAFT, waits=Waits.editors)
    assert outcome([choice(1), choice(3, third=True)], covers=True).state is TagState.DRAFT


def test_the_same_set_is_agreed_and_waits_for_the_reader() -> None:
    found = outcome([choice(1), choice(2)], covers=None)
    assert (found.state, found.tags, found.complete, found.waits) == (TagState.AGREED, POL, False, Waits.reader)


def test_complete_counts_only_where_both_say_it_and_the_reader_finds_nothing_missing() -> None:
    for first, second, covers in product((True, False), (True, False), (True, False, None)):
        found = outcome([choice(1, complete=first), choice(2, complete=second)], covers=covers)
        assert found.complete is (first and second and covers is True)


def test_a_question_about_nothing_in_the_bank_is_agreed_and_never_complete() -> None:
    found = outcome([choice(1, frozenset()), choice(2, frozenset())], covers=True)
    assert (found.state, found.complete, found.waits) == (TagState.AGREED, False, Waits.nothing)


def test_different_sets_are_disputed_until_a_third_editor_chooses_one_of_them() -> None:
    differ = [choice(1), choice(2, frozenset({"POL-01", "POL-02"}))]
    assert outcome(differ, covers=None).state is TagState.DISPUTED
    assert outcome([*differ, choice(3, frozenset({"POL-09"}), third=True)], covers=None).state is TagState.DISPUTED
    settled = outcome([*differ, choice(3, third=True)], covers=None)
    assert (settled.state, settled.tags) == (TagState.AGREED, POL)
    assert outcome([*differ, choice(3, complete=False, third=True)], covers=True).complete is False


@given(first=TAGS, second=TAGS, third=TAGS, covers=st.sampled_from((True, False, None)))
def test_nobody_is_outvoted_by_a_set_that_only_one_chose(
    first: frozenset[str], second: frozenset[str], third: frozenset[str], covers: bool | None
) -> None:
    found = outcome([choice(1, first), choice(2, second), choice(3, third, third=True)], covers=covers)
    if found.state is TagState.AGREED:
        assert [first, second, third].count(found.tags) >= 2
    assert not found.complete or (found.state is TagState.AGREED and covers)


def test_a_release_says_the_same_whatever_the_order_and_leaves_out_what_nobody_handed_in() -> None:
    agreed, open_still = Outcome(TagState.AGREED, POL, True, Waits.nothing, True), Outcome()
    one = content({"Q2": agreed, "Q1": open_still}, answered_here=())
    assert one == {"Q2": {"tags": ["POL-01"], "state": "agreed", "complete": True, "answered_here": False}}
    assert content({"Q1": open_still}, answered_here=["Q1"])["Q1"]["answered_here"] is True
    same = digest(form_digest="a", number=1, content=one)
    assert same == digest(form_digest="a", number=1, content=dict(reversed(one.items())))
    assert (
        len({same, digest(form_digest="b", number=1, content=one), digest(form_digest="a", number=2, content=one)}) == 3
    )


def test_a_later_release_says_whole_which_questions_are_kept_back_and_drafts_nothing_that_was_agreed() -> None:
    agreed, disputed = Outcome(TagState.AGREED, POL, True, Waits.nothing, True), Outcome(TagState.DISPUTED, POL)
    before = content({"Q1": agreed, "Q2": agreed, "Q3": Outcome()}, answered_here=["Q2", "Q3"])
    later = content({"Q1": Outcome(), "Q2": disputed, "Q3": Outcome()}, answered_here=["Q1"], before=before)
    assert later == {
        "Q1": {"tags": ["POL-01"], "state": "agreed", "complete": True, "answered_here": True},
        "Q2": {"tags": ["POL-01"], "state": "disputed", "complete": False, "answered_here": False},
    }


def test_an_extension_has_the_tags_of_its_core_and_its_own_word_on_what_is_answered_here() -> None:
    agreed = Outcome(TagState.AGREED, POL, True, Waits.nothing, True)
    core = content({"Q1": agreed, "Q2": agreed}, answered_here=["Q1"])
    own = content({"Q3": agreed, "Q2": Outcome()}, answered_here=["Q2"])
    assert extended(core, None) == core
    assert extended(core, own) == {
        "Q1": {**core["Q1"], "answered_here": False},
        "Q2": {**core["Q2"], "answered_here": True},
        "Q3": own["Q3"],
    }
