"""Which questions concern a setting: facts from the register, and two that only the setting knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from concordat.lib.form_logic.forms import Option, Part, PartKind, Question, Section

PREFIX = "setting."

_ASKED = {
    "uses_alternative_provision": "Do any of your pupils or learners attend alternative provision elsewhere?",
    "has_lettings_or_providers": "Do other groups use your premises or work with your pupils or learners?",
}
_WHY_NOT = {
    "school": "This is for schools and colleges, not for childcare or training providers.",
    "schools": "This is for schools.",
    "schools_and_colleges": "This is for schools and colleges.",
    "has_trust_or_proprietor": "This is for settings with a trust or proprietor.",
    "boarding": "This is for settings with boarding or residential places.",
    "uses_alternative_provision": "You told us that you use no alternative provision.",
    "has_lettings_or_providers": "You told us that no other groups use your premises.",
}
TOKENS = frozenset({"all", *_WHY_NOT})
SCREENING = frozenset(_ASKED)


@dataclass(frozen=True)
class Facts:
    """What is known about a setting; None means nobody knows, and then the question is asked."""

    is_school: bool | None = None
    is_college: bool | None = None
    has_trust_or_proprietor: bool | None = None
    boarding: bool | None = None
    uses_alternative_provision: bool | None = None
    has_lettings_or_providers: bool | None = None

    def holds(self, token: str) -> bool | None:
        """Whether `applies_to` names this setting."""
        if token == "all":
            return True
        if token == "schools":
            return self.is_school
        if token in ("school", "schools_and_colleges"):
            return _either(self.is_school, self.is_college)
        known: bool | None = getattr(self, token)
        return known


def _either(one: bool | None, other: bool | None) -> bool | None:
    if one or other:
        return True
    return None if one is None or other is None else False


def why_not(question: Question, facts: Facts) -> str:
    """Why a question does not concern the setting; empty where it does or where nobody knows."""
    if facts.holds(question.applies_to) is False:
        return _WHY_NOT[question.applies_to]
    return ""


def screening_questions(sections: Iterable[Section]) -> tuple[Question, ...]:
    """One yes-or-no question for each fact that the form turns on and the register does not hold."""
    used = {question.applies_to for section in sections for question in section.questions}
    return tuple(
        Question(code=f"{PREFIX}{token}", text=text, kind="yes/no", parts=(_YES_NO,), level="info")
        for token, text in _ASKED.items()
        if token in used
    )


def screened(facts: Facts, answers: Mapping[str, Any]) -> Facts:
    """The facts with what the setting itself has answered."""
    told: dict[str, bool] = {}
    for token in _ASKED:
        answer = answers.get(f"{PREFIX}{token}")
        choice = answer.get("choice") if isinstance(answer, Mapping) else None
        if choice in ("yes", "no"):
            told[token] = choice == "yes"
    return replace(facts, **told) if told else facts


_YES_NO = Part(
    kind=PartKind.choice,
    name="choice",
    options=(Option("yes", "Yes"), Option("no", "No")),
    scale="yes_no",
)
