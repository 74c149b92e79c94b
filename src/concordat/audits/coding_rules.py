"""Rules of coding: which code a note's words suggest, what two coders agree on, which codes stand (D2X-WAK-3).

A suggestion is a plain look for plain words, never a judgement: a person codes, and nothing is chosen beforehand. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from concordat.audits.vocabulary import CONFIDENCE_SCALE, RATING_SCALE

FEWEST_CODES, MOST_CODES = 2, 20
LONGEST_TITLE, LONGEST_DESCRIPTION, LONGEST_WORDS = 80, 300, 300
LONGEST_REASON = 1000
CODERS = 2
# Whose notes are read: those of settings that are not fully confident, or say that something is not in place.
ANSWERS_READ: Mapping[str, tuple[str, ...]] = {
    CONFIDENCE_SCALE: ("somewhat", "not_yet"),
    RATING_SCALE: ("amber", "red"),
}
Thing = TypeVar("Thing", bound=Hashable)
Codes = Mapping[Thing, frozenset[str]]


@dataclass(frozen=True)
class Entry:
    """A code of a codebook. In `words` a star stands for any ending: `train*` finds "training"."""

    key: str
    title: str
    description: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """A code that a note's words suggest, and the words that were found."""

    key: str
    found: str


def words_in(text: str) -> tuple[str, ...]:
    """The words of a list that people write with semicolons or commas."""
    found = (" ".join(part.split()).casefold() for part in re.split(r"[;,]", text))
    return tuple(dict.fromkeys(part for part in found if part.strip("*")))


def suggestions(text: str, codebook: Iterable[Entry]) -> tuple[Suggestion, ...]:
    """Each code of which a word stands in the text as a whole word, in the codebook's order, with the first found."""
    plain = " ".join(text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    found = ((entry.key, _first(plain, entry.words)) for entry in codebook)
    return tuple(Suggestion(key, word) for key, word in found if word)


def _first(text: str, words: Iterable[str]) -> str:
    for word in words:
        ending = r"\w*" if word.endswith("*") else ""
        match = re.search(rf"(?<!\w){re.escape(word.rstrip('*'))}{ending}(?!\w)", text)
        if match:
            return match[0]
    return ""


def pairs_of(code: str, first: Codes[Thing], second: Codes[Thing]) -> list[tuple[str, str]]:
    """Of every note that both coded, whether each of them gave it this code; in the order of the first."""
    both = [(first[note], second[note]) for note in first if note in second]
    return [("yes" if code in one else "no", "yes" if code in other else "no") for one, other in both]


def disputed(first: Codes[Thing], second: Codes[Thing]) -> dict[Thing, frozenset[str]]:
    """The codes that only one of two gave, by note; notes on which both agree are left out."""
    both = {note: first[note] ^ second[note] for note in first if note in second}
    return {note: codes for note, codes in both.items() if codes}


def standing_codes(first: Codes[Thing], second: Codes[Thing], settled: Codes[Thing]) -> dict[Thing, frozenset[str]]:
    """What both gave; of what they dispute, what was settled. Disputed notes that nobody settled are left out."""
    open_notes = disputed(first, second)
    return {
        note: (first[note] & second[note]) | (settled[note] & open_notes[note] if note in open_notes else frozenset())
        for note in first
        if note in second and (note not in open_notes or note in settled)
    }


def why_not_codebook(entries: Sequence[Entry]) -> str:
    """What is wrong with a codebook, with what to do; empty where nothing is."""
    titles = [entry.title.casefold() for entry in entries]
    if not FEWEST_CODES <= len(entries) <= MOST_CODES:
        return f"Keep {FEWEST_CODES} to {MOST_CODES} codes."
    if not all(titles):
        return "Give every code a title, or take it out."
    if len(set(titles)) < len(titles):
        return "Two codes have the same title. Change one of them."
    if len({entry.key for entry in entries}) < len(entries):
        return "One code came twice. Open the codebook again, then change it."
    for entry in entries:
        if len(entry.title) > LONGEST_TITLE or len(entry.description) > LONGEST_DESCRIPTION:
            return f"Use at most {LONGEST_TITLE} characters for a title and {LONGEST_DESCRIPTION} for a description."
        if len("; ".join(entry.words)) > LONGEST_WORDS:
            return f"Use at most {LONGEST_WORDS} characters for the words of a code."
    return ""


def why_not_closed(reason: str) -> str:
    """What is wrong with the reason for closing without a result; empty where nothing is."""
    if not reason.strip():
        return "Give the reason. The partnership's team reads it."
    return f"Use {LONGEST_REASON:,} characters or fewer." if len(reason) > LONGEST_REASON else ""


def why_not_these(codes: Iterable[str], known: Iterable[str]) -> str:
    """What is wrong with the codes of one note; empty where nothing is."""
    given = set(codes)
    if not given:
        return "Choose at least one code."
    return "" if given <= set(known) else "Choose codes of this codebook."
