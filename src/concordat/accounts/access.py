"""Who may invite people and end their roles; the database keeps the same promise in `row_security.py`."""

from __future__ import annotations

from typing import Any

from concordat.accounts.vocabulary import MAY_INVITE, OrganisationKind, Role
from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.permissions import Predicate, signed_in

require = permissions.require
allows = permissions.allows
INVITERS = tuple(dict.fromkeys(role for roles in MAY_INVITE.values() for role in roles))


def _charge(actor: Actor, organisation: Any) -> bool:
    """An inviter of that kind of organisation, held at it; the partnership office anywhere it may see."""
    kind = OrganisationKind(organisation.kind)
    return organisation.pk in actor.organisations(*MAY_INVITE.get(kind, ()))


keeps_people = Predicate(
    "the head or designated safeguarding lead of the setting, the trust's lead or the partnership's office",
    _charge,
    lambda actor: actor.holds(*INVITERS),
)
partnership_office = Predicate(
    "the partnership's office",
    lambda actor, organisation: (
        organisation.kind == OrganisationKind.establishment
        and actor.holds(Role.business_manager, Role.partnership_administrator)
    ),
    lambda actor: actor.holds(Role.business_manager, Role.partnership_administrator),
)
founder = permissions.system("accounts.founder")

PERMISSIONS = {
    "accounts.see_people": [[keeps_people], [partnership_office]],
    "accounts.invite_person": [[keeps_people], [partnership_office], [founder]],
    "accounts.end_role": [[keeps_people], [partnership_office], [founder]],
    "accounts.see_own_account": [[signed_in]],
    "accounts.found": [[founder]],
}
permissions.declare(PERMISSIONS)
