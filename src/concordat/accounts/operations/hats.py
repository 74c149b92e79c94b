"""Somebody whose roles must not mix says on which side they work now."""

from __future__ import annotations

from datetime import datetime

from concordat.accounts import access
from concordat.accounts.models import Person
from concordat.accounts.vocabulary import Hat
from concordat.core import journal
from concordat.core.actor import Actor


def put_hat_on(*, hat: Hat, by: Actor, at: datetime) -> None:
    """Journaled, so that it can be seen in which hat something was done; the session keeps it."""
    access.require(by, "accounts.see_own_account")
    assert by.person_id is not None
    about = Person.objects.get(pk=by.person_id)
    with journal.entry("accounts.hat.put_on", by=by, at=at, about=about, details={"hat": hat}):
        pass
