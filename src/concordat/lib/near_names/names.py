"""Nearness of words, and of names made of words."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from rapidfuzz.distance import OSA

Key = TypeVar("Key", bound=Hashable)

NEAR_ENOUGH = 0.7
BEGINS = 0.95  # a word that begins as typed: better than a slip, not as good as the whole word
EXACT_UP_TO = 3


def nearness(typed: str, word: str) -> float:
    """1 for the same word, 0 for one that is not near enough to be meant."""
    if typed == word:
        return 1.0
    if word.startswith(typed):
        return BEGINS
    if len(typed) <= EXACT_UP_TO:
        return 0.0
    return float(OSA.normalized_similarity(typed, word, score_cutoff=NEAR_ENOUGH))


def closest(typed: str, names: Mapping[Key, str], *, limit: int = 50) -> list[Key]:
    """Keys of the names that every typed word is near to: the nearest first, then the shortest, then by name."""
    wanted = list(dict.fromkeys(typed.split()))
    if not wanted:
        return []
    vocabulary = {word for name in names.values() for word in name.split()}
    near = [_near(one, vocabulary) for one in wanted]
    scored = [
        (-score, len(name), name, key) for key, name in names.items() if (score := _score(name.split(), near)) > 0
    ]
    scored.sort(key=lambda entry: entry[:3])
    return [key for _, _, _, key in scored[:limit]]


def _near(typed: str, vocabulary: Iterable[str]) -> dict[str, float]:
    return {word: score for word in vocabulary if (score := nearness(typed, word)) > 0}


def _score(words: list[str], near: list[dict[str, float]]) -> float:
    best = [max((found.get(word, 0.0) for word in words), default=0.0) for found in near]
    return sum(best) / len(best) if min(best) > 0 else 0.0
