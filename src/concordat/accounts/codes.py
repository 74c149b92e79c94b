"""What the worker needs to know of a mailed code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from concordat.accounts import tokens
from concordat.accounts.models import MailedCode


@dataclass(frozen=True)
class CodeToSend:
    """What the mail needs."""

    email: str
    code: str


def code_to_send(code_id: int, *, at: datetime) -> CodeToSend | None:
    """A code that still waits, with its digits made anew; in the sign-in phase."""
    found = MailedCode.objects.select_related("person").filter(pk=code_id, used_at=None, expires_at__gt=at).first()
    return CodeToSend(found.person.email, tokens.code_for(found.nonce)) if found else None
