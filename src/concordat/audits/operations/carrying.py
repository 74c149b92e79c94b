"""A person confirms what is known already, ticks what is missing below an amber answer, says why answers differ.

Nothing is carried that was not shown: what the page showed comes back as a mark, and what has changed since is
refused with what changed. What is confirmed twice, or by two people at once, is confirmed once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from concordat.audits import access, queries, rules
from concordat.audits.carrying.given import Standing
from concordat.audits.carrying.known import Known, ReadyAnswer, known_of
from concordat.audits.carrying.standing import forms_of, versions_in
from concordat.audits.models import Answer, AuditReturn, CarriedAnswer, DifferenceReason, TickedAnswer
from concordat.audits.models.carried import LONGEST_REASON
from concordat.audits.operations.answers import Conflict, Posted, UnknownQuestion, save_section
from concordat.core import clock, journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.lib import crosswalk
from concordat.questionnaires import tags


class TicksNotPossible(Problem):
    """Ticks that do not fit the answer they are given for."""


class ReasonNotPossible(Problem):
    """A reason for a difference that is none, or that nobody asks for."""


class NobodyConfirms(Problem):
    """Something that only a person may say."""


@dataclass(frozen=True)
class Shown:
    """What the page showed of a ready answer: its mark, and the token of the answer that stood."""

    mark: str
    was: str = ""


@dataclass(frozen=True)
class NotAsShown:
    """What was shown as ready is so no more, and what is known now."""

    question: str
    now: str


@dataclass(frozen=True)
class Confirmed:
    """What a confirmation did."""

    carried: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    not_as_shown: tuple[NotAsShown, ...]


def confirm_ready(*, audit_return: AuditReturn, shown: Mapping[str, Shown], by: Actor, at: datetime) -> Confirmed:
    """Somebody of the setting says that these ready answers are right, having seen each with its source.

    An answer that somebody gave in the meantime is not written over. Raises `rules.NotYet` where the return takes
    no answers.
    """
    access.require(by, "audits.answer", audit_return)
    audit_return = queries.lock(audit_return)
    rules.require_answerable(queries.facts_of(audit_return))
    if not shown.keys() <= queries.form_of(audit_return).questions.keys():
        raise UnknownQuestion("This page is not of this form. Go back to the return and open the page again.")
    known = known_of(by, audit_return, on=clock.day_of(at))
    as_shown = {code for code, seen in shown.items() if code in known.ready and known.ready[code].mark == seen.mark}
    refused = tuple(NotAsShown(code, _known_now(known, code)) for code in shown if code not in as_shown)
    posted = {code: Posted(known.ready[code].value, shown[code].was) for code in shown if code in as_shown}
    saved = save_section(audit_return=audit_return, posted=posted, by=by, at=at)
    if saved.changed:
        with journal.entry(
            "audits.return.carried", by=by, at=at, about=audit_return, details={"answers": len(saved.changed)}
        ):
            _keep(audit_return, [known.ready[code] for code in saved.changed], known, by=by, at=at)
    return Confirmed(saved.changed, saved.conflicts, refused)


def _known_now(known: Known, code: str) -> str:
    """What the sources say now, in words."""
    offer = known.offers.get(code)
    if code in known.ready:
        return known.ready[code].ready.words
    if offer is not None and offer.disagreement:
        return "Other answers of yours say something else. " + " ".join(one.words for one in offer.disagreement)
    if offer is not None and offer.suggestions:
        return offer.suggestions[0].words
    return "None of your signed answers says it any more."


def _keep(audit_return: AuditReturn, confirmed: list[ReadyAnswer], known: Known, *, by: Actor, at: datetime) -> None:
    released = _released({audit_return.form_version_id, *versions_in(known.standings.values())})
    here = released.get(audit_return.form_version_id, "drafted")
    CarriedAnswer.objects.bulk_create(
        CarriedAnswer(
            audit_return=audit_return,
            establishment_id=audit_return.establishment_id,
            partnership_id=audit_return.partnership_id,
            question=one.question.code,
            **_which(standing),
            source_question=source.origin.question,
            source_says=_says(source.origin),
            source_name=standing.name[:300],
            tag_release=f"{_release(standing, released)}; {here}",
            relation=str(source.relation),
            rule=str(source.rule),
            rating=str(one.ready.rating),
            value=one.ready.value,
            signed_on=source.origin.signed_on or clock.day_of(at),
            confirmed_by_id=_person(by),
            confirmed_name=by.name,
            confirmed_at=at,
        )
        for one in confirmed
        for source in one.ready.sources
        for standing in [known.standings[int(source.origin.source)]]
    )


def _which(standing: Standing) -> dict[str, int]:
    """The one source: a pack, what a trust said, or a return, with the version that it answers here."""
    if standing.pack_id is not None:
        return {"source_pack_id": standing.pack_id}
    version = {"source_version_id": standing.form_version_id}
    if standing.trust_audit_id is not None:
        return version | {"source_trust_id": standing.trust_audit_id}
    return version | {"source_return_id": standing.return_id}


def _release(standing: Standing, released: Mapping[int, str]) -> str:
    if standing.packed is not None:
        return standing.tag_release or "drafted"
    return released.get(standing.form_version_id, "drafted")


def _released(versions: Collection[int]) -> dict[int, str]:
    """Which release of its tags each form version has, by number and digest."""
    return {version: f"{one.number} {one.digest[:16]}" for version, one in tags.releases(versions).items()}


def _person(by: Actor) -> int:
    if by.person_id is None:
        raise NobodyConfirms("A person confirms, never the system.")
    return by.person_id


def _says(origin: crosswalk.Origin) -> dict[str, object]:
    return {
        "value": origin.value,
        "text": origin.question_text,
        "rating": str(origin.rating),
        "ticked": None if origin.ticked is None else sorted(origin.ticked),
    }


def tick_missing(
    *, source: AuditReturn, question: str, version: int, not_in_place: Collection[str], by: Actor, at: datetime
) -> TickedAnswer:
    """Somebody of the setting says which of the things below an amber answer are not in place yet.

    `version` is that of the answer that the page showed. Asked once: other ticks for the same answer are refused.
    """
    access.require(by, "audits.answer", source)
    source = queries.lock(source)
    answer = Answer.objects.filter(audit_return=source, question=question).first()
    if answer is None or answer.version != version:
        raise TicksNotPossible("This answer has changed since the page was shown. Look at it again.")
    ticked = frozenset(not_in_place)
    _require_fitting(source, question, answer, ticked)
    there = TickedAnswer.objects.filter(audit_return=source, question=question).first()
    if there is not None and there.answer_version == version:
        if frozenset(there.not_in_place) != ticked:
            raise TicksNotPossible(f"{there.ticked_name} has ticked this already, otherwise. Look at it again.")
        return there
    row = there or TickedAnswer(
        audit_return=source,
        establishment_id=source.establishment_id,
        partnership_id=source.partnership_id,
        question=question,
    )
    row.answer_version, row.not_in_place = version, sorted(ticked)
    row.ticked_by_id, row.ticked_name, row.ticked_at = _person(by), by.name, at
    with journal.entry("audits.answer.ticked", by=by, at=at, about=source, details={"missing": len(ticked)}):
        row.save()
    return row


def _require_fitting(source: AuditReturn, code: str, answer: Answer, ticked: frozenset[str]) -> None:
    question = forms_of({source.form_version_id})[source.form_version_id].by_id.get(code)
    value = answer.value.get("choice")
    if question is None or question.scale is None or value not in dict(question.scale.values):
        raise TicksNotPossible("Nothing is ticked below this answer.")
    if not ticked:
        raise TicksNotPossible("Tick what is not in place yet: at least one of these.")
    try:
        crosswalk.require_ticks(question, question.scale.colour_of(value), ticked)
    except crosswalk.TickProblem as problem:
        raise TicksNotPossible(str(problem)) from problem


def say_why(*, audit_return: AuditReturn, question: str, reason: str, by: Actor, at: datetime) -> DifferenceReason:
    """Somebody of the setting says why something is in place here that a signed answer elsewhere says is not."""
    access.require(by, "audits.answer", audit_return)
    said = reason.strip()
    if not said:
        raise ReasonNotPossible("Say in a sentence why the two answers differ.")
    if len(said) > LONGEST_REASON:
        raise ReasonNotPossible(f"Use at most {LONGEST_REASON} characters.")
    audit_return = queries.lock(audit_return)
    rules.require_answerable(queries.facts_of(audit_return))
    offer = known_of(by, audit_return, on=clock.day_of(at)).offers.get(question)
    if offer is None or offer.contradiction is None:
        raise ReasonNotPossible("Your answers do not differ here any more. Nothing has to be said.")
    row = DifferenceReason.objects.filter(audit_return=audit_return, question=question).first() or DifferenceReason(
        audit_return=audit_return,
        establishment_id=audit_return.establishment_id,
        partnership_id=audit_return.partnership_id,
        question=question,
    )
    against = " ".join(one.words for one in offer.contradiction.statements)
    row.value, row.against, row.reason = offer.contradiction.chosen, against[:2000], said
    row.said_by_id, row.said_name, row.said_at = _person(by), by.name, at
    with journal.entry("audits.return.differs", by=by, at=at, about=audit_return):
        row.save()
        audit_return.changed_at = at  # papers of the return repeat the reason
        audit_return.save(update_fields=["changed_at"])
    return row
