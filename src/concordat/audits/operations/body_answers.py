"""A setting fills another body's form: a person confirms what is ready, types what is left, takes the file away.

Nothing is filled that nobody confirmed. What the page showed comes back as a mark and a version, so that nothing is
confirmed that was not seen, and nobody writes over what somebody else of the setting said meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from concordat.audits import others_access as access
from concordat.audits.carrying.known import ReadyAnswer
from concordat.audits.models import BodyAnswer, BodyFormAsked
from concordat.audits.operations.others import BodyFormNotPossible, person
from concordat.audits.others import find, templates
from concordat.audits.others.mapping import Asked, of_kept
from concordat.audits.others.proposed import Proposed, proposed
from concordat.audits.others_words import FormState
from concordat.core import clock, journal
from concordat.core.actor import Actor
from concordat.lib.filled_files import LONGEST

OVER = "This form is over: what you filled in stays, and you can still download it."


@dataclass(frozen=True)
class Typed:
    """What came with the page for a question: the word and the comment, and which version was shown."""

    word: str
    comment: str
    was: int = 0


@dataclass(frozen=True)
class Outcome:
    """What was kept; what somebody else said meanwhile with their word, and what is not ready any more as shown."""

    kept: tuple[str, ...]
    stood: tuple[tuple[str, str], ...] = ()
    not_as_shown: tuple[str, ...] = ()


def confirm_for_body(*, asked: BodyFormAsked, shown: Mapping[str, str], by: Actor, at: datetime) -> Outcome:
    """Somebody of the setting says that these ready answers are right, having seen each with its source."""
    asked = _open(asked, by=by)
    known = proposed(by, asked, on=clock.day_of(at))
    as_shown = [code for code, mark in shown.items() if code in known.ready and known.ready[code].mark == mark]
    answered = ((code, known.answers[code]) for code in as_shown if known.is_answered(code))
    stood = tuple((code, row.word) for code, row in answered if row.mark != shown[code])
    new = [code for code in as_shown if not known.is_answered(code)]
    if new:  # tried in the file itself, so that the download never fails
        templates.filled(
            asked.body_form, {known.questions[code].answer: known.word_for(known.ready[code]) for code in new}
        )
    with journal.entry("audits.body_form.confirmed", by=by, at=at, about=asked, details={"answers": len(new)}):
        for code in new:
            ready = known.ready[code]
            row = known.answers.get(code) or _new(asked, code)
            row.word, row.source, row.mark = known.word_for(ready), list(_sources(known, ready)), ready.mark
            _keep(row, by=by, at=at)
    return Outcome(tuple(new), stood, tuple(code for code in shown if code not in as_shown))


def answer_for_body(*, asked: BodyFormAsked, typed: Mapping[str, Typed], by: Actor, at: datetime) -> Outcome:
    """What a person of the setting types; an answer that changes comes from nowhere else any more.

    Nothing of a page is kept where a cell does not take an answer, or somebody said something else meanwhile.
    """
    asked = _open(asked, by=by)
    questions = {one.code: one for one in of_kept(asked.body_form.questions)}
    there = find.answers_of(asked)
    changed = {code: said for code, said in typed.items() if _differs(there.get(code), said)}
    _require_fitting(asked, questions, changed)
    stood = [code for code, said in changed.items() if said.was != (there[code].version if code in there else 0)]
    if stood:
        return Outcome((), tuple((code, there[code].word if code in there else "") for code in stood))
    if changed:
        with journal.entry("audits.body_form.answered", by=by, at=at, about=asked, details={"answers": len(changed)}):
            for code, said in changed.items():
                row = there.get(code) or _new(asked, code)
                if row.word != said.word:
                    row.word, row.source, row.mark = said.word, [], ""
                row.comment = said.comment
                _keep(row, by=by, at=at)
    return Outcome(tuple(changed))


def fill_file(*, asked: BodyFormAsked, by: Actor) -> bytes:
    """The body's own file with what the setting's people confirmed or typed, and nothing else changed."""
    access.require(by, "audits.fill_body_form", asked)
    given: dict[str, str] = {}
    answers = find.answers_of(asked)
    for one in of_kept(asked.body_form.questions):
        row = answers.get(one.code)
        if row is not None and row.word:
            given[one.answer] = row.word
        if row is not None and row.comment and one.comment:
            given[one.comment] = row.comment
    return templates.filled(asked.body_form, given)


def _open(asked: BodyFormAsked, *, by: Actor) -> BodyFormAsked:
    access.require(by, "audits.fill_body_form", asked)
    find.lock("body_form_asked", asked.pk)
    asked = find.asked_for(by, asked.pk)
    if asked.body_form.state != FormState.asked:
        raise BodyFormNotPossible(OVER)
    return asked


def _differs(row: BodyAnswer | None, said: Typed) -> bool:
    return (said.word, said.comment) != ((row.word, row.comment) if row is not None else ("", ""))


def _require_fitting(asked: BodyFormAsked, questions: Mapping[str, Asked], typed: Mapping[str, Typed]) -> None:
    """Every answer that changes is tried in the file itself, so that the download never fails."""
    given: dict[str, str] = {}
    for code, said in typed.items():
        question = questions.get(code)
        if question is None:
            raise BodyFormNotPossible("This page is not of this form. Go back and open it again.")
        if said.word and question.choices and said.word not in question.choices:
            raise BodyFormNotPossible(f"{code} takes only {', '.join(question.choices)}.")
        if max(len(said.word), len(said.comment)) > LONGEST:
            raise BodyFormNotPossible(f"Use at most {LONGEST:,} characters for {code}.")
        if said.comment and not question.comment:
            raise BodyFormNotPossible(f"The body's file has no room for a comment on {code}.")
        given |= {question.answer: said.word} if said.word else {}
        given |= {question.comment: said.comment} if said.comment else {}
    if given:
        templates.filled(asked.body_form, given)


def _new(asked: BodyFormAsked, code: str) -> BodyAnswer:
    return BodyAnswer(asked=asked, establishment_id=asked.establishment_id, question=code, version=0)


def _keep(row: BodyAnswer, *, by: Actor, at: datetime) -> None:
    row.version += 1
    row.answered_by_id, row.answered_name, row.answered_at = person(by), by.name, at
    row.save()


def _sources(known: Proposed, ready: ReadyAnswer) -> Iterator[dict[str, Any]]:
    """Provenance stays with the answer: which source, what it said, by which relation and rule (design, rule 10)."""
    for one in ready.ready.sources:
        standing = known.standings[int(one.origin.source)]
        yield {
            "return": None if standing.trust_audit_id else standing.return_id,
            "trust_audit": standing.trust_audit_id,
            "form_version": standing.form_version_id,
            "name": standing.name,
            "question": one.origin.question,
            "text": one.origin.question_text,
            "value": one.origin.value,
            "signed_on": one.origin.signed_on.isoformat() if one.origin.signed_on else "",
            "relation": str(one.relation),
            "rule": str(one.rule),
        }
