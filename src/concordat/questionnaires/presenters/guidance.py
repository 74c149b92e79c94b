"""Guidance in words: which edition, since when, and where nobody has checked it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from concordat.lib.form_logic import Form, Question
from concordat.questionnaires.guidance import LOCAL, Edition, FormGuidance, in_words


@dataclass(frozen=True, slots=True)
class GuidanceLine:
    """An edition that questions rest on, in words."""

    title: str
    edition: str
    source: str
    says: str
    then: str = ""


def guidance_lines(questions: Iterable[Question], guidance: FormGuidance) -> tuple[GuidanceLine, ...]:
    """Each edition that these questions rest on, once: print with `questionnaires/guidance.html`."""
    return tuple(_line(edition, guidance.in_force_then(edition)) for edition in guidance.of(questions))


def rests_on(form: Form, question: Question, guidance: FormGuidance) -> str:
    """What a question rests on: parts of one document behind its name and edition, said once."""
    parts: dict[str, list[str]] = {}
    for anchor in question.anchor_codes:
        if anchor == LOCAL:
            continue
        document, _, part = form.meaning("anchor", anchor).partition(", ")
        edition = guidance.by_anchor.get(anchor)
        parts.setdefault(f"{document} ({edition.edition})" if edition else document, []).append(part)
    named = (f"{document}, {' and '.join(found)}" if any(found) else document for document, found in parts.items())
    return "; ".join(named)


def _line(edition: Edition, then: Edition | None) -> GuidanceLine:
    other = ""
    if then is not None and then.from_on is not None:
        since = in_words(then.from_on)
        other = f"The {then.edition} edition was in force when this form was published (from {since})."
    return GuidanceLine(edition.title, edition.edition, edition.source, _dates(edition), other)


def _dates(edition: Edition) -> str:
    if not edition.confirmed or edition.from_on is None:
        return edition.awaited
    until = f" until {in_words(edition.until_on)}" if edition.until_on else ""
    return f"in force from {in_words(edition.from_on)}{until}"
