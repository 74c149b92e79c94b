"""The session engine: Django's, with the person written beside the session; and how much a session has shown."""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from concordat.core.strength import Strength

DEMO_SIGN_IN = "demo_sign_in"
HAT = "hat"
FACTOR, PROVIDER, MAILED_CODE, MAILED_LINK = "mfa", "socialaccount", "mailed_code", "mailed_link"
AFTER = "after_confirming"  # where somebody was when the site asked
RECOVERY_CODE = "recovery_codes"
# A recovery code lets in and lets set up a new factor, which then is the strong one.
SHOWN = {
    (FACTOR, "totp"): Strength.strong,
    (FACTOR, "webauthn"): Strength.strong,
    (FACTOR, RECOVERY_CODE): Strength.organisational,
    (PROVIDER, None): Strength.organisational,
    (MAILED_CODE, None): Strength.organisational,
    (MAILED_LINK, None): Strength.organisational,
}


class SessionStore(DatabaseStore):
    """Stores sessions in `accounts.Session`."""

    @classmethod
    def get_model_class(cls) -> Any:
        """The table, found late because models load after sessions."""
        from concordat.accounts.models import Session

        return Session

    def create_model_instance(self, data: Any) -> Any:
        """The row to save, with the id of the person who is signed in."""
        row: Any = super().create_model_instance(data)
        person = data.get(SESSION_KEY)
        row.person_id = int(person) if person else None
        return row


def strength_of(request: Any, person: Any = None) -> Strength:
    """What this session has shown of a person: the one signed in, or the one who is signing in."""
    if person is None and request.session.get(DEMO_SIGN_IN):
        return Strength.strong
    kinds = [_kind(record) for record in get_authentication_records(request, person or request.user)]
    return max((SHOWN.get(kind, Strength.none) for kind in kinds), default=Strength.none)


def used_recovery_code(request: Any) -> bool:
    """Whether this session began with a printed code, so that a lost factor may be replaced."""
    return any(_kind(record) == (FACTOR, RECOVERY_CODE) for record in get_authentication_records(request, request.user))


def _kind(record: dict[str, Any]) -> tuple[str, str | None]:
    method = str(record.get("method", ""))
    return method, str(record.get("type")) if method == FACTOR else None
