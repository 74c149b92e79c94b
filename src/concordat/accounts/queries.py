"""Asking about people: who acts, with which roles."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.db import connection
from django.db.models import Case, Count, Q, When

from concordat.accounts import access, hats, tokens
from concordat.accounts.models import (
    IdleRule,
    Invitation,
    KeptForm,
    Organisation,
    Person,
    RoleHeld,
    Session,
)
from concordat.accounts.vocabulary import Hat, OrganisationKind
from concordat.core.actor import Actor, HeldRole
from concordat.core.clock import now
from concordat.core.models import Mail
from concordat.core.problems import NotFound

USUAL_IDLE_MINUTES = 30


def become(user: Any, *, phase: str = "", hat: str | None = None) -> Actor:
    """Tell PostgreSQL who acts from here on, and give the actor with the roles held at this moment.

    Where the person's roles must not mix, those of the other hat rest; with an empty hat those of both. Work
    that a job does (`hat` is None) was asked for by somebody who saw it, so there nothing rests.

    One statement for both. The person is set before the phase ends, so that the policies let the
    person's own roles be read in between; the database's own clock decides which are current.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Actor.nobody()
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('concordat.person', %s, true), set_config('concordat.phase', %s, true),"
            " (select coalesce(jsonb_agg(jsonb_build_array(role, organisation_id) order by organisation_id, role),"
            f" '[]') from {RoleHeld._meta.db_table} where person_id = %s"
            " and starts_at <= core.at() and (ends_at is null or ends_at > core.at()))",
            [str(user.pk), phase, user.pk],
        )
        held = cursor.fetchone()[2]
    rows = json.loads(held) if isinstance(held, str) else held
    roles = tuple(HeldRole(role, place) for role, place in rows)
    actor = Actor(person_id=user.pk, name=user.name, roles=roles)
    return actor if hat is None or not hats.may_mix(roles) else _with_hat(actor, hat)


def _with_hat(actor: Actor, hat: str) -> Actor:
    """The actor without the roles that rest; PostgreSQL is told which these are."""
    judging, giving = (hats.places(actor.roles, one) for one in Hat)
    below = access.in_the_area_of(judging, giving, at=now())
    sides = hats.Sides(judging if below else frozenset(), below)
    if not sides.mix:
        return actor
    chosen = hat if hat in set(Hat) else ""
    aside = hats.set_aside(sides, chosen)
    with connection.cursor() as cursor:
        written = "{" + ",".join(str(one) for one in sorted(aside)) + "}"
        cursor.execute("select set_config('concordat.set_aside', %s, true)", [written])
    return replace(actor, roles=hats.left(actor.roles, aside), hats=tuple(Hat), hat=chosen)


def addresses_at(organisation_id: int, *roles: str) -> list[str]:
    """Mail addresses of the people who hold one of these roles there now; for jobs that write to them."""
    table = RoleHeld._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"select distinct p.email from {table} r join accounts_person p on p.id = r.person_id"
            " where r.organisation_id = %s and r.role = any(%s) and p.is_active"
            " and r.starts_at <= core.at() and (r.ends_at is null or r.ends_at > core.at()) order by p.email",
            [organisation_id, list(roles)],
        )
        return [email for (email,) in cursor.fetchall()]


def people_with_roles(*, at: datetime) -> list[int]:
    """Ids of everybody who holds a role now; for jobs that look after each. One query."""
    current = Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    found = RoleHeld.objects.filter(current, starts_at__lte=at, person__is_active=True)
    return list(found.order_by("person_id").values_list("person_id", flat=True).distinct())


def own_address(actor: Actor) -> str:
    """The actor's own mail address."""
    return Person.objects.filter(pk=actor.person_id or 0, is_active=True).values_list("email", flat=True).first() or ""


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a role at a place now, as letters need it."""

    person_id: int
    email: str
    role: str


def holders_at_each(organisation_ids: Iterable[int]) -> dict[int, list[Holder]]:
    """Who holds which role at each place now, by address, as far as row security lets them be seen. One query."""
    found: dict[int, list[Holder]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"select r.organisation_id, p.id, p.email, r.role from {RoleHeld._meta.db_table} r"
            " join accounts_person p on p.id = r.person_id"
            " where r.organisation_id = any(%s) and p.is_active"
            " and r.starts_at <= core.at() and (r.ends_at is null or r.ends_at > core.at()) order by p.email",
            [list(organisation_ids)],
        )
        for place, person, email, role in cursor.fetchall():
            found.setdefault(place, []).append(Holder(person, email, role))
    return found


def addresses_of(organisation_id: int, person_ids: Iterable[int]) -> list[str]:
    """Mail addresses of these people, as far as they hold a role there now; in the order given."""
    wanted = list(person_ids)
    table = RoleHeld._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"select p.id, p.email from {table} r join accounts_person p on p.id = r.person_id"
            " where r.organisation_id = %s and r.person_id = any(%s) and p.is_active"
            " and r.starts_at <= core.at() and (r.ends_at is null or r.ends_at > core.at())",
            [organisation_id, wanted],
        )
        known = dict(cursor.fetchall())
    return [known[person_id] for person_id in wanted if person_id in known]


@dataclass(frozen=True)
class InvitationToSend:
    """What the mail needs."""

    email: str
    token: str
    organisation_id: int


def invitation_to_send(invitation_id: int, *, at: datetime) -> InvitationToSend | None:
    """An invitation that still waits, with the secret of its link rebuilt."""
    found = Invitation.objects.filter(pk=invitation_id, accepted_at=None, withdrawn_at=None, expires_at__gt=at).first()
    return (
        InvitationToSend(found.email, tokens.token_for(found.pk, found.nonce), found.organisation_id) if found else None
    )


def factors_of(person_id: int) -> frozenset[str]:
    """Which kinds of factor this person has set up: totp, webauthn."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    found = Authenticator.objects.filter(user_id=person_id, type__in=kinds).values_list("type", flat=True)
    return frozenset(str(kind) for kind in found)


def idle_minutes(*, at: datetime) -> int:
    """After how many minutes without use a session is locked. One query."""
    found = (
        IdleRule.objects.filter(from_at__lte=at).order_by("-from_at", "-pk").values_list("minutes", flat=True).first()
    )
    return found or USUAL_IDLE_MINUTES


def typed_on(actor: Actor, path: str, *, at: datetime) -> list[tuple[str, str]]:
    """What this person had typed on a page, while it is kept; nothing where it cannot be opened any more."""
    found = KeptForm.objects.filter(person=actor.person_id, path=path, expires_at__gt=at).first()
    if found is None:
        return []
    try:
        fields = json.loads(Fernet(tokens.kept_form_key()).decrypt(found.typed.encode()))
    except InvalidToken:
        return []
    return [(str(name), str(value)) for name, value in fields]


def invitation_by_token(token: str, *, at: datetime) -> Invitation | None:
    """The invitation behind a link, while it can be used."""
    return (
        Invitation.objects.select_related("organisation")
        .filter(token_hash=tokens.hash_of(token), accepted_at=None, withdrawn_at=None, expires_at__gt=at)
        .first()
    )


def end_sessions_without_role(person_id: int, *, at: datetime) -> int:
    """Delete the open sessions of a person without a current role; says how many."""
    current = Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    if RoleHeld.objects.filter(current, person_id=person_id, starts_at__lte=at).exists():
        return 0
    return Session.objects.filter(person_id=person_id).delete()[0]


def person_by_email(email: str) -> Person | None:
    """For invitations to people who are there already; in the sign-in phase."""
    return Person.objects.filter(email__iexact=email).first()


def organisation(actor: Actor, organisation_id: int, *, at: datetime) -> Organisation:
    """An organisation whose people are the actor's to keep; raises `NotFound`."""
    try:
        return access.charges(actor, at=at).get(pk=organisation_id)
    except Organisation.DoesNotExist:
        raise NotFound() from None


def organisations_in_charge(actor: Actor, *, at: datetime, find: str = "", limit: int = 50) -> list[Organisation]:
    """Those whose people are the actor's to keep; the actor's own first."""
    own = actor.organisations(*access.INVITERS)
    found = access.charges(actor, at=at)
    if find:
        found = found.filter(name__icontains=find)
    return sorted(found.order_by("name")[:limit], key=lambda one: one.pk not in own)


def roles_at(actor: Actor, organisation_id: int, *, at: datetime) -> list[RoleHeld]:
    """Who holds which role there now, as far as the actor may see."""
    current = Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    found = access.visible_roles(actor, at=at).filter(current, organisation_id=organisation_id, starts_at__lte=at)
    return list(found.select_related("person").order_by("role", "person__name"))


def invitations_at(actor: Actor, organisation_id: int, *, at: datetime) -> list[Invitation]:
    """Invitations that still wait, for those who may invite there."""
    waiting = access.visible_invitations(actor, at=at).filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)
    return list(waiting.filter(organisation_id=organisation_id).order_by("-invited_at"))


def role_held(actor: Actor, role_id: int, *, at: datetime) -> RoleHeld:
    """One role that the actor may see; raises `NotFound`."""
    try:
        return access.visible_roles(actor, at=at).select_related("person", "organisation").get(pk=role_id)
    except RoleHeld.DoesNotExist:
        raise NotFound() from None


def invitation(actor: Actor, invitation_id: int, *, at: datetime) -> Invitation:
    """One invitation that the actor may see; raises `NotFound`."""
    try:
        return access.visible_invitations(actor, at=at).select_related("organisation").get(pk=invitation_id)
    except Invitation.DoesNotExist:
        raise NotFound() from None


def demo_roles(find: str, *, at: datetime, settings: int = 4) -> list[RoleHeld]:
    """Roles of a demo's invented people: partnerships and trusts, then settings found by name; in the sign-in phase."""
    held = RoleHeld.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at, person__is_active=True)
    held = held.select_related("person", "organisation")
    setting = Q(organisation__kind=OrganisationKind.establishment)
    places = Organisation.objects.filter(kind=OrganisationKind.establishment, pk__in=held.values("organisation_id"))
    if find:
        places = places.filter(Q(name__icontains=find) | Q(people__person__name__icontains=find)).distinct()
    shown = list(places.order_by("name").values_list("pk", flat=True)[: settings * 5 if find else settings])
    at_settings = held.filter(organisation_id__in=shown).order_by("organisation__name", "pk")
    if find:
        return list(at_settings)
    first = Case(When(organisation__kind=OrganisationKind.partnership, then=0), default=1)
    above = held.exclude(setting).order_by(first, "organisation__name", "pk")[:60]
    return [*above, *at_settings]


def demo_person(person_id: int, *, at: datetime) -> Person:
    """One of them, with a role that has not ended; raises `NotFound`."""
    current = Q(ends_at=None) | Q(ends_at__gt=at)
    held = RoleHeld.objects.filter(current, starts_at__lte=at, person_id=person_id, person__is_active=True)
    found = held.select_related("person").first()
    if found is None:
        raise NotFound()
    return found.person


def organisation_named(name: str, kind: str) -> Organisation:
    """The body of this kind and name; raises `NotFound`."""
    found = Organisation.objects.filter(name=name, kind=kind, closed_on=None).first()
    if found is None:
        raise NotFound()
    return found


def bodies_of_kinds(kinds: Iterable[str], *, leaving_out: Any) -> list[tuple[int, str]]:
    """Ids and names of the open bodies of these kinds, by name, without those of a list or subquery of ids."""
    found = Organisation.objects.filter(kind__in=list(kinds), closed_on=None).exclude(pk__in=leaving_out)
    return list(found.order_by("name", "pk").values_list("pk", "name"))


@dataclass(frozen=True)
class Body:
    """What other contexts need to know of a body."""

    id: int
    kind: str
    name: str

    @property
    def is_authority(self) -> bool:
        """Whether it is a local authority."""
        return self.kind == OrganisationKind.local_authority


def body_of_kinds(organisation_id: int, kinds: Iterable[str]) -> Body:
    """A body of one of these kinds, known to everybody; raises `NotFound`."""
    found = Organisation.objects.filter(pk=organisation_id, kind__in=list(kinds)).first()
    if found is None:
        raise NotFound("We do not know this body. Choose one from the list.")
    return Body(found.pk, found.kind, found.name)


def own_authorities(actor: Actor, *roles: str, at: datetime) -> list[tuple[int, str]]:
    """Ids and names of the authorities where the actor holds one of these roles, or any, by name. One query."""
    return [(one.pk, one.name) for one in access.own_authorities(actor, *roles, at=at).order_by("name", "pk")]


def standing_at(organisation_ids: Iterable[int], *, at: datetime) -> dict[tuple[int, str, str], str]:
    """Who holds or is invited to which role where: by organisation, role and address in small letters. Two queries."""
    ids = list(organisation_ids)
    current = Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    names = ("organisation_id", "role", "email")
    waiting = Invitation.objects.filter(
        organisation_id__in=ids, accepted_at=None, withdrawn_at=None, expires_at__gt=at
    ).values_list(*names)
    held = RoleHeld.objects.filter(current, organisation_id__in=ids, starts_at__lte=at)
    found = {(place, role, email.lower()): "invited" for place, role, email in waiting}
    for place, role, email in held.values_list("organisation_id", "role", "person__email"):
        found[(place, role, email.lower())] = "holds"
    return found


def invitation_states(ids: Iterable[int], *, at: datetime) -> dict[int, str]:
    """How far each invitation has come: waiting, sent, uncertain, bounced, opened, joined or over. Two queries."""
    wanted = list(ids)
    letters = Mail.objects.filter(about="accounts.invitation", about_id__in=wanted)
    states = {about_id: str(state) for about_id, state in letters.values_list("about_id", "state")}
    found = {}
    for one in Invitation.objects.filter(pk__in=wanted):
        if one.accepted_at is not None:
            found[one.pk] = "joined"
        elif one.opened_at is not None:
            found[one.pk] = "opened"
        elif one.withdrawn_at is not None or one.expires_at <= at:
            found[one.pk] = "over"
        else:
            found[one.pk] = states.get(one.pk, "waiting")
    return found


def organisations_by_id(ids: Iterable[int]) -> dict[int, Organisation]:
    """Organisations by their ids. One query."""
    return Organisation.objects.in_bulk(list(ids))


def holders_at(organisation_ids: Iterable[int], *roles: str, at: datetime) -> dict[int, set[int]]:
    """Who holds one of these roles there at this moment: ids of people by organisation. One query."""
    current = Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    held = RoleHeld.objects.filter(
        current, organisation_id__in=list(organisation_ids), role__in=roles, starts_at__lte=at, person__is_active=True
    )
    found: dict[int, set[int]] = {}
    for place, person in held.values_list("organisation_id", "person_id"):
        found.setdefault(place, set()).add(person)
    return found


def left_by_all(organisation_ids: Iterable[int], *roles: str, at: datetime) -> set[int]:
    """Of these, the ones where somebody held one of these roles before and nobody does any more. One query."""
    current = Q(people__ends_at__isnull=True) | Q(people__ends_at__gt=at)
    begun = Q(people__role__in=roles, people__starts_at__lte=at)
    found = Organisation.objects.filter(pk__in=list(organisation_ids)).annotate(
        ever=Count("people", filter=begun),
        now=Count("people", filter=begun & current & Q(people__person__is_active=True)),
    )
    return set(found.filter(ever__gt=0, now=0).values_list("pk", flat=True))


def holder_by_email(organisation_id: int, role: str, email: str, *, at: datetime) -> Person | None:
    """Who holds this role there now and has this address, as far as the actor may see."""
    current = Q(roles__ends_at__isnull=True) | Q(roles__ends_at__gt=at)
    held = Q(roles__organisation_id=organisation_id, roles__role=role, roles__starts_at__lte=at)
    return Person.objects.filter(current & held, email__iexact=email, is_active=True).first()
