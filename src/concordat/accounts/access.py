"""Who may see and invite people and end their roles; the database keeps the same promise in `row_security.py`.

A setting is in the charge of its own leaders, of its trust and of the partnerships over its area. Tables of
the contexts above are reached by the names of their relations, as foreign keys are.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from concordat.accounts.models import Invitation, Organisation, Person, RoleHeld
from concordat.accounts.row_security import ROSTER_KEEPERS, ROSTER_READERS
from concordat.accounts.vocabulary import (
    GIVEN_BY_THOSE_WHO_READ_LESS,
    KEEPERS_WHO_READ_LESS,
    KINDS_OF_ROLE,
    MAY_INVITE,
    MAY_TAKE_EVERYTHING,
    PARTNERSHIP_OFFICE,
    SETTING_KEEPERS,
    TRUST_TEAM,
    OrganisationKind,
    Role,
)
from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.clock import now
from concordat.core.permissions import Predicate, signed_in
from concordat.core.strength import Strength

require = permissions.require
allows = permissions.allows
INVITERS = tuple(dict.fromkeys(role for roles in MAY_INVITE.values() for role in roles))


def _at_its_own(actor: Actor, organisation: Any) -> bool:
    """An inviter of that kind of organisation, held at it."""
    kind = OrganisationKind(organisation.kind)
    return organisation.pk in actor.organisations(*MAY_INVITE.get(kind, ()))


def _from_above(actor: Actor, organisation: Any) -> bool:
    """A setting of the actor's trust, or in the area of the actor's partnership."""
    if organisation.kind != OrganisationKind.establishment or not actor.holds(*TRUST_TEAM, *PARTNERSHIP_OFFICE):
        return False
    return charges(actor, at=now()).filter(pk=organisation.pk).exists()


keeps_people = Predicate(
    "whoever keeps the setting's accounts (head, safeguarding lead or school business manager), the trust's lead"
    " or the partnership's office",
    _at_its_own,
    lambda actor: actor.holds(*INVITERS),
)
keeps_from_above = Predicate(
    "the trust or the partnership's office", _from_above, lambda actor: actor.holds(*TRUST_TEAM, *PARTNERSHIP_OFFICE)
)
founder = permissions.system("accounts.founder")
front_desk = permissions.system("joining.front_desk")
doorkeeper = permissions.system("accounts.doorkeeper")
register_import = permissions.system("establishments.register_import")
office_anywhere = permissions.role(*PARTNERSHIP_OFFICE, says="the partnership's office")

takes_everything = Predicate(
    "the head or designated safeguarding lead of the setting, or the partnership's business manager",
    lambda actor, organisation: (
        organisation.pk in actor.organisations(*MAY_TAKE_EVERYTHING.get(OrganisationKind(organisation.kind), ()))
    ),
    lambda actor: actor.holds(*(role for roles in MAY_TAKE_EVERYTHING.values() for role in roles)),
)

PERMISSIONS = {
    "accounts.take_everything": [[takes_everything]],
    "accounts.see_people": [[keeps_people], [keeps_from_above]],
    "accounts.invite_person": [[keeps_people], [keeps_from_above], [founder], [front_desk]],
    "accounts.end_role": [[keeps_people], [keeps_from_above], [founder]],
    "accounts.see_own_account": [[signed_in]],
    "accounts.confirm_own_sign_in": [[signed_in]],
    "accounts.forget_confirmations": [[doorkeeper]],
    "accounts.set_idle_minutes": [[founder]],
    "accounts.remove_factors": [[doorkeeper]],
    "accounts.found": [[founder]],
    "accounts.found_setting": [[office_anywhere], [founder]],
    "accounts.found_partner_body": [[office_anywhere], [founder]],
    "accounts.keep_bodies": [[register_import], [founder]],
}
# Before anything is shown: how to show it.
permissions.declare(
    PERMISSIONS,
    strength={"accounts.confirm_own_sign_in": Strength.none, "accounts.take_everything": Strength.strong},
)


def roles_to_give(actor: Actor, organisation: Any) -> tuple[Role, ...]:
    """The roles that an inviter may give there: none that reads more than their own do (`row_security.py`)."""
    kind = OrganisationKind(organisation.kind)
    every = tuple(role for role in Role if kind in KINDS_OF_ROLE[role])
    if not allows(actor, "accounts.invite_person", organisation):
        return ()
    whole = [role for role in MAY_INVITE.get(kind, ()) if role not in KEEPERS_WHO_READ_LESS]
    if actor.system or organisation.pk in actor.organisations(*whole) or _from_above(actor, organisation):
        return every
    return tuple(role for role in every if role in GIVEN_BY_THOSE_WHO_READ_LESS)


def givers_of(role: str) -> tuple[Role, ...]:
    """Keepers of a setting's accounts who may give this role there."""
    some = role in GIVEN_BY_THOSE_WHO_READ_LESS
    return tuple(one for one in SETTING_KEEPERS if some or one not in KEEPERS_WHO_READ_LESS)


def charges(actor: Actor, *, at: datetime) -> QuerySet[Organisation]:
    """Organisations whose people are the actor's to keep (`core.my_charges`)."""
    return Organisation.objects.filter(_charges(actor.organisations(*ROSTER_KEEPERS), at.date()))


def knows_the_place(actor: Actor, organisation: Organisation, *, at: datetime) -> bool:
    """Whether the actor keeps its people as one of its own or of its trust, not as a partnership from afar."""
    near = actor.organisations(*SETTING_KEEPERS, *TRUST_TEAM)
    return Organisation.objects.filter(_charges(near, at.date()), pk=organisation.pk).exists()


def in_the_area_of(partnerships: Iterable[int], places: Iterable[int], *, at: datetime) -> frozenset[int]:
    """Of these settings and trusts, those in the area of one of these partnerships; a trust by any of its settings."""
    term = "establishment__local_authority__partner_terms"
    here = Q(**{f"{term}__partnership_id__in": list(partnerships)}) & _current(term, at.date())
    ids = list(places)
    own = Q(pk__in=ids) | Q(establishment__trust_id__in=ids)
    found = Organisation.objects.filter(here, own).values_list("pk", "establishment__trust_id")
    return frozenset(one for row in found for one in row if one in ids)


def visible_roles(actor: Actor, *, at: datetime) -> QuerySet[RoleHeld]:
    """Roles that the actor may see: the actor's own, and every role at the places the actor works with."""
    if actor.system:
        return RoleHeld.objects.all()
    return RoleHeld.objects.filter(Q(person_id=actor.person_id) | Q(organisation__in=roster(actor, at.date())))


def visible_people(actor: Actor, *, at: datetime) -> QuerySet[Person]:
    """People that the actor may see: whoever holds, or held, a role at the places the actor works with."""
    if actor.system:
        return Person.objects.all()
    known = RoleHeld.objects.filter(organisation__in=roster(actor, at.date())).values("person_id")
    return Person.objects.filter(Q(pk=actor.person_id) | Q(pk__in=known))


def visible_invitations(actor: Actor, *, at: datetime) -> QuerySet[Invitation]:
    """Invitations that the actor may see: to places whose people the actor keeps."""
    if actor.system:
        return Invitation.objects.all()
    return Invitation.objects.filter(organisation__in=charges(actor, at=at))


def own_authorities(actor: Actor, *roles: str, at: datetime) -> QuerySet[Organisation]:
    """Local authorities of the actor's partnerships, settings and trusts: where one of these roles is held, or any."""
    places = {held.organisation_id for held in actor.roles if not roles or held.role in roles}
    covered = Q(partner_terms__partnership_id__in=places) & _current("partner_terms", at.date())
    of_settings = Q(establishments__organisation_id__in=places) | Q(establishments__trust_id__in=places)
    every = Organisation.objects.filter(kind=OrganisationKind.local_authority)
    return every.filter(
        Q(pk__in=places)
        | Q(pk__in=every.filter(covered).values("pk"))
        | Q(pk__in=every.filter(of_settings).values("pk"))
    )


def roster(actor: Actor, day: date) -> QuerySet[Organisation]:
    """Places whose people the actor may see (`core.my_roster`): charges, and the partnerships of own settings."""
    places = actor.organisations(*ROSTER_READERS)
    own = Organisation.objects.filter(_own_settings(places)).values("pk")
    terms = Q(partnership__terms__organisation__establishments__organisation__in=own)
    over_own = Organisation.objects.filter(terms & _current("partnership__terms", day)).values("pk")
    return Organisation.objects.filter(_charges(places, day) | Q(pk__in=over_own))


def _charges(places: Iterable[int], day: date) -> Q:
    term = "establishment__local_authority__partner_terms"
    in_area = Organisation.objects.filter(Q(**{f"{term}__partnership_id__in": places}) & _current(term, day))
    return Q(pk__in=places) | _own_settings(places) | Q(pk__in=in_area.values("pk"))


def _own_settings(places: Iterable[int]) -> Q:
    """Settings of these places and of these trusts, and those that were merged into them."""
    settings = Organisation.objects.filter(establishment__isnull=False)
    into_own = settings.filter(successor_id__in=places).values("pk")
    into_trusts = settings.filter(successor__establishment__trust_id__in=places).values("pk")
    own = Q(pk__in=places) | Q(establishment__trust_id__in=places)
    return Q(establishment__isnull=False) & (own | Q(pk__in=into_own) | Q(pk__in=into_trusts))


def _current(term: str, day: date) -> Q:
    """A partner's term that has begun and not ended, in one join with what it is combined with."""
    return Q(**{f"{term}__from_on__lte": day}) & (
        Q(**{f"{term}__until_on__isnull": True}) | Q(**{f"{term}__until_on__gt": day})
    )
