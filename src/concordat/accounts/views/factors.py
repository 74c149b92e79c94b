"""Setting up an authenticator app, a passkey or a key: allauth's pages, after which the session is a strong one.

Only somebody who has shown the factor there is, or a printed code, may add another or take one away: else
a password and a mailbox would be enough to become strong (`accounts.middleware`).
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.http import HttpResponse

from concordat.accounts import operations
from concordat.accounts.sessions import FACTOR
from concordat.core.clock import now
from concordat.core.views import permission


class SetUpCodes(ActivateTOTPView):  # type: ignore[misc]
    """An authenticator app."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The code that was typed just now proves the app."""
        answer: HttpResponse = super().form_valid(form)
        _now_strong(self.request, "totp")
        return answer


class AddKey(AddWebAuthnView):  # type: ignore[misc]
    """A passkey or security key."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The key has just answered."""
        answer: HttpResponse = super().form_valid(form)
        _now_strong(self.request, "webauthn")
        return answer


def _now_strong(request: Any, kind: str) -> None:
    record_authentication(request, request.user, FACTOR, type=kind)
    operations.note_factor(person_id=request.user.pk, kind=kind, by=request.actor, at=now())


set_up_codes = permission("accounts.see_own_account")(SetUpCodes.as_view())
add_key = permission("accounts.see_own_account")(AddKey.as_view())
