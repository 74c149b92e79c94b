"""From the last answer to the receipt: finish, sign, record the board's approval, submit."""

from __future__ import annotations

from datetime import date, datetime

from concordat.audits import access, handed, queries, rules, signatures
from concordat.audits.models import AuditReturn, Delegation, SigningLink, SignOff
from concordat.audits.vocabulary import DelegationEnd, ReturnState, SignatureKind
from concordat.core import jobs, journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem


class SignatureNotPossible(Problem):
    """A signature that lacks something."""


def complete_return(*, audit_return: AuditReturn, by: Actor, at: datetime) -> AuditReturn:
    """The DSL finishes the answers; now the head can sign. Raises `rules.NotYet` with what is missing."""
    access.require(by, "audits.complete_return", audit_return)
    audit_return = queries.lock(audit_return)
    found = queries.evaluation(audit_return)
    current = handed.current(by, audit_return, at=at)
    out = sum(handed.is_out(row) for row in current)
    facts = queries.facts_of(audit_return, left_to_do=len(found.problems), sections_out=out)
    after = rules.require_completable(facts)
    _settle_sections(current, by=by, at=at)
    return _step(audit_return, "completed", after, by=by, at=at)


def _settle_sections(current: list[Delegation], *, by: Actor, at: datetime) -> None:
    """Who finishes confirms what colleagues gave back; what a leaver had is over. Part of a journalled step."""
    back = [row.pk for row in current if row.done_at is not None]
    Delegation.objects.filter(pk__in=back).update(confirmed_at=at, confirmed_by_id=by.person_id)
    rest = [row.pk for row in current if row.done_at is None]
    Delegation.objects.filter(pk__in=rest).update(ended_at=at, end=DelegationEnd.left)


def reopen_return(*, audit_return: AuditReturn, by: Actor, at: datetime) -> AuditReturn:
    """Take a finished return back to change an answer; signatures given are withdrawn, and stay on record."""
    access.require(by, "audits.complete_return", audit_return)
    audit_return = queries.lock(audit_return)
    after = rules.require_step("reopen", queries.facts_of(audit_return))
    withdraw_signatures(audit_return, at=at)
    return _step(audit_return, "reopened", after, by=by, at=at)


def sign_as_head(*, audit_return: AuditReturn, statement: str, shown: str, by: Actor, at: datetime) -> SignOff:
    """The head signs the declaration that was shown (s175, s157); `shown` is what its page was over."""
    access.require(by, "audits.sign_as_head", audit_return)
    return _sign(audit_return, "sign_head", SignatureKind.head, statement, shown, by=by, at=at)


def sign_as_chair(*, audit_return: AuditReturn, statement: str, shown: str, by: Actor, at: datetime) -> SignOff:
    """The chair of governors, or the board lead, signs for the board."""
    access.require(by, "audits.sign_as_chair", audit_return)
    return _sign(audit_return, "sign_board", SignatureKind.chair, statement, shown, by=by, at=at)


def record_board_minute(
    *,
    audit_return: AuditReturn,
    statement: str,
    shown: str,
    meeting_on: date,
    minute_number: str,
    review_by: date | None,
    by: Actor,
    at: datetime,
) -> SignOff:
    """The board approved it at a meeting: its date and the number of the minute stand for the chair's signature."""
    access.require(by, "audits.record_board_minute", audit_return)
    if meeting_on > at.date():
        raise SignatureNotPossible("The meeting must have taken place: give its date.")
    if not minute_number.strip():
        raise SignatureNotPossible("Give the number of the minute.")
    if review_by is not None and review_by <= meeting_on:
        raise SignatureNotPossible("The board reviews the action plan after the meeting: give a later date.")
    return _sign(
        audit_return,
        "sign_board",
        SignatureKind.board_minute,
        statement,
        shown,
        by=by,
        at=at,
        meeting_on=meeting_on,
        minute_number=minute_number.strip(),
        review_by=review_by,
    )


def submit_return(*, audit_return: AuditReturn, by: Actor, at: datetime) -> AuditReturn:
    """A setting hands its finished return to the partnership and gets a receipt number."""
    access.require(by, "audits.submit_return", audit_return)
    audit_return = queries.lock(audit_return)
    after = rules.require_step("submit", queries.facts_of(audit_return))
    audit_return.submitted_at = at
    audit_return.receipt = rules.receipt_number(year=audit_return.cycle.year, return_id=audit_return.pk)
    step = _step(audit_return, "submitted", after, by=by, at=at, more=("submitted_at", "receipt"))
    jobs.defer("audits.thank_setting", return_id=audit_return.pk)
    return step


def _sign(
    audit_return: AuditReturn,
    step: str,
    kind: SignatureKind,
    statement: str,
    shown: str,
    *,
    by: Actor,
    at: datetime,
    meeting_on: date | None = None,
    minute_number: str = "",
    review_by: date | None = None,
) -> SignOff:
    if not statement.strip():
        raise SignatureNotPossible("There is no declaration to sign.")
    audit_return = queries.lock(audit_return)
    after = rules.require_step(step, queries.facts_of(audit_return))
    if kind is SignatureKind.chair:
        rules.require_two_signers(signs=by.person_id, signed_as_head=signatures.head_of(audit_return))
    stands = signatures.digest_to_sign(by, audit_return)
    if shown != stands:
        raise SignatureNotPossible("This return was changed after you opened this page. Read it again, then sign.")
    signed = SignOff(
        audit_return=audit_return,
        establishment_id=audit_return.establishment_id,
        kind=kind,
        signed_by_id=_person(by),
        signed_name=by.name,
        signed_at=at,
        statement=statement,
        answers_digest=stands,
        meeting_on=meeting_on,
        minute_number=minute_number,
        review_by=review_by,
    )
    signed.save(force_insert=True)
    _step(audit_return, "signed", after, by=by, at=at, kind=str(kind))
    return signed


def _step(
    audit_return: AuditReturn,
    verb: str,
    after: ReturnState,
    *,
    by: Actor,
    at: datetime,
    more: tuple[str, ...] = (),
    kind: str = "",
) -> AuditReturn:
    details = {"from": audit_return.state, "to": str(after)} | ({"kind": kind} if kind else {})
    with journal.entry(f"audits.return.{verb}", by=by, at=at, about=audit_return, details=details):
        audit_return.state, audit_return.changed_at = after, at
        audit_return.save(update_fields=["state", "changed_at", *more])
    return audit_return


def withdraw_signatures(audit_return: AuditReturn, *, at: datetime) -> None:
    """Signatures that stood stand no more; they stay on record."""
    SignOff.objects.filter(audit_return=audit_return, withdrawn_at=None).update(withdrawn_at=at)
    SigningLink.objects.filter(audit_return=audit_return, used_at=None, withdrawn_at=None).update(withdrawn_at=at)


def _person(by: Actor) -> int:
    if by.person_id is None:
        raise SignatureNotPossible("A person signs, never the system.")
    return by.person_id
