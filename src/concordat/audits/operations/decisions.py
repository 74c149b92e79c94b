"""What the partnership decides about one return: more time, exempt, not returned, asked again, reopened."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from concordat.audits import access, decision_rules, queries, rules
from concordat.audits.checking import judged
from concordat.audits.models import AuditReturn, ReturnDecision, ReturnRequest
from concordat.audits.operations.signing import withdraw_signatures
from concordat.audits.vocabulary import DecisionKind, RequestKind, ReturnState
from concordat.core import clock, jobs, journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem


class DecisionNotPossible(Problem):
    """A request or a decision that lacks something, or comes too late."""


def ask_partnership(
    *, audit_return: AuditReturn, kind: RequestKind, why: str, until: date | None, by: Actor, at: datetime
) -> ReturnRequest:
    """The DSL or the head asks for more time, or to be exempt; once at a time."""
    access.require(by, "audits.ask_of_partnership", audit_return)
    audit_return = queries.lock(audit_return)
    _require_reason(why)
    rules.require_step("exempt", queries.facts_of(audit_return))
    if kind is RequestKind.extension:
        _require_extension(audit_return, until, at)
    assert by.person_id is not None
    asked = ReturnRequest(
        audit_return=audit_return,
        establishment_id=audit_return.establishment_id,
        kind=kind,
        until=until if kind is RequestKind.extension else None,
        why=why.strip(),
        asked_by_id=by.person_id,
        asked_name=by.name,
        asked_at=at,
    )
    with journal.entry("audits.return.requested", by=by, at=at, about=audit_return, details={"kind": str(kind)}):
        try:
            with transaction.atomic():
                asked.save(force_insert=True)
        except IntegrityError as clash:
            raise DecisionNotPossible("Your setting has asked already. The partnership will answer.") from clash
    return asked


def refuse_request(*, request: ReturnRequest, answer: str, by: Actor, at: datetime) -> None:
    """The partnership does not grant what the setting asked for, and says why."""
    access.require(by, "audits.decide_return", request.audit_return)
    _require_reason(answer)
    audit_return = queries.lock(request.audit_return)
    if not _answer_request(audit_return, RequestKind(request.kind), granted=False, answer=answer, by=by, at=at):
        raise DecisionNotPossible("This request has been answered already.")
    with journal.entry("audits.return.request_refused", by=by, at=at, about=audit_return):
        jobs.defer("audits.tell_setting_of_refusal", request_id=request.pk)


def extend_return(*, audit_return: AuditReturn, until: date, reason: str, by: Actor, at: datetime) -> AuditReturn:
    """Give one setting more time; a waiting request for it is granted by that."""
    access.require(by, "audits.decide_return", audit_return)
    _require_reason(reason)
    audit_return = queries.lock(audit_return)
    facts = queries.facts_of(audit_return)
    rules.require_step("give_up", facts)  # only what has not come in can have more time
    _require_extension(audit_return, until, at)
    _answer_request(audit_return, RequestKind.extension, granted=True, answer=reason, by=by, at=at)
    audit_return.extended_to = until
    _decide(audit_return, DecisionKind.extended, facts.state, reason, by=by, at=at, until=until)
    return audit_return


def exempt_return(*, audit_return: AuditReturn, reason: str, by: Actor, at: datetime) -> AuditReturn:
    """The setting need not answer; what it has written stays."""
    access.require(by, "audits.decide_return", audit_return)
    _require_reason(reason)
    audit_return = queries.lock(audit_return)
    after = rules.require_step("exempt", queries.facts_of(audit_return))
    _answer_request(audit_return, RequestKind.exemption, granted=True, answer=reason, by=by, at=at)
    withdraw_signatures(audit_return, at=at)
    _decide(audit_return, DecisionKind.exempted, after, reason, by=by, at=at)
    return audit_return


def record_not_returned(*, audit_return: AuditReturn, reason: str, by: Actor, at: datetime) -> AuditReturn:
    """No return came, and this is why: refused, not reached, or what the setting said."""
    access.require(by, "audits.decide_return", audit_return)
    _require_reason(reason)
    audit_return = queries.lock(audit_return)
    facts = queries.facts_of(audit_return)
    after = rules.require_step("give_up", facts)
    if not rules.is_overdue(facts, today=clock.day_of(at)):
        raise DecisionNotPossible("Wait until its last day is over, or make it exempt.")
    withdraw_signatures(audit_return, at=at)
    _decide(audit_return, DecisionKind.not_returned, after, reason, by=by, at=at)
    return audit_return


def settle_for_register(*, audit_return: AuditReturn, reason: str, by: Actor, at: datetime) -> None:
    """The setting has closed: it is exempt from that day, and what it has written stays."""
    access.require(by, "audits.follow_register", audit_return)
    audit_return = queries.lock(audit_return)
    after = rules.require_step("exempt", queries.facts_of(audit_return))
    _decide(audit_return, DecisionKind.exempted, after, reason, by=by, at=at)


def ask_again(*, audit_return: AuditReturn, reason: str, by: Actor, at: datetime) -> AuditReturn:
    """The setting is asked after all; it goes on with what it had written."""
    access.require(by, "audits.decide_return", audit_return)
    _require_reason(reason)
    audit_return = queries.lock(audit_return)
    after = rules.require_step("resume", queries.facts_of(audit_return))
    if not audit_return.answered:
        after = ReturnState.not_started
    withdraw_signatures(audit_return, at=at)
    _decide(audit_return, DecisionKind.resumed, after, reason, by=by, at=at)
    return audit_return


def reopen_submitted(*, audit_return: AuditReturn, reason: str, by: Actor, at: datetime) -> AuditReturn:
    """A return that came in goes back whole: signatures are withdrawn, and it is signed and handed in again.

    Until then the partnership does not read it. What was handed in stays in the history of the row. Whoever was
    rating it stops; once it is rated, visited or told it is not reopened any more (decision 30).
    """
    access.require(by, "audits.decide_return", audit_return)
    _require_reason(reason)
    audit_return = queries.lock(audit_return)
    after = rules.require_step("recall", queries.facts_of(audit_return))
    judged.take_from_moderators(audit_return, at=at)  # first: whoever finishes at this moment has finished
    if why := judged.why_not_reopened(by, audit_return):
        raise DecisionNotPossible(why)
    withdraw_signatures(audit_return, at=at)
    audit_return.submitted_at, audit_return.receipt = None, None
    _decide(audit_return, DecisionKind.reopened, after, reason, by=by, at=at)
    return audit_return


def _decide(
    audit_return: AuditReturn,
    kind: DecisionKind,
    after: ReturnState,
    reason: str,
    *,
    by: Actor,
    at: datetime,
    until: date | None = None,
) -> None:
    details = {"from": audit_return.state, "to": str(after), "kind": str(kind)}
    with journal.entry("audits.return.decided", by=by, at=at, about=audit_return, details=details):
        decision = ReturnDecision(
            audit_return=audit_return,
            establishment_id=audit_return.establishment_id,
            kind=kind,
            reason=reason.strip(),
            until=until,
            decided_by_id=by.person_id,
            decided_name="The register" if by.system else by.name,
            decided_at=at,
        )
        decision.save(force_insert=True)
        audit_return.state, audit_return.changed_at = after, at
        audit_return.save(update_fields=["state", "changed_at", "submitted_at", "receipt", "extended_to"])
        jobs.defer("audits.tell_setting_of_decision", decision_id=decision.pk)


def _answer_request(
    audit_return: AuditReturn, kind: RequestKind, *, granted: bool, answer: str, by: Actor, at: datetime
) -> bool:
    waiting = ReturnRequest.objects.filter(audit_return=audit_return, kind=kind, decided_at=None)
    done = waiting.update(granted=granted, answer=answer.strip(), decided_by_id=by.person_id, decided_at=at)
    return bool(done)


def _require_reason(reason: str) -> None:
    wrong = decision_rules.why_not_said(reason)
    if wrong:
        raise DecisionNotPossible(wrong)


def _require_extension(audit_return: AuditReturn, until: date | None, at: datetime) -> None:
    if until is None:
        raise DecisionNotPossible("Give the day until which.")
    wrong = decision_rules.why_no_extension(
        until=until,
        closes_on=audit_return.cycle.closes_on,
        now_until=audit_return.due_on,
        today=clock.day_of(at),
        calendar=queries.calendar_at(audit_return),
    )
    if wrong:
        raise DecisionNotPossible(wrong)
