"""The first organisations and people of an installation, before there is anybody to invite them."""

from __future__ import annotations

from datetime import date, datetime

from concordat.accounts import access
from concordat.accounts.models import Organisation, Person, RoleHeld
from concordat.accounts.vocabulary import ENTERED_PARTNER_KINDS, KINDS_OF_ROLE, OrganisationKind, Role
from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem

FOUNDER = Actor.system_named("accounts.founder")


class RoleDoesNotFit(Problem):
    """A role that this kind of organisation does not have."""


class NotABodyToEnter(Problem):
    """A kind of body that nobody types in."""


def found_organisation(
    *, kind: OrganisationKind, name: str, opened_on: date | None = None, by: Actor, at: datetime
) -> Organisation:
    """A body that nobody has entered yet."""
    access.require(by, "accounts.found")
    made = Organisation(kind=kind, name=name, opened_on=opened_on)
    with journal.entry("accounts.organisation.founded", by=by, at=at, about=made):
        made.save(force_insert=True)
    return made


def found_person(*, name: str, email: str, by: Actor, at: datetime) -> Person:
    """A person without a password: nobody can sign in as them until an invitation or a reset is used."""
    access.require(by, "accounts.found")
    made = Person(name=name, email=email, joined_at=at)
    made.set_unusable_password()
    with journal.entry("accounts.person.founded", by=by, at=at, about=made):
        made.save(force_insert=True)
    return made


def give_role(*, person: Person, role: Role, organisation: Organisation, by: Actor, at: datetime) -> RoleHeld:
    """A role from this moment on."""
    access.require(by, "accounts.found")
    require_fitting(role, organisation)
    held = RoleHeld(person=person, organisation=organisation, role=role, starts_at=at)
    with journal.entry("accounts.role.started", by=by, at=at, about=held, details={"role": role}):
        held.save(force_insert=True)
    return held


def require_fitting(role: Role, organisation: Organisation) -> None:
    """A role belongs to certain kinds of organisation."""
    if organisation.kind not in KINDS_OF_ROLE[role]:
        raise RoleDoesNotFit("This role does not belong to this kind of organisation. Choose another role.")


def found_setting(*, name: str, by: Actor, at: datetime) -> Organisation:
    """The organisation of a setting that the register does not hold."""
    access.require(by, "accounts.found_setting")
    made = Organisation(kind=OrganisationKind.establishment, name=name)
    with journal.entry("accounts.organisation.founded", by=by, at=at, about=made):
        made.save(force_insert=True)
    return made


def found_partner_body(*, kind: OrganisationKind, name: str, by: Actor, at: datetime) -> Organisation:
    """A police force, health board or other agency that is not on record yet; one of the same name is found again."""
    access.require(by, "accounts.found_partner_body")
    if kind not in ENTERED_PARTNER_KINDS:
        raise NotABodyToEnter("Local authorities come from the national register: choose one from the list.")
    known = Organisation.objects.filter(kind=kind, name__iexact=name, closed_on=None).first()
    if known is not None:
        return known
    made = Organisation(kind=kind, name=name)
    with journal.entry("accounts.organisation.founded", by=by, at=at, about=made):
        made.save(force_insert=True)
    return made


def close_setting(*, organisation_id: int, successor_id: int | None, by: Actor, at: datetime) -> None:
    """The organisation ends today; another may follow it."""
    access.require(by, "accounts.found_setting")
    body = Organisation.objects.get(pk=organisation_id)
    with journal.entry("accounts.organisation.closed", by=by, at=at, about=body, details={"successor": successor_id}):
        body.closed_on, body.successor_id = at.date(), successor_id
        body.save(update_fields=["closed_on", "successor"])
