"""Imports of the register and what they changed."""

from __future__ import annotations

from datetime import date, datetime

from concordat.accounts.models import Organisation, Person
from concordat.accounts.operations.founding import FOUNDER, give_role
from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from concordat.establishments import queries
from concordat.establishments.models import EstablishmentLink, RegisterChange, RegisterImport
from concordat.establishments.operations import assign_post, create_local_setting

READER = Actor.system_named("establishments.register_import")


def an_import(*changes: tuple[int, str, str, str], at: datetime) -> RegisterImport:
    """A run that changed these facts: id of the setting, fact, before, after."""
    with acting_as(READER):
        run = RegisterImport.objects.create(
            file_digest="0" * 64, started_at=at, ended_at=at, rows=1_234, updated=2, closed=1, rejected=7
        )
        for setting_id, fact, before, after in changes:
            RegisterChange.objects.create(
                register_import=run, establishment_id=setting_id, fact=fact, before=before, after=after
            )
    return run


def a_closure(setting_id: int, *, on: date, follower_id: int | None = None) -> None:
    """The register says that a setting closes, and which one follows it."""
    with acting_as(READER):
        Organisation.objects.filter(pk=setting_id).update(closed_on=on)
        if follower_id is not None:
            EstablishmentLink.objects.create(earlier_id=setting_id, later_id=follower_id, kind="Successor", on=on)


def a_local_setting(area_id: int, *, at: datetime) -> int:
    """Id of a nursery without a URN."""
    with acting_as(FOUNDER):
        made = create_local_setting(
            name="Acorn Nursery", type_code="L1", phase="Nursery", local_authority_id=area_id, by=FOUNDER, at=at
        )
    return int(made.pk)


def a_post(setting_id: int, person_id: int, *, at: datetime) -> int:
    """Id of the post of a setting's designated safeguarding lead."""
    with acting_as(FOUNDER):
        setting = queries.establishment(setting_id)
        made = assign_post(
            establishment=setting, post="dsl", person_id=person_id, held_from=at.date(), by=FOUNDER, at=at
        )
    return int(made.pk)


def a_lead(setting_id: int, person_id: int, *, at: datetime) -> None:
    """This person leads on safeguarding there: role and post."""
    with acting_as(FOUNDER):
        give_role(
            person=Person.objects.get(pk=person_id),
            role=Role.dsl,
            organisation=queries.establishment(setting_id).organisation,
            by=FOUNDER,
            at=at,
        )
    a_post(setting_id, person_id, at=at)
