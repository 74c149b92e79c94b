"""What a person signs in with is taken away, or was set up anew."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from concordat.accounts import access
from concordat.accounts.models import KeptForm, Person, Session
from concordat.core import journal
from concordat.core.actor import Actor


def remove_factors(*, person_id: int, by: Actor, at: datetime) -> None:
    """App, keys, printed codes and work account go, open sessions end; a new factor is due. In the sign-in phase."""
    access.require(by, "accounts.remove_factors")
    person = Person.objects.select_for_update().get(pk=person_id)
    with journal.entry("accounts.factors.removed", by=by, at=at, about=person):
        Authenticator.objects.filter(user_id=person_id).delete()
        SocialAccount.objects.filter(user_id=person_id).delete()
        KeptForm.objects.filter(person_id=person_id).delete()
        Session.objects.filter(person_id=person_id).delete()
        Person.objects.filter(pk=person_id).update(factor_due_at=at)


def note_factor(*, person_id: int, kind: str, by: Actor, at: datetime) -> None:
    """An app or a key was set up; nothing is due any more."""
    access.require(by, "accounts.see_own_account")
    person = Person.objects.get(pk=person_id)
    with journal.entry("accounts.factor.set_up", by=by, at=at, about=person, details={"kind": kind}):
        Person.objects.filter(pk=person_id).update(factor_due_at=None)
