"""How hard a question is to read: its longest sentence and the school years it takes; plain values, for the editor.

The grade is Flesch and Kincaid's (Kincaid and others, 1975): 0.39 words a sentence + 11.8 syllables a word - 15.59.
Syllables are counted by groups of vowels, which is near enough for a hint. Nobody is stopped by it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONG_SENTENCE = 25  # words; the design system for government services asks for no more
HARD = 10.0  # school years
_SENTENCE = re.compile(r"[.!?:;]+(?:\s|$)")
_WORD = re.compile(r"[A-Za-z][A-Za-z'\u2019-]*")
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True)
class Readability:
    """What was found in a text."""

    words: int
    longest: int
    grade: float

    @property
    def hints(self) -> tuple[str, ...]:
        """What an editor might change."""
        found = []
        if self.longest > LONG_SENTENCE:
            found.append(f"A sentence has {self.longest} words. Make two of it, or {LONG_SENTENCE} words at most.")
        if self.grade > HARD and self.words > 5:
            found.append(f"It takes about {round(self.grade)} years of school to read. Use shorter words.")
        return tuple(found)


def readability(text: str) -> Readability:
    """Of a text in English."""
    sentences = [words for part in _SENTENCE.split(text) if (words := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return Readability(0, 0, 0.0)
    syllables = sum(map(_syllables, words))
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    return Readability(len(words), max(map(len, sentences)), round(max(grade, 0.0), 1))


def _syllables(word: str) -> int:
    lower = word.lower()
    found = len(_VOWELS.findall(lower))
    silent = lower.endswith("e") and not lower.endswith(("le", "ee")) and found > 1
    return max(1, found - silent)
