"""The head or safeguarding lead asks the chair to sign by a link; the chair proves the mailbox and signs."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from concordat.accounts import operations as account_operations
from concordat.accounts import queries as account_queries
from concordat.accounts import tokens
from concordat.accounts.vocabulary import Role
from concordat.audits import access, by_link, queries, rules
from concordat.audits.models import AuditReturn, SigningLink, SignOff
from concordat.audits.operations.signing import sign_as_chair
from concordat.core import jobs, journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem

LINK_LASTS = timedelta(days=14)
CODE_LASTS = timedelta(minutes=10)
TRIES = 5
CODES_A_LINK = 6
OVER = "This link cannot be used any more. Ask the school for a new one."


class LinkNotPossible(Problem):
    """A link that cannot be sent or used."""


def ask_chair(*, audit_return: AuditReturn, name: str, email: str, by: Actor, at: datetime) -> SigningLink:
    """Ask one chair to sign this return as it stands; a link that was sent before stops working."""
    access.require(by, "audits.ask_chair", audit_return)
    audit_return = queries.lock(audit_return)
    rules.require_step("sign_board", queries.facts_of(audit_return))
    mail = email.strip()
    try:
        validate_email(mail)
    except ValidationError as wrong:
        raise LinkNotPossible("Give a mail address such as name@school.example.") from wrong
    if not name.strip():
        raise LinkNotPossible("Give the name of the chair.")
    place = audit_return.establishment_id
    chair = account_queries.holder_by_email(place, Role.governor, mail, at=at)
    invitation = None
    if chair is None:
        invitation = account_operations.invite_person(
            organisation=audit_return.establishment.organisation,
            role=Role.governor,
            name=name,
            email=mail,
            by=by,
            at=at,
            tells=False,
        )
    withdraw_links(audit_return=audit_return, at=at)
    nonce = secrets.token_hex(16)
    assert by.person_id is not None
    made = SigningLink(
        audit_return=audit_return,
        establishment_id=place,
        email=mail,
        name=chair.name if chair else name.strip(),
        person_id=chair.pk if chair else None,
        invitation_id=invitation.pk if invitation else None,
        answers_digest=queries.answers_digest(audit_return),
        nonce=nonce,
        token_hash=tokens.hash_of(tokens.signing_token(nonce)),
        asked_by_id=by.person_id,
        asked_at=at,
        expires_at=at + LINK_LASTS,
    )
    with journal.entry("audits.signing_link.sent", by=by, at=at, about=made, details={"return": audit_return.pk}):
        made.save(force_insert=True)
    jobs.defer("audits.send_signing_link", link_id=made.pk)
    return made


def withdraw_links(*, audit_return: AuditReturn, at: datetime) -> None:
    """Links of this return stop working: it is reopened, or another link is sent. Part of a journalled step."""
    waiting = SigningLink.objects.filter(audit_return=audit_return, used_at=None, withdrawn_at=None)
    waiting.update(withdrawn_at=at)


def send_signing_code(*, link: SigningLink, at: datetime) -> None:
    """A new code to the chair's mailbox; in the sign-in phase, in which nobody acts yet."""
    found = _locked(link, at=at)
    if found.codes_sent >= CODES_A_LINK:
        raise LinkNotPossible("We have sent you many codes already. Ask the school for a new link.")
    found.code_nonce, found.code_tries = secrets.token_hex(16), 0
    found.code_expires_at, found.codes_sent = at + CODE_LASTS, found.codes_sent + 1
    found.save(update_fields=["code_nonce", "code_tries", "code_expires_at", "codes_sent"])
    jobs.defer("audits.send_signing_code", link_id=found.pk, number=found.codes_sent)


def prove_chair(*, link: SigningLink, typed: str, at: datetime) -> SigningLink:
    """The code from the mailbox, once; a chair who was never here is one from now on. A wrong try counts."""
    found = _locked(link, at=at)
    if (
        not found.code_nonce
        or found.code_expires_at is None
        or found.code_expires_at <= at
        or found.code_tries >= TRIES
    ):
        raise LinkNotPossible("This code does not work any more. Ask for a new one.")
    digits = "".join(letter for letter in typed if letter.isascii() and letter.isdecimal())[:20]
    if not hmac.compare_digest(tokens.code_for(found.code_nonce), digits):
        SigningLink.objects.filter(pk=found.pk).update(code_tries=found.code_tries + 1)
        raise LinkNotPossible("That is not the code we sent last. Look at the newest letter, or ask for a new code.")
    found.code_nonce = ""
    if found.person_id is None:
        assert found.invitation_id is not None
        person = account_operations.accept_by_mailbox(invitation_id=found.invitation_id, mail=found.email, at=at)
        by_link.as_nobody()
        found.person_id = person.pk
    found.save(update_fields=["code_nonce", "person"])
    return found


def sign_by_link(*, link: SigningLink, statement: str, by: Actor, at: datetime) -> SignOff:
    """The chair signs what was asked for and nothing that was changed since; the link is used."""
    audit_return = queries.return_for(by, link.audit_return_id)
    if link.person_id != by.person_id or queries.answers_digest(audit_return) != link.answers_digest:
        raise LinkNotPossible("This return was changed after you were asked. Ask the school for a new link.")
    signed = sign_as_chair(audit_return=audit_return, statement=statement, shown=link.answers_digest, by=by, at=at)
    with journal.entry("audits.signing_link.used", by=by, at=at, about=link):
        changed = SigningLink.objects.filter(pk=link.pk, used_at=None, withdrawn_at=None).update(used_at=at)
        if changed != 1:
            raise LinkNotPossible(OVER)
    return signed


def _locked(link: SigningLink, *, at: datetime) -> SigningLink:
    found = SigningLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if found.used_at is not None or found.withdrawn_at is not None or found.expires_at <= at:
        raise LinkNotPossible(OVER)
    return found
