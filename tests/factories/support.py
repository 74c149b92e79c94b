"""Calls, requests, answers and officers of the support log."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from concordat.accounts.models import Organisation
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, HeldRole, acting_as
from concordat.core.clock import now
from concordat.support import operations
from concordat.support.models import Answer, Call, HelpRequest, InternalNote
from concordat.support.operations.calls import NextStep
from tests.factories import people
from tests.world import ASH, NORTHERN, World


def an_officer(world: World, name: str, place: str = NORTHERN) -> Actor:
    """Another support officer of a partnership."""
    with acting_as(FOUNDER):
        body = Organisation.objects.get(pk=world.id(place))
        who = people.person(name, email=f"{uuid4().hex}@concordat.example")
        people.hold(who, Role.partnership_administrator, body)
    return Actor(who.pk, name, (HeldRole(str(Role.partnership_administrator), body.pk),))


def administrator(world: World, place: str = NORTHERN) -> Actor:
    """The partnership's administrator, who is its first support officer."""
    return world.actor(Role.partnership_administrator, place)


def a_call(
    world: World, setting: str = ASH, *, by: Actor | None = None, to_do_in: int | None = None, **more: Any
) -> Call:
    """A call about a setting; with `to_do_in` days an open one that its writer follows up."""
    by = by or administrator(world)
    at: datetime = more.pop("at", None) or now()
    plain: dict[str, Any] = {
        "establishment_id": world.id(setting),
        "channel": "telephone",
        "kind": "audit",
        "words": "Where is section B? Shown.",
        "minutes": 5,
        "form_key": uuid4(),
    }
    if to_do_in is not None:
        plain["next_step"] = NextStep("Ring back", at.date() + timedelta(days=to_do_in), by.person_id)
    with acting_as(by, at=at):
        return operations.note_call(**{**plain, **more}, by=by, at=at)


def a_request(world: World, setting: str = ASH, *, role: Role = Role.dsl, **more: Any) -> HelpRequest:
    """The safeguarding lead of a setting asks."""
    by, at = world.actor(role, setting), more.pop("at", None) or now()
    plain = {"kind": "policy", "words": "Have you a model policy?", "form_key": uuid4()}
    with acting_as(by, at=at):
        return operations.ask_for_support(establishment_id=world.id(setting), **{**plain, **more}, by=by, at=at)


def an_answer(world: World, asked: HelpRequest, *, by: Actor | None = None, **more: Any) -> Answer:
    """An officer answers."""
    by, at = by or administrator(world), more.pop("at", None) or now()
    plain: dict[str, Any] = {"words": "Yes: it is in the library.", "minutes": 15, "seen": 0, "form_key": uuid4()}
    with acting_as(by, at=at):
        return operations.answer_request(request=asked, **{**plain, **more}, by=by, at=at)


def a_note(world: World, asked: HelpRequest, *, by: Actor | None = None) -> InternalNote:
    """An officer notes something for colleagues."""
    by = by or administrator(world)
    with acting_as(by):
        return operations.note_internally(request=asked, words="Secret of the team", form_key=uuid4(), by=by, at=now())


def leads(world: World, officer: Actor, *settings: str, place: str = NORTHERN, from_on: date | None = None) -> int:
    """An officer leads for these settings."""
    by = administrator(world, place)
    with acting_as(by):
        return operations.assign_leads(
            partnership_id=world.id(place),
            settings=[world.id(one) for one in settings],
            person_id=officer.person_id or 0,
            from_on=from_on or now().date(),
            by=by,
            at=now(),
        )


def away(world: World, officer: Actor, covered_by: Actor, *, days: int = 3, place: str = NORTHERN) -> Any:
    """An officer is away from today on; somebody covers."""
    by, today = administrator(world, place), now().date()
    with acting_as(by):
        return operations.note_days_away(
            partnership_id=world.id(place),
            person_id=officer.person_id or 0,
            from_on=today,
            until_on=today + timedelta(days=days),
            covered_by=covered_by.person_id or 0,
            by=by,
            at=now(),
        )
