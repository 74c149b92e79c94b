"""Why a question is asked, in words (BR-18): the expectations that it asks about, else what kind of question it is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from concordat.lib.form_logic import Question
from concordat.questionnaires import library

_BY_LEVEL = {
    "info": "To have right what we hold about your setting.",
    "opinion": "It is your view: it shows where settings feel sure and where they want help.",
}
_OTHERWISE = "The partnership asks it of every setting of your kind, to plan help where it is needed."


def reasons(question: Question) -> tuple[str, ...]:
    """What the answer tells: each expectation in its own words; one sentence where the question names none."""
    known = _statements()
    named = tuple(known[code] for code in question.expectations if code in known)
    return named or (_BY_LEVEL.get(question.level, _OTHERWISE),)


@cache
def _statements() -> Mapping[str, str]:
    return library.expectations()
