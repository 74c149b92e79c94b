"""Outside audits: the partnership names those it accepts, settings offer them, each is accepted or declined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from concordat.audits import counts, decision_rules, outside, queries, rules
from concordat.audits import outside_access as access
from concordat.audits import outside_rules as judge
from concordat.audits.checking import judged
from concordat.audits.models import AuditReturn, Evidence, OutsideAudit, OutsideOffer
from concordat.audits.operations.evidence import share_evidence
from concordat.audits.operations.signing import withdraw_signatures
from concordat.audits.outside_rules import EVERY, Outcome
from concordat.audits.vocabulary import EVIDENCE_NAMES, CycleState, EvidenceKind, ReturnState, Sharing
from concordat.core import clock, jobs, journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.questionnaires import queries as questionnaire_queries

DECIDED = "This has been decided already. Look at it again."


class OutsideNotPossible(Problem):
    """Something about an outside audit that lacks a reason, comes too late or does not fit."""


@dataclass(frozen=True)
class Named:
    """What the partnership says of an audit that it accepts; no section named means the whole form."""

    name: str
    whose: str
    form_code: str
    sections: Sequence[str]
    from_on: date
    until_on: date | None
    reason: str


@dataclass(frozen=True)
class _Where:
    """Where a new entry will belong, for asking who may write it."""

    partnership_id: int


def name_outside(*, partnership_id: int, said: Named, by: Actor, at: datetime) -> OutsideAudit:
    """Put an outside audit on the partnership's list, for every setting to read; a name once for each form."""
    access.require(by, "audits.name_outside", _Where(partnership_id))
    _require_reason(said.reason)
    version = questionnaire_queries.published_version(said.form_code)
    form = questionnaire_queries.form_of(version.pk)
    known = [section.code for section in outside.coverable(form, [])]
    sections = judge.stands_for(said.sections, known) if said.sections else []
    wrong = judge.why_not_named(sections=said.sections, known=known, from_on=said.from_on, until_on=said.until_on)
    if wrong or not said.name.strip() or not said.whose.strip():
        raise OutsideNotPossible(wrong or "Say what the audit is called and whose it is.")
    assert by.person_id is not None
    entry = OutsideAudit(
        partnership_id=partnership_id,
        name=said.name.strip(),
        whose=said.whose.strip(),
        form_code=said.form_code,
        sections=[] if len(sections) == len(known) else sections,
        from_on=said.from_on,
        until_on=said.until_on,
        reason=said.reason.strip(),
        named_by_id=by.person_id,
        named_at=at,
    )
    with journal.entry("audits.outside.named", by=by, at=at, about=entry):
        try:
            with transaction.atomic():
                entry.save(force_insert=True)
        except IntegrityError as clash:
            raise OutsideNotPossible(
                "An audit of this name is on the list for this form already. End it first, or give another name."
            ) from clash
    return entry


def end_outside(*, outside_audit: OutsideAudit, reason: str, by: Actor, at: datetime) -> None:
    """Take an outside audit off the list. What was accepted of it stays; said again, nothing happens."""
    access.require(by, "audits.name_outside", outside_audit)
    _require_reason(reason)
    with journal.entry("audits.outside.ended", by=by, at=at, about=outside_audit):
        OutsideAudit.objects.filter(pk=outside_audit.pk, ended_at=None).update(
            ended_at=at, ended_by_id=by.person_id, end_reason=reason.strip()
        )


def offer_outside(
    *,
    audit_return: AuditReturn,
    outside_audit: OutsideAudit,
    evidence_id: UUID,
    sections: Sequence[str],
    note: str,
    by: Actor,
    at: datetime,
) -> OutsideOffer:
    """The setting, or its trust, offers an accepted audit for sections of a return, with evidence of the return.

    From then on the office may open that evidence. Raises `rules.NotYet` where the return takes no answers.
    """
    access.require(by, "audits.offer_outside", audit_return)
    audit_return = _held(audit_return, by=by)
    facts = queries.facts_of(audit_return)
    rules.require_answerable(facts)
    if facts.is_pilot:
        raise OutsideNotPossible("This is a pilot: try the questions. Offer the audit when the real one opens.")
    if outside_audit not in outside.possible_for(by, audit_return, on=clock.day_of(at)):
        raise OutsideNotPossible("The partnership does not accept this audit for this form now. Choose another.")
    _require_sections(audit_return, sections, outside_audit.sections)
    evidence, shared_before = _evidence(audit_return, evidence_id, by=by, at=at)
    assert by.person_id is not None
    offer = OutsideOffer(
        audit_return=audit_return,
        establishment_id=audit_return.establishment_id,
        partnership_id=audit_return.partnership_id,
        outside_audit=outside_audit,
        named=f"{outside_audit.name} ({outside_audit.whose})",
        evidence=evidence,
        shown=f"{evidence.title} ({EVIDENCE_NAMES[EvidenceKind(evidence.kind)].lower()})",
        shared_before=shared_before,
        offered=list(sections),
        counted=counts.of_sections(audit_return, sections),
        note=note.strip(),
        offered_by_id=by.person_id,
        offered_name=by.name,
        offered_at=at,
    )
    details = {"sections": list(sections), "outside": outside_audit.pk}
    with journal.entry("audits.outside.offered", by=by, at=at, about=audit_return, details=details):
        try:
            with transaction.atomic():
                offer.save(force_insert=True)
        except IntegrityError as clash:
            raise OutsideNotPossible("This audit is offered already and waits for the partnership.") from clash
    return offer


def take_back_outside(*, offer: OutsideOffer, by: Actor, at: datetime) -> None:
    """The setting answers itself after all; before the partnership has decided. Said again, nothing happens."""
    access.require(by, "audits.offer_outside", offer.audit_return)
    audit_return = _held(offer.audit_return, by=by)
    if outside.offer_for(by, offer.pk).outcome == Outcome.withdrawn:
        return
    offer = _as_it_is(offer)
    _require_waiting(offer)
    with journal.entry("audits.outside.taken_back", by=by, at=at, about=audit_return, details={"offer": offer.pk}):
        _close_again(offer)
        _write(offer, outcome=Outcome.withdrawn, decided_by_id=by.person_id, decided_name=by.name, decided_at=at)


def accept_outside(*, offer: OutsideOffer, sections: Sequence[str], reason: str, by: Actor, at: datetime) -> None:
    """The office accepts it, wholly or for some of its sections: the return does not ask them any more.

    What was answered there stays kept and is no part of the return. Raises `rules.NotYet` for a finished return.
    """
    access.require(by, "audits.decide_outside", offer)
    _require_reason(reason)
    audit_return, offer = _locked(offer)
    after = rules.require_answerable(queries.facts_of(audit_return))
    _require_waiting(offer)
    _require_sections(audit_return, sections, offer.offered)
    form = queries.form_of(audit_return)
    chosen = outside.coverable(form, sections)
    codes = [section.code for section in chosen]
    questions = [question for section in chosen for question in outside.questions_of(section)]
    counted = _counted_now(audit_return, offer)
    details = {"offer": offer.pk, "sections": codes}
    with journal.entry("audits.outside.accepted", by=by, at=at, about=audit_return, details=details):
        _write(
            offer,
            outcome=Outcome.accepted,
            sections=codes,
            questions=questions,
            counted=counted,
            reason=reason.strip(),
            decided_by_id=by.person_id,
            decided_name=by.name,
            decided_at=at,
        )
        audit_return.accepted = audit_return.accepted | dict.fromkeys(questions, offer.named)
        audit_return.needed, audit_return.answered = judge.counts_without(
            counted, codes, needed=audit_return.needed, answered=audit_return.answered
        )
        audit_return.state, audit_return.changed_at = after, at
        audit_return.save(update_fields=["accepted", "needed", "answered", "state", "changed_at"])
        jobs.defer("audits.tell_setting_of_outside", offer_id=offer.pk)


def decline_outside(*, offer: OutsideOffer, reason: str, by: Actor, at: datetime) -> None:
    """The office does not accept it here, and says why; the setting answers, or offers again."""
    access.require(by, "audits.decide_outside", offer)
    _require_reason(reason)
    audit_return, offer = _locked(offer)
    rules.require_cycle_open(queries.facts_of(audit_return))
    _require_waiting(offer)
    with journal.entry("audits.outside.declined", by=by, at=at, about=audit_return, details={"offer": offer.pk}):
        _close_again(offer)
        _write(
            offer,
            outcome=Outcome.declined,
            reason=reason.strip(),
            decided_by_id=by.person_id,
            decided_name=by.name,
            decided_at=at,
        )
        jobs.defer("audits.tell_setting_of_outside", offer_id=offer.pk)


def undo_outside(*, offer: OutsideOffer, reason: str, by: Actor, at: datetime) -> None:
    """The office asks those sections after all, while the audit is open. What was answered there counts again.

    A return that was signed or handed in goes back to the setting: it was signed without them. Whoever was rating it
    stops; once it is rated, visited or told it does not go back any more (decision 30).
    """
    access.require(by, "audits.decide_outside", offer)
    _require_reason(reason)
    audit_return, offer = _locked(offer)
    facts = queries.facts_of(audit_return)
    wrong = judge.why_not_undone(CycleState(facts.cycle_state))
    if wrong or offer.outcome != Outcome.accepted or offer.undone_at is not None:
        raise OutsideNotPossible(wrong or "Only an audit that is accepted now can be asked after all.")
    details = {"offer": offer.pk, "from": audit_return.state}
    with journal.entry("audits.outside.undone", by=by, at=at, about=audit_return, details=details):
        _close_again(offer)
        _write(offer, undone_at=at, undone_by_id=by.person_id, undo_reason=reason.strip())
        audit_return.accepted = {
            code: named for code, named in audit_return.accepted.items() if code not in offer.questions
        }
        counted = _counted_now(audit_return, offer)
        audit_return.needed += sum(counted.get(code, (0, 0))[0] for code in offer.sections)
        audit_return.answered += sum(counted.get(code, (0, 0))[1] for code in offer.sections)
        _go_back(audit_return, facts.state, by=by, at=at)
        audit_return.changed_at = at
        audit_return.save(
            update_fields=["accepted", "needed", "answered", "state", "changed_at", "submitted_at", "receipt"]
        )
        jobs.defer("audits.tell_setting_of_outside", offer_id=offer.pk)


def _counted_now(audit_return: AuditReturn, offer: OutsideOffer) -> dict[str, Sequence[int]]:
    """Counts of what was offered as the setting left them last; those of the offer where it has saved nothing since."""
    now = audit_return.by_section
    return {code: now.get(code, then) for code, then in offer.counted.items() if code != EVERY or not now}


def _go_back(audit_return: AuditReturn, state: ReturnState, *, by: Actor, at: datetime) -> None:
    """A finished return is asked again, so its signatures stand no more. Part of a journalled step.

    One that came in goes back as `reopen_submitted` sends it: not once somebody has judged on it (decision 30).
    """
    step = judge.step_of_undoing(state)
    if not step:
        return
    if step == judge.UNDO_STEP_IN_RETURNED:
        judged.take_from_moderators(audit_return, at=at)  # first: whoever finishes at this moment has finished
        if why := judged.why_not_reopened(by, audit_return):
            raise OutsideNotPossible(why)
    audit_return.state = rules.next_state(step, state)
    withdraw_signatures(audit_return, at=at)
    audit_return.submitted_at, audit_return.receipt = None, None


def _locked(offer: OutsideOffer) -> tuple[AuditReturn, OutsideOffer]:
    audit_return = queries.lock(offer.audit_return)
    return audit_return, _as_it_is(offer)


def _as_it_is(offer: OutsideOffer) -> OutsideOffer:
    """Locked; what was declined or taken back is not to be changed any more, so the database does not give it."""
    found = OutsideOffer.objects.select_for_update(of=("self",)).filter(pk=offer.pk).first()
    if found is None:
        raise OutsideNotPossible(DECIDED)
    return found


def _held(audit_return: AuditReturn, *, by: Actor) -> AuditReturn:
    """The return as it is now, locked for whoever may change it; a trust may not, and offers beside it."""
    if access.allows(by, "audits.answer", audit_return):
        return queries.lock(audit_return)
    return queries.return_for(by, audit_return.pk)


def _write(offer: OutsideOffer, **change: object) -> None:
    for name, value in change.items():
        setattr(offer, name, value)
    offer.save(update_fields=[name.removesuffix("_id") for name in change])


def _evidence(audit_return: AuditReturn, evidence_id: UUID, *, by: Actor, at: datetime) -> tuple[Evidence, str]:
    """The evidence that it rests on, opened to the partnership by whoever may share it; how it was shared before."""
    evidence = next((one for one in queries.evidence_of(by, audit_return) if one.pk == evidence_id), None)
    if evidence is None:
        raise OutsideNotPossible("Choose evidence of this return that shows the other audit. Add it first.")
    if evidence.shared != Sharing.partnership:
        if not access.allows(by, "audits.share_evidence", audit_return):
            raise OutsideNotPossible("The setting has not opened this evidence to the partnership. Ask it to, first.")
        share_evidence(evidence=evidence, shared=Sharing.partnership, by=by, at=at)
        return evidence, evidence.shared
    other = _resting_on(evidence.pk).exclude(shared_before="").first()
    return evidence, other.shared_before if other else ""


def _resting_on(evidence_id: UUID) -> QuerySet[OutsideOffer]:
    """Offers that stand and rest on this evidence."""
    return OutsideOffer.objects.filter(evidence_id=evidence_id, outcome__in=["", Outcome.accepted], undone_at=None)


def _close_again(offer: OutsideOffer) -> None:
    """What an offer opened is shared as before once the last offer resting on it ends. Part of a journalled step.

    Done before the offer ends: then the office that declines may still do it. What the setting closed stays closed.
    """
    if offer.shared_before and not _resting_on(offer.evidence_id).exclude(pk=offer.pk).exists():
        opened = Evidence.objects.filter(pk=offer.evidence_id, shared=Sharing.partnership, withdrawn_at=None)
        opened.update(shared=offer.shared_before)


def _require_waiting(offer: OutsideOffer) -> None:
    if offer.outcome:
        raise OutsideNotPossible(DECIDED)


def _require_sections(audit_return: AuditReturn, chosen: Sequence[str], allowed: Sequence[str]) -> None:
    form = queries.form_of(audit_return)
    possible = [
        section.code
        for section in outside.coverable(form, allowed)
        if not set(outside.questions_of(section)) & audit_return.accepted.keys()
    ]
    wrong = judge.why_not_sections(chosen, possible)
    if wrong:
        raise OutsideNotPossible(wrong)


def _require_reason(reason: str) -> None:
    wrong = decision_rules.why_not_said(reason)
    if wrong:
        raise OutsideNotPossible(wrong)
