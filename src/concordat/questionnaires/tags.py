"""What the questions of a form version are tagged with, as the crosswalk wants it.

A stand-in: the tags that come with a form are drafts, and a draft makes nothing ready.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from concordat.lib import crosswalk, form_logic
from concordat.lib.crosswalk import Colour
from concordat.questionnaires import library, queries

COLOURS = {
    "rag": {"green": Colour.GREEN, "amber": Colour.AMBER, "red": Colour.RED, "na": Colour.NOT_APPLICABLE},
    "lvl4": {"1": Colour.RED, "2": Colour.AMBER, "3": Colour.GREEN, "4": Colour.GREEN},
    "s0-3": {"0": Colour.RED, "1": Colour.AMBER, "2": Colour.GREEN, "3": Colour.GREEN},
}
ESTABLISHED = {"rag": "green", "lvl4": "3", "s0-3": "2"}


def bank(*, at: date) -> crosswalk.Bank:
    """Every expectation."""
    return crosswalk.Bank(
        tuple(crosswalk.Expectation(code, statement) for code, statement in library.expectations().items())
    )


def forms_for(version_ids: Iterable[int]) -> dict[int, crosswalk.Form]:
    """Each version with its tags."""
    return {version: _form(version, queries.form_of(version)) for version in set(version_ids)}


def _form(version: int, form: form_logic.Form) -> crosswalk.Form:
    questions = tuple(_question(question) for question in form.questions.values())
    return crosswalk.Form(form.code, str(version), form.title, date(2026, 9, 1), questions)


def _question(question: form_logic.Question) -> crosswalk.Question:
    return crosswalk.Question(
        question.code,
        frozenset(question.expectations),
        _scale(question.scale),
        must=question.level == "must",
        text=question.text,
    )


def _scale(code: str) -> crosswalk.Scale | None:
    if code not in COLOURS:
        return None
    return crosswalk.Scale(code, tuple(COLOURS[code].items()), ESTABLISHED[code])
