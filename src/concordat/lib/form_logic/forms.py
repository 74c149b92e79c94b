"""What a form is made of: frozen values, with no idea of pages, files or tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

TEXT_LIMIT = 4000
ROW_LIMIT = 60


class PartKind(StrEnum):
    """The closed set of things that an answer can be made of."""

    choice = "choice"  # one of the options
    choices = "choices"  # any of the options
    ticks = "ticks"  # which of the options are in place
    text = "text"
    number = "number"
    percent = "percent"
    date = "date"
    table = "table"  # rows of other parts
    consent = "consent"  # yes or no to a use of the answer
    signature = "signature"  # signed in its own step, never with a section
    computed = "computed"  # shown from what is already held


ELSEWHERE = frozenset({PartKind.signature, PartKind.computed})


@dataclass(frozen=True)
class Option:
    """One thing that can be chosen; `note` says whether choosing it may or must be explained."""

    value: str
    label: str
    note: str = ""  # "", "may" or "needed"
    prompt: str = ""  # what the note is to say


@dataclass(frozen=True)
class Scale:
    """A named list of options that many questions share, in order from best to worst or least to most."""

    code: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Part:
    """One component of an answer; `name` is its key in the answer and in the browser's field names."""

    kind: PartKind
    name: str
    label: str = ""
    options: tuple[Option, ...] = ()
    scale: str = ""
    columns: tuple[Part, ...] = ()
    rows: tuple[Option, ...] = ()  # rows that are given; without them rows are added as needed
    needed: bool = True
    needed_when: tuple[str, ...] = ()  # values of the choice beside it that make it needed
    least: int | None = None
    most: int | None = None
    unit: str = ""
    all_for: str = ""  # ticks: the choice that claims all of them

    def option(self, value: str) -> Option | None:
        """The option with this value."""
        return next((option for option in self.options if option.value == value), None)

    @property
    def is_answered_here(self) -> bool:
        """Whether the section's page asks for it."""
        return self.kind not in ELSEWHERE


@dataclass(frozen=True)
class Question:
    """One question; `kind`, `choices` and `columns` are its notation, `parts` what the notation means."""

    code: str
    text: str
    kind: str
    parts: tuple[Part, ...]
    help: str = ""
    choices: str = ""
    columns: str = ""
    area: str = ""
    level: str = ""
    evidence: str = ""
    answered_by: tuple[str, ...] = ()
    applies_to: str = "all"
    anchors: str = ""  # as written: K2 WT, or EA175/EA157 where one of them applies
    expectations: tuple[str, ...] = ()
    required: bool = True

    @cached_property
    def choice_part(self) -> Part | None:
        """The part by which the question is counted."""
        return next((part for part in self.parts if part.kind is PartKind.choice), None)

    def chosen(self, value: Mapping[str, Any] | None) -> str:
        """The option chosen in an answer to it; empty where there is none."""
        return str((value or {}).get(self.choice_part.name) or "") if self.choice_part else ""

    @property
    def scale(self) -> str:
        """The scale the question is rated on, or nothing."""
        return self.choice_part.scale if self.choice_part else ""

    @property
    def anchor_codes(self) -> tuple[str, ...]:
        """The codes of the guidance it rests on."""
        return tuple(self.anchors.replace("/", " ").split())

    @property
    def is_answered_here(self) -> bool:
        """Whether a section's page asks anything; declarations are signed in their own step."""
        return any(part.is_answered_here for part in self.parts)

    @cached_property
    def descriptors(self) -> dict[str, str]:
        """What each option means for this question, where the help says so."""
        return _descriptors(self.help, self.choice_part) if self.choice_part else {}

    @property
    def hint(self) -> str:
        """The help that is not about one option."""
        return "" if self.descriptors else self.help


def _descriptors(text: str, choice: Part) -> dict[str, str]:
    """`Green: a. Amber: b.` by option; without such words the help of a rag question is what green means."""
    found: list[tuple[int, int, str]] = []
    for option in choice.options:
        for name in (option.value.replace("_", " "), option.label.split(",")[0].split(":")[0]):
            start = text.lower().find(f"{name.lower()}: ")
            if start >= 0:
                found.append((start, start + len(name) + 2, option.value))
                break
    if found and min(found)[0] == 0:
        found.sort()
        ends = [start for start, _, _ in found[1:]] + [len(text)]
        return {value: text[begin:end].strip() for (_, begin, value), end in zip(found, ends, strict=True)}
    return {"green": text} if text and choice.scale == "rag" else {}


@dataclass(frozen=True)
class Code:
    """A code that a form uses, with its meaning: kind is anchor, area, level, answered_by or applies_to."""

    kind: str
    code: str
    meaning: str
    edition: str = ""


@dataclass(frozen=True)
class Section:
    """Questions under one heading, answered on one page."""

    code: str
    title: str
    questions: tuple[Question, ...]

    def question(self, code: str) -> Question | None:
        """The question with this code."""
        return next((question for question in self.questions if question.code == code), None)


@dataclass(frozen=True)
class Form:
    """A whole form: what is frozen when a version is published."""

    code: str
    title: str
    sections: tuple[Section, ...]
    scales: tuple[Scale, ...] = ()
    codes: tuple[Code, ...] = ()
    screening: tuple[Question, ...] = ()
    language: str = "en"

    @cached_property
    def shown_sections(self) -> tuple[Section, ...]:
        """The sections as a setting meets them: the first begins with what the register does not know."""
        if not self.screening:
            return self.sections
        first, *rest = self.sections
        return (Section(first.code, first.title, (*self.screening, *first.questions)), *rest)

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every question by its code, screening questions first."""
        return {question.code: question for section in self.shown_sections for question in section.questions}

    def section(self, code: str) -> Section | None:
        """The section with this code, as it is shown."""
        return next((section for section in self.shown_sections if section.code == code), None)

    def meaning(self, kind: str, code: str) -> str:
        """What a code says, or the code itself where the form does not explain it."""
        return self._meanings.get((kind, code), code)

    def edition(self, anchor: str) -> str:
        """The edition of guidance that an anchor means, by code; nothing where the form does not say it."""
        return self._editions.get(anchor, "")

    def editions(self, question: Question) -> tuple[str, ...]:
        """The editions of guidance that a question rests on, by code, in the order it names them."""
        return tuple(dict.fromkeys(filter(None, map(self.edition, question.anchor_codes))))

    @cached_property
    def _editions(self) -> dict[str, str]:
        return {code.code: code.edition for code in self.codes if code.kind == "anchor"}

    @cached_property
    def _meanings(self) -> dict[tuple[str, str], str]:
        return {(code.kind, code.code): code.meaning for code in self.codes}
