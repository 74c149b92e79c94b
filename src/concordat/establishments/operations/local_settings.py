"""Settings that the register does not hold: nurseries, training providers; later perhaps one with a URN."""

from __future__ import annotations

from datetime import datetime

from concordat.accounts import operations as account_operations
from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.establishments import access
from concordat.establishments.kinds import kinds
from concordat.establishments.models import Establishment, EstablishmentLink
from concordat.establishments.register.extracts import sort_name

LOCAL_GROUP = "Local settings"


class SettingNotPossible(Problem):
    """A local setting that cannot be made or merged so."""


def create_local_setting(
    *, name: str, type_code: str, phase: str, local_authority_id: int, postcode: str = "", by: Actor, at: datetime
) -> Establishment:
    """A setting without a URN; it gets a local id and can be audited like any other (P1-02)."""
    access.require(by, "establishments.create_local_setting")
    if not name.strip():
        raise SettingNotPossible("Give the setting's name.")
    kind = kinds().get(type_code)
    if kind is None or kind.group != LOCAL_GROUP:
        raise SettingNotPossible("Choose a type of local setting.")
    body = account_operations.found_setting(name=name.strip(), by=by, at=at)
    made = Establishment(
        organisation_id=body.pk,
        local_id=f"L-{body.pk:06d}",
        sort_name=sort_name(name),
        type_code=kind.code,
        type_name=kind.name,
        type_group=kind.group,
        phase=phase,
        local_authority_id=local_authority_id,
        postcode=postcode,
    )
    with journal.entry("establishments.local_setting.created", by=by, at=at, about=made):
        made.save(force_insert=True)
    return made


def merge_local_setting(*, local: Establishment, into: Establishment, by: Actor, at: datetime) -> None:
    """The local setting has a URN now: it closes with the other as successor; what it signed stays its own."""
    access.require(by, "establishments.merge_local_setting")
    if local.local_id is None or into.urn is None:
        raise SettingNotPossible("Merge a local setting into one that has a URN.")
    if local.status == "Closed":
        raise SettingNotPossible("This local setting has been merged already.")
    with journal.entry("establishments.local_setting.merged", by=by, at=at, about=local, details={"into": into.pk}):
        EstablishmentLink.objects.create(earlier=local, later=into, kind="Merged with register", on=at.date())
        account_operations.close_setting(organisation_id=local.pk, successor_id=into.pk, by=by, at=at)
        Establishment.objects.filter(pk=local.pk).update(status="Closed")
