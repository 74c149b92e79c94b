"""A work account is linked to a person once, or accepts an invitation in place of a password."""

from __future__ import annotations

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from concordat.accounts.models import Invitation, Person
from concordat.accounts.operations.inviting import (
    InvitationNotPossible,
    locked_invitation,
    start,
    waiting_invitation,
)
from concordat.core import journal
from concordat.core.actor import Actor, set_actor
from concordat.core.problems import Problem


class AnotherWorkAccount(Problem):
    """The person comes in with another work account already."""


def link_work_account(*, person: Person, provider: str, uid: str, at: datetime) -> None:
    """This account is the person's from now on. Raises `AnotherWorkAccount` where another one is.

    Runs in the sign-in phase; the provider's word about the address has been checked.
    """
    by = Actor(person_id=person.pk, name=person.name)
    set_actor(by, at=None, phase="sign_in")
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        if SocialAccount.objects.filter(user=person).exists():
            raise AnotherWorkAccount(
                "You sign in with another work account already. Use that one, or ask the office of your partnership."
            )
        made = SocialAccount(user=person, provider=provider, uid=uid, extra_data={})
        with journal.entry("accounts.work_account.linked", by=by, at=at, about=made, details={"provider": provider}):
            made.save(force_insert=True)


def accept_with_work_account(*, token: str, mail: str, at: datetime) -> Person:
    """Use an invitation's link once, with an account of the address invited. Raises `InvitationNotPossible`."""
    with transaction.atomic():
        found = waiting_invitation(token, at=at)
        if found.email.lower() != mail.lower():
            raise InvitationNotPossible("The invitation went to another address than that of your work account.")
        return _person_without_password(found, at=at)


def accept_by_mailbox(*, invitation_id: int, mail: str, at: datetime) -> Person:
    """An invitation whose mailbox has been proved by a code: the person exists, holds the role, and has no password."""
    with transaction.atomic():
        found = locked_invitation(at=at, pk=invitation_id, email=mail)
        return _person_without_password(found, at=at)


def _person_without_password(found: Invitation, *, at: datetime) -> Person:
    person = Person.objects.filter(email__iexact=found.email).first()
    if person is None:
        person = Person(email=found.email, name=found.name, joined_at=at)
        person.set_unusable_password()
        person.save(force_insert=True)
    start(found, person, at=at)
    return person
