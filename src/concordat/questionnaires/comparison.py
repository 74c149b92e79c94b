"""What changed from one version of a form to the next, question by question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from concordat.lib.form_logic import Form, Question

COMPARED = {
    "text": "Question",
    "help": "Help",
    "kind": "Type",
    "choices": "Choices",
    "columns": "Columns",
    "level": "Level",
    "evidence": "Evidence",
    "applies_to": "Whom it concerns",
    "anchors": "Guidance",
}


@dataclass(frozen=True)
class Change:
    """A question that is new, gone or changed; `parts` are what changed, with before and after."""

    kind: str
    code: str
    text: str
    parts: tuple[tuple[str, str, str], ...] = ()


def compare(before: Form, after: Form) -> list[Change]:
    """Every change, in the order of the newer form, what is gone at the end; a moved question is a changed one."""
    return [*_present(before, after), *_gone(before, after)]


def _present(before: Form, after: Form) -> Iterator[Change]:
    places = _places(before)
    for code, (section, question) in _places(after).items():
        if code not in places:
            yield Change("new", code, question.text)
            continue
        section_before, earlier = places[code]
        parts = tuple(_parts(earlier, question))
        if section != section_before:
            parts = (("Section", section_before, section), *parts)
        editions = (_editions(before, earlier), _editions(after, question))
        if editions[0] != editions[1]:
            parts = (*parts, ("Edition of the guidance", *editions))
        if parts:
            yield Change("changed", code, question.text, parts)


def _gone(before: Form, after: Form) -> Iterator[Change]:
    left = _places(after)
    for code, (_, question) in _places(before).items():
        if code not in left:
            yield Change("gone", code, question.text)


def _parts(before: Question, after: Question) -> Iterator[tuple[str, str, str]]:
    for name, label in COMPARED.items():
        said, says = getattr(before, name), getattr(after, name)
        if said != says:
            yield label, said, says
    if before.required != after.required:
        yield "Must be answered", _yes_no(before.required), _yes_no(after.required)
    if before.expectations != after.expectations:
        yield "Expectations", " ".join(before.expectations), " ".join(after.expectations)


def _places(form: Form) -> dict[str, tuple[str, Question]]:
    return {question.code: (section.title, question) for section in form.sections for question in section.questions}


def _editions(form: Form, question: Question) -> str:
    return " ".join(form.editions(question))


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"
