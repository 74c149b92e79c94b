"""What two editors and a reader have found out about the tags of a question; without a database or a clock."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from concordat.lib.crosswalk import TagState


class Waits(StrEnum):
    """What the tags of a question wait for."""

    editors = "editors"  # one of the two has not handed in
    settling = "settling"  # they differ: both choose again, or a third editor decides
    reader = "reader"  # both say complete; nobody has tried to be green and yet false
    nothing = "nothing"


@dataclass(frozen=True)
class Choice:
    """What an editor handed in. `third`: the one who was asked because the two differ."""

    editor: int
    tags: frozenset[str]
    complete: bool
    third: bool = False


@dataclass(frozen=True)
class Outcome:
    """Where the tags of a question stand; `complete` only where the reader found that they cover it."""

    state: TagState = TagState.DRAFT
    tags: frozenset[str] = frozenset()
    complete: bool = False
    waits: Waits = Waits.editors
    both_say_complete: bool = False


def outcome(choices: Iterable[Choice], *, covers: bool | None) -> Outcome:
    """Agreed where two editors give the same set; `covers` is what the reader says, or none while nobody has read.

    A third editor does not outvote two who differ with a set of their own: two have to have chosen the same.
    """
    given = list(choices)
    if sum(not choice.third for choice in given) < 2:
        return Outcome()
    same = _same(given)
    if same is None:
        return Outcome(TagState.DISPUTED, frozenset().union(*(choice.tags for choice in given)), waits=Waits.settling)
    both = all(choice.complete for choice in same) and bool(same[0].tags)
    waits = Waits.reader if both and covers is None else Waits.nothing
    return Outcome(TagState.AGREED, same[0].tags, both and covers is True, waits, both)


def _same(given: Sequence[Choice]) -> tuple[Choice, Choice] | None:
    """Two choices of the same set; of several pairs one that the third editor is part of, who knew both."""
    latest = sorted(given, key=lambda choice: choice.third, reverse=True)
    pairs = ((one, other) for place, one in enumerate(latest) for other in latest[place + 1 :])
    return next(((one, other) for one, other in pairs if one.tags == other.tags), None)


Content = Mapping[str, Mapping[str, Any]]  # what a release says of each question


def content(
    outcomes: Mapping[str, Outcome], *, answered_here: Collection[str], before: Content | None = None
) -> dict[str, Any]:
    """What a release says, in an order that stays: of what two editors have handed in, and of what `before` said.

    Tags that were released stay until two editors have handed in others. Which questions have to be answered here is
    said anew and whole, so that no release adds to those of another.
    """
    said = {question: dict(one) for question, one in (before or {}).items()}
    for question, found in outcomes.items():
        if found.state is not TagState.DRAFT or question not in said:
            said[question] = {"tags": sorted(found.tags), "state": str(found.state), "complete": found.complete}
    return {
        question: {**one, "answered_here": question in answered_here}
        for question, one in sorted(said.items())
        if one["state"] != TagState.DRAFT or question in answered_here
    }


def extended(core: Content, own: Content | None) -> dict[str, Any]:
    """What holds for a form that extends a core: its own tags, else the core's.

    As soon as its own tags are released, they alone say which questions have to be answered here.
    """
    if own is None:
        return {question: dict(one) for question, one in core.items()}
    agreed = {question: one for question, one in own.items() if one["state"] != TagState.DRAFT or question not in core}
    here = {question for question, one in own.items() if one["answered_here"]}
    return {question: {**one, "answered_here": question in here} for question, one in {**core, **agreed}.items()}


def digest(*, form_digest: str, number: int, content: Mapping[str, Any]) -> str:
    """What proves that a release says this, of this form."""
    said = json.dumps({"form": form_digest, "number": number, "tags": content}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()
