"""Inviting by mail, and accepting."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from concordat.accounts import access, queries, tokens
from concordat.accounts.models import Invitation, Organisation, Person, RoleHeld
from concordat.accounts.operations.founding import require_fitting
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE, SETTING_KEEPERS, OrganisationKind, Role
from concordat.core import jobs, journal
from concordat.core.actor import Actor, set_actor
from concordat.core.problems import Problem

LASTS = timedelta(days=14)
CALL_FIRST = (
    "Everybody who kept this setting's accounts has left. Ring the setting on the number of the register first,"
    " and note the call: Joining, account keepers."
)

READS_MORE = (
    "This role reads more of the setting than yours. The head or the designated safeguarding lead gives it, or the"
    " trust or the partnership's office."
)


class InvitationNotPossible(Problem):
    """An invitation that cannot be sent or used."""


def invite_person(
    *,
    organisation: Organisation,
    role: Role,
    name: str,
    email: str,
    by: Actor,
    at: datetime,
    called_back: bool = False,
    tells: bool = True,
) -> Invitation:
    """Invite somebody to one role; the mail goes out when this transaction has been kept.

    Where everybody who kept a setting's accounts has left, the partnership's office rings there first, because
    whoever writes to the office then may be anybody. `called_back` says that it has, or that the caller knows
    of somebody who keeps the accounts.
    """
    access.require(by, "accounts.invite_person", organisation)
    require_fitting(role, organisation)
    if role not in access.roles_to_give(by, organisation):
        raise InvitationNotPossible(READS_MORE)
    if not called_back and _needs_a_call(organisation, by=by, at=at):
        raise InvitationNotPossible(CALL_FIRST)
    if not name.strip():
        raise InvitationNotPossible("Give the name of the person you invite.")
    try:
        validate_email(email.strip())
    except ValidationError as wrong:
        raise InvitationNotPossible("Give a mail address such as name@school.example.") from wrong
    made = Invitation(
        token_hash=secrets.token_bytes(32),
        nonce=secrets.token_hex(16),
        email=email.strip(),
        name=name.strip(),
        organisation=organisation,
        role=role,
        invited_by_id=by.person_id,
        invited_at=at,
        expires_at=at + LASTS,
    )
    with journal.entry("accounts.invitation.sent", by=by, at=at, about=made, details={"role": role}):
        made.save(force_insert=True)
        made.token_hash = tokens.hash_of(tokens.token_for(made.pk, made.nonce))
        made.save(update_fields=["token_hash"])
    if tells:  # else another letter does, such as the one that asks for a signature
        jobs.defer("accounts.send_invitation", invitation_id=made.pk)
    return made


def _needs_a_call(organisation: Organisation, *, by: Actor, at: datetime) -> bool:
    """The office invites from afar to a setting that has lost its keepers; its trust knows its own people."""
    if organisation.kind != OrganisationKind.establishment or not by.holds(*PARTNERSHIP_OFFICE):
        return False
    if access.knows_the_place(by, organisation, at=at):
        return False
    return bool(queries.left_by_all([organisation.pk], *SETTING_KEEPERS, at=at))


def withdraw_invitation(*, invitation: Invitation, by: Actor, at: datetime) -> None:
    """The link stops working at once."""
    access.require(by, "accounts.invite_person", invitation.organisation)
    if invitation.accepted_at is not None:
        raise InvitationNotPossible("This invitation has been accepted. End the role instead.")
    with journal.entry("accounts.invitation.withdrawn", by=by, at=at, about=invitation):
        Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=at)


def note_opened(*, invitation: Invitation, at: datetime) -> None:
    """The link was opened for the first time. Nobody acts yet, so the journal has nothing to say."""
    Invitation.objects.filter(pk=invitation.pk, opened_at=None).update(opened_at=at)


def accept_invitation(*, token: str, password: str, at: datetime) -> Person:
    """Use the link once: the person exists from now on, holds the role and has a password.

    Runs in the sign-in phase. Raises `InvitationNotPossible` for a link that is not known, used, withdrawn
    or past its day: one sentence for all, so that the answer tells a stranger nothing.
    """
    with transaction.atomic():
        found = waiting_invitation(token, at=at)
        person = Person.objects.filter(email__iexact=found.email).first()
        if person is None:
            person = Person(email=found.email, name=found.name, joined_at=at)
        if not person.has_usable_password() or person.pk is None:
            _set_password(person, password)
            person.save()
        elif not person.check_password(password):
            raise InvitationNotPossible("You have an account already: enter its password, or reset it first.")
        start(found, person, at=at)
    return person


def waiting_invitation(token: str, *, at: datetime) -> Invitation:
    """The invitation behind a link, locked. Raises `InvitationNotPossible` with one sentence for every reason."""
    return locked_invitation(at=at, token_hash=tokens.hash_of(token))


def locked_invitation(*, at: datetime, **which: object) -> Invitation:
    """One that still waits, locked. Raises `InvitationNotPossible`."""
    waiting = Invitation.objects.select_for_update(of=("self",)).select_related("organisation")
    found = waiting.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at, **which).first()
    if found is None:
        raise InvitationNotPossible("This invitation cannot be used any more. Ask for a new one.")
    return found


def start(found: Invitation, person: Person, *, at: datetime) -> None:
    """The role begins, and the link is used."""
    by = Actor(person_id=person.pk, name=person.name)
    set_actor(by, at=None, phase="sign_in")
    RoleHeld.objects.get_or_create(
        person=person,
        organisation=found.organisation,
        role=found.role,
        ends_at=None,
        defaults={"starts_at": at},
    )
    found.accepted_at, found.accepted_by = at, person
    with journal.entry("accounts.invitation.accepted", by=by, at=at, about=found, details={"role": found.role}):
        found.save(update_fields=["accepted_at", "accepted_by"])


def _set_password(person: Person, password: str) -> None:
    try:
        validate_password(password, person)
    except ValidationError as wrong:
        raise InvitationNotPossible(" ".join(wrong.messages)) from wrong
    person.set_password(password)
