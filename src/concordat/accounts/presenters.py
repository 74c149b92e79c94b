"""What the pages about people say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from concordat.accounts.vocabulary import ROLE_NAMES, Role
from concordat.core.actor import Actor

if TYPE_CHECKING:
    from datetime import datetime

    from concordat.accounts.models import Invitation, RoleHeld


@dataclass(frozen=True)
class PersonRow:
    """Somebody who holds a role."""

    person_id: int
    name: str
    email: str
    role: str
    since: str
    is_me: bool
    role_id: int
    end_href: str


@dataclass(frozen=True)
class InvitationRow:
    """Somebody who has not come yet."""

    name: str
    email: str
    role: str
    until: str
    withdraw_href: str
    tag: dict[str, str]


@dataclass(frozen=True)
class Place:
    """A place with people of a demo."""

    name: str
    people: list[PersonRow]


def people(held: Iterable[RoleHeld], *, actor: Actor) -> list[PersonRow]:
    """Rows of the list of people."""
    return [
        PersonRow(
            person_id=row.person_id,
            name=row.person.name,
            email=row.person.email,
            role=ROLE_NAMES[Role(row.role)],
            since=_day(row.starts_at),
            is_me=row.person_id == actor.person_id,
            role_id=row.pk,
            end_href=reverse("accounts:end_role", args=[row.pk]),
        )
        for row in held
    ]


STATES = {
    "waiting": ("Goes out now", "light-blue"),
    "sending": ("Goes out now", "light-blue"),
    "sent": ("Sent, not opened", "yellow"),
    "uncertain": ("Perhaps not sent", "orange"),
    "bounced": ("Not reached", "red"),
    "opened": ("Opened", "turquoise"),
}


def _tag(state: str) -> dict[str, str]:
    text, colour = STATES.get(state, ("Over", "grey"))
    return {"text": text, "colour": colour}


def invitations(waiting: Iterable[Invitation], states: Mapping[int, str]) -> list[InvitationRow]:
    """Rows of the list of invitations, each with how far it has come."""
    return [
        InvitationRow(
            name=row.name,
            email=row.email,
            role=ROLE_NAMES[Role(row.role)],
            until=_day(row.expires_at),
            withdraw_href=reverse("accounts:withdraw", args=[row.pk]),
            tag=_tag(states.get(row.pk, "waiting")),
        )
        for row in waiting
    ]


def by_place(held: Iterable[RoleHeld]) -> list[Place]:
    """People of a demo under the names of their places."""
    grouped = groupby(held, key=lambda row: row.organisation)
    return [Place(place.name, people(rows, actor=Actor.nobody())) for place, rows in grouped]


def _day(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local.day} {local:%B %Y}"
