"""The steps of signing in after the password: a factor where there is one, else a code by mail."""

from __future__ import annotations

from typing import Any

from allauth.account.stages import LoginStage
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpResponse
from django.shortcuts import redirect

from concordat.accounts import operations
from concordat.accounts.sessions import strength_of
from concordat.core.actor import Actor, set_actor
from concordat.core.clock import now
from concordat.core.strength import Strength


class FactorStage(AuthenticateStage):  # type: ignore[misc]
    """Ask for the factor, unless a provider or a passkey has vouched for the person already."""

    def _should_handle(self, request: Any) -> bool:
        person = self.login.user
        if person is None or strength_of(request, person) >= Strength.organisational:
            return False
        return bool(super()._should_handle(request))


class MailedCodeStage(LoginStage):  # type: ignore[misc]
    """Whoever has shown nothing but a password gets a code by mail."""

    key = "mailed_code"
    urlname = "accounts:mailed_code"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Send it and go to the page that asks for it."""
        person = self.login.user
        if person is None or strength_of(self.request, person) >= Strength.organisational:
            return None, True
        by = Actor(person_id=person.pk, name=person.name)
        set_actor(by, at=None, phase="sign_in")
        try:
            operations.ask_code(person=person, by=by, at=now())
        except operations.TooManyCodes:
            self.state["too_many"] = True
        return redirect("accounts:mailed_code"), True
