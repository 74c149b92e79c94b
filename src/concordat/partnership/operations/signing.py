"""A named setting opens and acknowledges the arrangements, and its head and its governor sign its duties."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.clock import day_of
from concordat.core.problems import Problem
from concordat.partnership import access, rules
from concordat.partnership.duties import tracking
from concordat.partnership.duties.tracking import InForce
from concordat.partnership.models import ArrangementsReceipt, DutySignature, DutyStatement, Naming
from concordat.partnership.vocabulary import ReceiptKind, SignerKind


class SignatureNotPossible(Problem):
    """Something that cannot be acknowledged or signed so."""


def open_arrangements(*, naming: Naming, by: Actor, at: datetime) -> ArrangementsReceipt:
    """Somebody of a named setting opens the arrangements in force; the first time is on record."""
    access.require(by, "partnership.open_arrangements", naming)
    return _receive(naming, ReceiptKind.opened, _in_force(naming, at), by=by, at=at)


def acknowledge_arrangements(*, naming: Naming, arrangements_id: int, by: Actor, at: datetime) -> ArrangementsReceipt:
    """The head acknowledges the version that was shown, once (A-03); it was opened then, too."""
    access.require(by, "partnership.acknowledge_arrangements", naming)
    found = _in_force(naming, at)
    if found.arrangements is None or found.arrangements.pk != arrangements_id:
        raise SignatureNotPossible("There is a newer version of the arrangements. Read it below, then acknowledge it.")
    with transaction.atomic():
        _receive(naming, ReceiptKind.opened, found, by=by, at=at)
        return _receive(naming, ReceiptKind.acknowledged, found, by=by, at=at)


def sign_duties(
    *, naming: Naming, statement_id: int, digest: str, kind: SignerKind, by: Actor, at: datetime
) -> DutySignature:
    """The head or the governor signs the setting's duties in the words that were shown, by their digest (A-04)."""
    access.require(by, f"partnership.sign_duties_as_{kind}", naming)
    statement = _in_force(naming, at).statement
    text = tracking.text_of(statement, naming.establishment.type_code) if statement else ""
    if statement is None or statement.pk != statement_id or rules.digest_of_text(text) != digest:
        raise SignatureNotPossible("The duties have changed since you opened them. Read them below, then sign.")
    given = tracking.signatures_under(statement.pk, naming.establishment_id)
    if kind in given:
        return given[kind]
    signers = {one: signature.signed_by_id for one, signature in given.items()}
    why_not = rules.why_not_sign(kind, signers, person_id=_person(by))
    if why_not:
        raise SignatureNotPossible(why_not)
    return _sign(naming, statement, kind, text, by=by, at=at)


def _sign(
    naming: Naming, statement: DutyStatement, kind: SignerKind, text: str, *, by: Actor, at: datetime
) -> DutySignature:
    made = DutySignature(
        statement=statement,
        establishment_id=naming.establishment_id,
        partnership_id=naming.partnership_id,
        kind=kind,
        signed_by_id=_person(by),
        signed_name=by.name,
        signed_at=at,
        text=text,
        digest=rules.digest_of_text(text),
    )
    details = {"kind": str(kind), "establishment": naming.establishment_id, "digest": made.digest}
    try:
        with journal.entry("partnership.duties.signed", by=by, at=at, about=statement, details=details):
            made.save(force_insert=True)
    except IntegrityError:  # pressed twice at once: signed twice is signed once
        given = tracking.signatures_under(statement.pk, naming.establishment_id)
        if kind not in given:
            raise SignatureNotPossible("Another signature came at the same moment. Look again.") from None
        return given[kind]
    return made


def _receive(naming: Naming, kind: ReceiptKind, found: InForce, *, by: Actor, at: datetime) -> ArrangementsReceipt:
    if found.arrangements is None:
        raise SignatureNotPossible("The partnership has not recorded its arrangements yet.")
    made, is_new = ArrangementsReceipt.objects.get_or_create(
        establishment_id=naming.establishment_id,
        arrangements=found.arrangements,
        kind=kind,
        defaults={
            "partnership_id": naming.partnership_id,
            "person_id": _person(by),
            "person_name": by.name,
            "at": at,
        },
    )
    if is_new:
        details = {"establishment": naming.establishment_id}
        with journal.entry(f"partnership.arrangements.{kind}", by=by, at=at, about=found.arrangements, details=details):
            pass
    return made


def _in_force(naming: Naming, at: datetime) -> InForce:
    return tracking.in_force(naming.partnership_id, day_of(at))


def _person(by: Actor) -> int:
    if by.person_id is None:
        raise SignatureNotPossible("A person does this, never the system.")
    return by.person_id
