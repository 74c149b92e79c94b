"""Explanations in words, made from the data of a result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from concordat.lib.crosswalk.carrying import Certainty

if TYPE_CHECKING:
    from concordat.lib.crosswalk.results import Contradiction, Origin, Statement, Suggestion

FOLLOWS = {
    "equal": "asks the same as this question",
    "superset": "covers all that this question asks",
    "subset": "is part of what this question asks",
    "ticked": "says for each expectation what is in place",
}
CERTAIN = {
    Certainty.GREEN: "in place",
    Certainty.NOT_GREEN: "not all in place",
    Certainty.AMBER: "partly in place",
    Certainty.RED: "not in place",
    Certainty.NOT_APPLICABLE: "not applicable",
}
OBSTACLES = {
    "other_scope": "it is about another part of the setting",
    "unsigned": "it has not been signed",
    "board_not_signed": "the board has not signed it, which this question needs",
    "stale": "it is too old",
    "changed": "it was changed after signing",
    "guidance_changed": "guidance has changed since",
    "tags_not_agreed": "it is not settled yet what these questions have in common",
    "answered_here": "the partnership wants this question answered here",
    "never_carries": "answers of this kind never carry over",
    "tags_not_complete": "one of the two questions may ask more than we know",
    "part_only": "it asks only part of what this question asks",
    "overlaps_only": "the two questions only overlap",
    "not_all_in_place": "something that this question asks too is not in place, so it cannot be all in place here",
    "amber": "it says partly in place, which may be about something else",
    "red": "it says not in place, which may be about something else",
    "not_applicable": "that it does not apply there settles nothing here",
    "sources_disagree": "other answers of yours say something else",
}


def day(on: date) -> str:
    """A date as people write it."""
    return f"{on.day} {on:%B %Y}"


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def answer_to(source: Origin) -> str:
    """Whose answer it is, and which."""
    return f"{source.whose} answer to {named(source)}"


def named(source: Origin) -> str:
    """An answer by its question, form and day."""
    text = f"{source.question}, “{source.question_text}”," if source.question_text else source.question
    signed = f"signed on {day(source.signed_on)}" if source.signed_on else "not signed"
    checked = {"moderated": ", as moderated", "visit": ", as rated on a visit"}.get(source.rating, "")
    return f"{text} of {source.form_title}{checked}, {signed}"


def statement(said: Statement) -> str:
    """What is certain, and from what."""
    therefore = CERTAIN.get(said.certainty, "not known")
    if len(said.sources) > 1:
        names = "; ".join(named(each.origin) for each in said.sources)
        if any(each.origin.whose != "Your" for each in said.sources):
            names = "; ".join(answer_to(each.origin) for each in said.sources)
            return f"These answers together cover all that this question asks: {names}. So it is {therefore}."
        return f"These answers of yours together cover all that this question asks: {names}. So it is {therefore}."
    (source,) = said.sources
    return f"{answer_to(source.origin)}, {FOLLOWS.get(source.rule or '', 'is related')}. So it is {therefore}."


def suggestion(said: Suggestion) -> str:
    """What overlaps, and why it is no more than a suggestion."""
    shared = sorted(said.provenance.shared)
    about = f"is also about {listed(shared)}" if shared else "is about this question"
    reasons = listed([OBSTACLES[each] for each in said.obstacles]) if said.obstacles else "nothing is selected from it"
    return f"{answer_to(said.provenance.origin)}, {about}. It is a suggestion only: {reasons}."


def contradiction(said: Contradiction) -> str:
    """What the chosen answer contradicts."""
    return " ".join(
        ["You say that this is in place.", *(each.words for each in said.statements), "Say why it differs."]
    )
