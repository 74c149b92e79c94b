"""Which edition of guidance a form rests on, and what to know before it is published; plain values only.

Every statutory text on a page shows its edition and date (N-01); two editions stand side by side (N-06).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from concordat.lib.form_logic import Form, Question
from concordat.questionnaires import library

LOCAL = "local"  # the anchor of what the partnership itself asks


@dataclass(frozen=True)
class Edition:
    """An edition of guidance, as a page shows it."""

    code: str
    document: str
    title: str
    edition: str
    from_on: date | None  # nobody may have checked it yet
    until_on: date | None
    confirmed: bool
    source: str
    note: str = ""

    def is_in_force(self, day: date) -> bool:
        """Confirmed, begun and not over on that day."""
        begun = self.confirmed and self.from_on is not None and self.from_on <= day
        return begun and (self.until_on is None or day < self.until_on)

    @property
    def awaited(self) -> str:
        """What an edition that nobody has checked waits for, as a page says it."""
        if self.from_on is None:
            return "its first day and final text have not been checked by a person"
        return f"expected from {in_words(self.from_on)}; its final text has not been checked by a person"


Editions = Mapping[str, Edition]  # by code


@dataclass(frozen=True)
class FormGuidance:
    """What a form's anchors mean; `then` holds, by document, the edition in force when the form was published."""

    by_anchor: Mapping[str, Edition] = field(default_factory=dict)
    then: Mapping[str, Edition] = field(default_factory=dict)

    def of(self, questions: Iterable[Question]) -> list[Edition]:
        """The editions that these questions rest on, by title, each once."""
        anchors = {anchor for question in questions for anchor in question.anchor_codes}
        found = {edition.code: edition for anchor, edition in self.by_anchor.items() if anchor in anchors}
        return sorted(found.values(), key=lambda edition: (edition.title, edition.edition))

    def in_force_then(self, edition: Edition) -> Edition | None:
        """The other edition of the same document that was in force when the form was published."""
        then = self.then.get(edition.document)
        return then if then is not None and then.code != edition.code else None


NOTHING_KNOWN = FormGuidance()


def in_force(editions: Editions, document: str, day: date) -> Edition | None:
    """The confirmed edition of a document on a day."""
    found = (edition for edition in editions.values() if edition.document == document)
    return next((edition for edition in found if edition.is_in_force(day)), None)


def in_force_for(form: Form, editions: Editions, day: date) -> dict[str, Edition]:
    """By document, the edition in force on a day, of each document that the form's questions name."""
    documents = {_document(form, anchor, editions) for anchor in _anchors(form)} - {""}
    found = {document: in_force(editions, document, day) for document in sorted(documents)}
    return {document: edition for document, edition in found.items() if edition is not None}


def guidance_of(form: Form, editions: Editions, then: Mapping[str, Edition]) -> FormGuidance:
    """What the form rests on: the edition it was written for, else the one in force when it was published."""
    by_anchor: dict[str, Edition] = {}
    for anchor in _anchors(form):
        named = form.edition(anchor)
        edition = editions.get(named) if named else then.get(_document(form, anchor, editions))
        if edition is not None:
            by_anchor[anchor] = edition
    return FormGuidance(by_anchor, dict(then))


def cautions(form: Form, editions: Editions, day: date) -> list[str]:
    """What a person should know before publishing: guidance unknown, over, unchecked or about to change."""
    return [*_unknown(form, editions), *_dated(form, editions, day)]


def _unknown(form: Form, editions: Editions) -> Iterator[str]:
    for anchor, questions in _anchors(form).items():
        where = f"{', '.join(questions[:5])}{' and others' if len(questions) > 5 else ''}"
        if form.meaning("anchor", anchor) == anchor:
            yield f"“{anchor}” is named as guidance by {where}, and the form does not say what it is."
        elif form.edition(anchor) and form.edition(anchor) not in editions:
            yield f"The edition “{form.edition(anchor)}”, which “{anchor}” means in {where}, is not known here."


def _dated(form: Form, editions: Editions, day: date) -> Iterator[str]:
    resting = guidance_of(form, editions, in_force_for(form, editions, day))
    for edition in resting.of(form.questions.values()):
        named = f"{edition.title}: this form rests on the {edition.edition} edition"
        now = in_force(editions, edition.document, day)
        if not edition.confirmed:
            yield f"{named}, {edition.awaited}.{_noted(edition)}"
        elif now is not None and now.code != edition.code:
            yield f"{named}; the {now.edition} edition is in force today."
        elif now is None:
            yield f"{named}, which is not in force today."
        elif edition.note:
            yield f"{named}.{_noted(edition)}"
        for later in _waiting_after(edition, editions):
            yield f"{edition.title}: there is a {later.edition} edition, {later.awaited}.{_noted(later)}"


def _noted(edition: Edition) -> str:
    return f" {edition.note}." if edition.note else ""


def _waiting_after(edition: Edition, editions: Editions) -> list[Edition]:
    same = (other for other in editions.values() if other.document == edition.document and not other.confirmed)
    known = edition.from_on or date.min
    return [other for other in same if other.code != edition.code and (other.from_on or date.max) > known]


def in_words(day: date) -> str:
    """A date as pages write it."""
    return f"{day.day} {day:%B %Y}"


def _anchors(form: Form) -> dict[str, list[str]]:
    """The anchors that questions name, in their order, with the questions."""
    found: dict[str, list[str]] = {}
    for question in form.questions.values():
        for anchor in question.anchor_codes:
            if anchor != LOCAL:
                found.setdefault(anchor, []).append(question.code)
    return found


def _document(form: Form, anchor: str, editions: Editions) -> str:
    """The document that an anchor names; an anchor that the form gives a meaning of its own names none we know."""
    if form.edition(anchor):
        named = editions.get(form.edition(anchor))
        return named.document if named else ""
    meaning, edition = _known_anchors().get(anchor, ("", ""))
    known = editions.get(edition) if form.meaning("anchor", anchor) == meaning else None
    return known.document if known else ""


@cache
def _known_anchors() -> Mapping[str, tuple[str, str]]:
    return {code.code: (code.meaning, code.edition) for code in library.codes() if code.kind == "anchor"}
