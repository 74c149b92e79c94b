"""Who sees the answers of a return, in a sentence that is written from the roles that the database lets in."""

from __future__ import annotations

from collections.abc import Iterable

from concordat.accounts.vocabulary import ROLE_NAMES, TRUST_TEAM, Role
from concordat.audits.models import AuditReturn
from concordat.audits.row_security import READERS_IN_PARTNERSHIP
from concordat.audits.vocabulary import WHOLE_TEAM


def who_sees(audit_return: AuditReturn) -> str:
    """The people of the setting, of its trust where it has one, and of the partnership."""
    trust = TRUST_TEAM if audit_return.register.get("trust_name") else ()
    return (
        f"At your setting: {_named((*WHOLE_TEAM, *trust))}, and whoever is handed the section. In the partnership:"
        f" {_named(READERS_IN_PARTNERSHIP)}. Nobody else is given it with your setting's name."
    )


def _named(roles: Iterable[Role]) -> str:
    *names, last = [_small(ROLE_NAMES[role]) for role in roles]
    return f"{', '.join(names)} and {last}"


def _small(name: str) -> str:
    """A role within a sentence; abbreviations stay as they are."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]
