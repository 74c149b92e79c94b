"""Confidence against evidence: how sure a setting is, and whether its ratings say what shows them (D2-03).

The four cells come from two things that a setting says in one section. How confident it is, by the question that
asks for it. Whether it has something to show: for at least half of what it rates as in place there, it says what
shows it or adds evidence. "Very confident" needs words of its own, so those words cannot be the measure. Confident
without anything to show is the cell to worry about (design of audits). Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from concordat.audits.vocabulary import CONFIDENCE_SCALE, CONFIDENT, IN_PLACE, RATING_SCALE
from concordat.lib.form_logic import PartKind, Question, Section

WORRY = "confident_unshown"
CELLS: tuple[tuple[str, str], ...] = (
    ("confident_shown", "Confident, with something to show"),
    (WORRY, "Confident, with nothing to show: the one to worry about"),
    ("less_shown", "Less confident, with something to show"),
    ("less_unshown", "Less confident, with nothing to show"),
)
HOW_SHOWN = (
    "A setting has something to show where, for at least half of the questions of the section that it rates as in"
    " place, it says what shows it or adds evidence. Confident means very confident; less confident is everything else."
)
Value = Mapping[str, Any]


def asks_confidence(question: Question) -> bool:
    """Whether the question asks how confident the setting is."""
    return question.scale == CONFIDENCE_SCALE


def has_something_to_show(claims: Iterable[bool]) -> bool:
    """For each thing rated as in place, whether the setting says what shows it: at least half, and at least one."""
    every = list(claims)
    return bool(every) and 2 * sum(every) >= len(every)


def claims_of(section: Section, values: Mapping[str, Value], evidenced: Collection[str] = ()) -> list[bool]:
    """For each question of the section that is rated as in place, whether the setting shows it.

    `evidenced` are the questions for which there is evidence: a file, a link, or something that was seen.
    """
    return [
        question.code in evidenced or _says_what_shows_it(question, values[question.code])
        for question in section.questions
        if question.scale == RATING_SCALE and question.chosen(values.get(question.code)) in IN_PLACE
    ]


def cell(
    question: Question, section: Section, values: Mapping[str, Value], evidenced: Collection[str] = ()
) -> str | None:
    """In which of the four cells one setting is; none where it does not say how confident it is."""
    chosen = question.chosen(values.get(question.code))
    if not chosen:
        return None
    sure = "confident" if chosen in CONFIDENT else "less"
    return f"{sure}_{'shown' if has_something_to_show(claims_of(section, values, evidenced)) else 'unshown'}"


def _says_what_shows_it(question: Question, value: Value) -> bool:
    return any(str(value.get(part.name) or "").strip() for part in question.parts if part.kind is PartKind.text)
