"""Rules of coding: suggestions by plain words, agreement of two, what stands, what a codebook must be."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.audits import coding_rules as rules
from concordat.audits.coding.codebook import suggested_on
from concordat.audits.coding_rules import Entry, disputed, pairs_of, standing_codes, suggestions, words_in
from concordat.lib.rater_agreement import weighted_kappa

BOOK = (
    Entry("training", "Staff training", words=("train*", "inset")),
    Entry("time", "Time in the curriculum", words=("time in",)),
    Entry("other", "Other or none"),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Staff TRAINING is due", {"training": "training"}),
        ("We trained everybody", {"training": "trained"}),
        ("An inset\nday", {"training": "inset"}),
        ("Time  in\nlessons, then training", {"training": "training", "time": "time in"}),
        ("Restraint and strain", {}),  # only whole words, from their beginning
        ("Insets", {}),  # no star, no other ending
        ("", {}),
    ],
)
def test_plain_words_suggest_a_code(text: str, found: dict[str, str]) -> None:
    assert {one.key: one.found for one in suggestions(text, BOOK)} == found


def test_a_code_without_words_is_never_suggested() -> None:
    assert "other" not in {one.key for one in suggestions("other none other or none", BOOK)}


@given(text=st.text(max_size=80))
def test_whatever_is_written_suggestions_are_codes_of_the_book_in_its_order(text: str) -> None:
    keys = [one.key for one in suggestions(text, BOOK)]
    assert keys == [entry.key for entry in BOOK if entry.key in keys]


def test_words_are_cleaned_and_kept_once() -> None:
    assert words_in(" Train* ; inset,\nTIME  in ; *; ;train*") == ("train*", "inset", "time in")


def test_the_suggested_codes_are_dated_and_whole() -> None:
    edition, entries = suggested_on(date(2026, 11, 27))
    assert edition == date(2026, 9, 1)
    assert suggested_on(date(2020, 1, 1)) == (edition, entries)  # before the first edition: the first
    assert entries[0].key == "time"
    assert entries[-1].key == "other"
    assert len(entries) == 11
    assert rules.why_not_codebook(entries) == ""
    assert all(entry.words for entry in entries[:-1])
    assert {one.key for one in suggestions("We need more time to embed the RSHE curriculum", entries)} == {"time"}


FIRST = {1: frozenset({"a", "b"}), 2: frozenset({"a"}), 3: frozenset({"c"}), 4: frozenset({"a"})}
SECOND = {1: frozenset({"a"}), 2: frozenset({"a"}), 3: frozenset({"b"})}


def test_what_two_dispute_and_what_stands() -> None:
    assert disputed(FIRST, SECOND) == {1: {"b"}, 3: {"b", "c"}}
    assert standing_codes(FIRST, SECOND, {}) == {2: {"a"}}  # the others wait, and 4 was coded once
    settled = {1: frozenset[str](), 3: frozenset({"c"})}
    assert standing_codes(FIRST, SECOND, settled) == {1: {"a"}, 2: {"a"}, 3: {"c"}}
    assert standing_codes(FIRST, SECOND, {1: frozenset({"z"})})[1] == {"a"}  # only what was disputed is settled


def test_agreement_on_one_code_counts_every_note_that_both_coded() -> None:
    assert pairs_of("b", FIRST, SECOND) == [("yes", "no"), ("no", "no"), ("no", "yes")]
    found = weighted_kappa(pairs_of("a", FIRST, SECOND), ("no", "yes"))
    assert (found.pairs, found.same, found.kappa) == (3, 3, 1.0)


CODES = st.frozensets(st.sampled_from("abc"), min_size=1)
BOTH = st.dictionaries(st.integers(0, 6), st.tuples(CODES, CODES))


@given(both=BOTH)
def test_who_comes_first_makes_no_difference_to_agreement(
    both: dict[int, tuple[frozenset[str], frozenset[str]]],
) -> None:
    one, other = ({note: codes[place] for note, codes in both.items()} for place in (0, 1))
    assert disputed(one, other) == disputed(other, one)
    ways = [weighted_kappa(pairs_of("a", *way), ("no", "yes")) for way in ((one, other), (other, one))]
    assert ways[0].same == ways[1].same
    assert (ways[0].kappa is None) == (ways[1].kappa is None)
    assert ways[0].kappa is None or ways[0].kappa == pytest.approx(ways[1].kappa)


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ([Entry("a", "A")], "Keep 2 to 20 codes"),
        ([Entry(str(number), str(number)) for number in range(21)], "Keep 2 to 20 codes"),
        ([Entry("a", "A"), Entry("b", "")], "a title"),
        ([Entry("a", "Same"), Entry("b", "same")], "the same title"),
        ([Entry("a", "A" * 81), Entry("b", "B")], "At most 80"),
        ([Entry("a", "A", "d" * 301), Entry("b", "B")], "300"),
        ([Entry("a", "A", words=("w" * 301,)), Entry("b", "B")], "300"),
        ([Entry("a", "A"), Entry("b", "B")], ""),
    ],
)
def test_what_a_codebook_must_be(entries: list[Entry], says: str) -> None:
    assert says.lower() in rules.why_not_codebook(entries).lower()
    assert bool(says) == bool(rules.why_not_codebook(entries))


def test_a_note_gets_codes_of_the_book_and_at_least_one() -> None:
    assert "at least one" in rules.why_not_these([], ["a"])
    assert "of this codebook" in rules.why_not_these(["a", "z"], ["a"])
    assert rules.why_not_these(["a"], ["a"]) == ""
