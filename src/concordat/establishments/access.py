"""Who may see and change the register. The database keeps the same promise in `row_security.py`."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from concordat.accounts import access as account_access
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE
from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.permissions import Predicate, role, signed_in
from concordat.establishments.models import Establishment

require = permissions.require
allows = permissions.allows

office = role(*PARTNERSHIP_OFFICE, says="the partnership's office")
keeps_posts = Predicate(
    "the head or designated safeguarding lead of the setting, its trust or the partnership's office",
    lambda actor, establishment: account_access.allows(actor, "accounts.see_people", establishment.organisation),
    lambda actor: permissions.allows_somewhere(actor, "accounts.see_people"),
)
register_import = permissions.system("establishments.register_import")
founder = permissions.system("accounts.founder")

PERMISSIONS = {
    "establishments.see_register": [[signed_in]],
    "establishments.import_register": [[register_import]],
    "establishments.create_local_setting": [[office], [founder]],
    "establishments.merge_local_setting": [[office], [founder]],
    "establishments.assign_post": [[keeps_posts], [founder]],
    "establishments.end_post": [[keeps_posts], [founder]],
}
permissions.declare(PERMISSIONS)


def establishments_of(actor: Actor, *roles: str) -> QuerySet[Establishment]:
    """The actor's own settings and those of the actor's trusts, as `core.my_establishments` says it."""
    places = actor.organisations(*roles)
    return Establishment.objects.filter(Q(pk__in=places) | Q(trust_id__in=places))
