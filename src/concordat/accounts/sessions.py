"""The session engine: Django's, with the person written beside the session."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

DEMO_SIGN_IN = "demo_sign_in"
SECOND_FACTOR = "second_factor"


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
