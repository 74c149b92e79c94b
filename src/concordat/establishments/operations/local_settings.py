"""Settings that the register does not hold: nurseries, training providers; later perhaps one with a URN."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet

from concordat.accounts import operations as account_operations
from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.establishments import access, rules
from concordat.establishments import local_settings as local_queries
from concordat.establishments.kinds import Kind, kinds
from concordat.establishments.models import Establishment, EstablishmentLink, StaffPost
from concordat.establishments.register.extracts import sort_name
from concordat.establishments.vocabulary import CLOSED, LOCAL_GROUP


class SettingNotPossible(Problem):
    """A local setting that cannot be made, changed or merged so."""


def create_local_setting(
    *,
    name: str,
    type_code: str,
    phase: str,
    local_authority_id: int,
    postcode: str = "",
    trust_id: int | None = None,
    by: Actor,
    at: datetime,
) -> Establishment:
    """A setting without a URN; it gets a local id and can be audited like any other (P1-02)."""
    made = Establishment(local_authority_id=local_authority_id)
    access.require(by, "establishments.create_local_setting", made)
    _describe(made, name, type_code, phase, postcode, trust_id)
    _require_new(made)
    body = account_operations.found_setting(name=name.strip(), by=by, at=at)
    made.organisation_id, made.local_id = body.pk, f"L-{body.pk:06d}"
    with journal.entry("establishments.local_setting.created", by=by, at=at, about=made):
        made.save(force_insert=True)
    return made


def change_local_setting(
    *,
    local: Establishment,
    name: str,
    type_code: str,
    phase: str,
    postcode: str,
    trust_id: int | None,
    by: Actor,
    at: datetime,
) -> None:
    """Put right what was typed of a setting without a URN; its authority and its local id stay."""
    access.require(by, "establishments.change_local_setting", local)
    if local.local_id is None or local.status == CLOSED:
        raise SettingNotPossible("Only a local setting that is open can be changed here.")
    _describe(local, name, type_code, phase, postcode, trust_id)
    _require_new(local)
    with journal.entry("establishments.local_setting.changed", by=by, at=at, about=local):
        account_operations.rename_setting(organisation_id=local.pk, name=name.strip(), by=by, at=at)
        local.save()


def merge_local_setting(*, local: Establishment, into: Establishment, by: Actor, at: datetime) -> None:
    """The local setting has a URN now: it closes with the other as successor (decision 17).

    Its people, its waiting invitations and its safeguarding posts go on at the other from this moment. What it
    answered, signed and was named for stays its own, and the other's people read it.
    """
    access.require(by, "establishments.merge_local_setting", local)
    local = Establishment.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=local.pk)
    if reason := rules.why_not_to_merge(local_queries.merge_facts(by, local, into, at=at)):
        raise SettingNotPossible(reason)
    with journal.entry("establishments.local_setting.merged", by=by, at=at, about=local, details={"into": into.pk}):
        EstablishmentLink.objects.create(earlier=local, later=into, kind="Merged with register", on=at.date())
        account_operations.move_people(from_id=local.pk, to_id=into.pk, by=by, at=at)
        _move_posts(local, into, at=at)
        account_operations.close_setting(organisation_id=local.pk, successor_id=into.pk, by=by, at=at)
        Establishment.objects.filter(pk=local.pk).update(status=CLOSED)


def close_local_setting(*, local: Establishment, by: Actor, at: datetime) -> None:
    """The local setting shuts today and nothing follows it.

    Its posts end, those that were to end later too, and nobody joins any more; what it answered and signed stays.
    """
    access.require(by, "establishments.close_local_setting", local)
    locked = Establishment.objects.select_for_update(of=("self",)).filter(pk=local.pk, local_id__isnull=False)
    found = locked.select_related("organisation").first()
    if found is None or found.status == CLOSED:
        raise SettingNotPossible("Only a local setting that is open can be closed here.")
    with journal.entry("establishments.local_setting.closed", by=by, at=at, about=found):
        for post in _posts_held(found, at.date()):
            StaffPost.objects.filter(pk=post.pk).update(held_until=max(at.date(), post.held_from))
        account_operations.withdraw_invitations(organisation_id=found.pk, by=by, at=at)
        account_operations.close_setting(organisation_id=found.pk, successor_id=None, by=by, at=at)
        Establishment.objects.filter(pk=found.pk).update(status=CLOSED)


def _describe(
    setting: Establishment, name: str, type_code: str, phase: str, postcode: str, trust_id: int | None
) -> None:
    if not name.strip():
        raise SettingNotPossible("Give the setting's name.")
    kind = _local_kind(type_code)
    setting.sort_name = sort_name(name)
    setting.type_code, setting.type_name, setting.type_group = kind.code, kind.name, kind.group
    setting.phase, setting.postcode, setting.trust_id = phase, postcode, trust_id


def _local_kind(type_code: str) -> Kind:
    kind = kinds().get(type_code)
    if kind is None or kind.group != LOCAL_GROUP:
        raise SettingNotPossible("Choose a type of local setting.")
    return kind


def _require_new(setting: Establishment) -> None:
    """Two of one name may stand in one town, but not at one postcode."""
    same = Establishment.objects.filter(
        local_authority_id=setting.local_authority_id, sort_name=setting.sort_name, postcode=setting.postcode
    )
    if same.exclude(status=CLOSED).exclude(pk=setting.pk).exists():
        raise SettingNotPossible("A setting of this name and postcode is in the register already. Search for it there.")


def _posts_held(setting: Establishment, day: date) -> QuerySet[StaffPost]:
    """Posts that go on after a day, to an end that was said or without one."""
    held = StaffPost.objects.filter(Q(held_until=None) | Q(held_until__gt=day), establishment=setting)
    return held.order_by("pk")


def _move_posts(local: Establishment, into: Establishment, *, at: datetime) -> None:
    """Posts end at the one and begin at the other, unless they are held there already."""
    day = at.date()
    known = set(StaffPost.objects.filter(establishment=into, held_until=None).values_list("person_id", "post"))
    for post in _posts_held(local, day):
        StaffPost.objects.filter(pk=post.pk).update(held_until=max(day, post.held_from))
        if (post.person_id, post.post) not in known:
            post.pk, post.establishment, post.held_from = None, into, max(day, post.held_from)  # to the end it had
            post._state.adding = True
            post.save(force_insert=True)
