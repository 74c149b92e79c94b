"""Who may see and change the register. The database keeps the same promise in `row_security.py`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from concordat.accounts import access as account_access
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE, PARTNERSHIP_TEAM, SETTING_TEAM, TRUST_TEAM, Role
from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.clock import now
from concordat.core.permissions import Predicate, role, signed_in
from concordat.establishments.models import Absence, Establishment, EstablishmentLink, StaffPost

require = permissions.require
allows = permissions.allows


def _in_area(actor: Actor, establishment: Any) -> bool:
    """The office of a partnership that covers the setting's authority today."""
    if establishment is None or not actor.holds(*PARTNERSHIP_OFFICE):
        return False
    areas = account_access.own_authorities(actor, *PARTNERSHIP_OFFICE, at=now())
    return areas.filter(pk=establishment.local_authority_id).exists()


office = Predicate(
    "the office of the partnership over the setting's area", _in_area, lambda actor: actor.holds(*PARTNERSHIP_OFFICE)
)
team = role(*PARTNERSHIP_TEAM, *TRUST_TEAM, says="the partnership's team and the trust's")
keeps_posts = Predicate(
    "the head or designated safeguarding lead of the setting, its trust or the partnership's office",
    lambda actor, establishment: account_access.allows(actor, "accounts.see_people", establishment.organisation),
    lambda actor: permissions.allows_somewhere(actor, "accounts.see_people"),
)
own_post = Predicate(
    "the person in the post",
    lambda actor, post: post.person_id is not None and post.person_id == actor.person_id,
    lambda actor: actor.holds(*SETTING_TEAM),
)
keeps_absences = Predicate(
    keeps_posts.says,
    lambda actor, post: keeps_posts.holds(actor, post.establishment),
    keeps_posts.possible,
)
manages_business = Predicate(
    "the school business manager of the setting",
    lambda actor, establishment: (
        establishments_of(actor, Role.school_business_manager).filter(pk=establishment.pk).exists()
    ),
    lambda actor: actor.holds(Role.school_business_manager),
)
register_import = permissions.system("establishments.register_import")
founder = permissions.system("accounts.founder")

PERMISSIONS = {
    "establishments.see_register": [[signed_in]],
    "establishments.import_register": [[register_import]],
    "establishments.load_authorities": [[register_import], [founder]],
    "establishments.create_local_setting": [[office], [founder]],
    "establishments.change_local_setting": [[office], [founder]],
    "establishments.merge_local_setting": [[office], [founder]],
    "establishments.close_local_setting": [[office], [founder]],
    "establishments.see_leads": [[team]],
    "establishments.keep_term_dates": [[office], [founder]],
    "establishments.keep_own_dates": [[keeps_posts], [manages_business], [founder]],
    "establishments.assign_post": [[keeps_posts], [founder]],
    "establishments.describe_post": [[keeps_posts], [founder]],
    "establishments.end_post": [[keeps_posts], [founder]],
    "establishments.note_absence": [[own_post], [keeps_absences], [founder]],
}
permissions.declare(PERMISSIONS)


def keeps_area(actor: Actor, authority_id: int) -> bool:
    """Whether the actor is in the office of a partnership over this authority today."""
    if actor.system == "accounts.founder":
        return True
    return account_access.own_authorities(actor, *PARTNERSHIP_OFFICE, at=now()).filter(pk=authority_id).exists()


def establishments_of(actor: Actor, *roles: str) -> QuerySet[Establishment]:
    """The actor's own settings, those of the actor's trusts, and local settings that were merged into one of these.

    `core.my_establishments` says the same.
    """
    places = actor.organisations(*roles)
    if not places:  # whoever holds none of these roles is spared the question, and the database with them
        return Establishment.objects.none()
    every, merged_into = Establishment.objects, "organisation__successor"
    found = (
        every.filter(pk__in=places),
        every.filter(trust_id__in=places),
        every.filter(**{f"{merged_into}_id__in": places}),
        every.filter(**{f"{merged_into}__establishment__trust_id__in": places}),
    )
    own, *others = (one.values("pk") for one in found)
    return every.filter(pk__in=own.union(*others))  # each part by its own index: an "or" would read the whole table


def closed_before(settings: QuerySet[Establishment], *, on: date) -> QuerySet[Any, Any]:
    """Ids of closed settings that these follow by the register's links."""
    links = EstablishmentLink.objects.filter(later__in=settings.values("pk"), earlier__organisation__closed_on__lte=on)
    return links.values("earlier_id")


def visible_posts(actor: Actor, *, at: datetime) -> QuerySet[StaffPost]:
    """Posts that the actor may see: the actor's own, and every post at the places the actor works with."""
    if actor.system:
        return StaffPost.objects.all()
    places = account_access.roster(actor, at.date())
    return StaffPost.objects.filter(Q(person_id=actor.person_id) | Q(establishment_id__in=places.values("pk")))


def visible_absences(actor: Actor, *, at: datetime) -> QuerySet[Absence]:
    """Days away that the actor may see: the actor's own, and everybody's at the places the actor works with."""
    if actor.system:
        return Absence.objects.all()
    places = account_access.roster(actor, at.date())
    return Absence.objects.filter(Q(person_id=actor.person_id) | Q(establishment_id__in=places.values("pk")))
