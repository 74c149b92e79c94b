"""Whom a notice reaches at a setting: the person on duty for safeguarding, other roles, and the mailbox of the post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from concordat.accounts import queries as account_queries
from concordat.accounts.vocabulary import Role
from concordat.establishments.duty import Away, Post, next_on_duty, weekdays_said
from concordat.establishments.models import Absence, StaffPost

ON_DUTY = (Role.dsl, Role.deputy_dsl)


@dataclass(frozen=True)
class DutyDesk:
    """The posts of one setting on a day, as the rule wants them, and their mailboxes."""

    posts: tuple[Post, ...]
    away: tuple[Away, ...]
    mailboxes: tuple[str, ...]


def addresses_for(establishment_id: int, *roles: str, day: date) -> list[str]:
    """Where a notice to these roles goes on this day; for jobs, which act as a part of the system.

    Where lead or deputy are among the roles, whoever is on duty is told in their place, with a copy to each
    post's mailbox. Nobody on duty: whoever is next, and the mailbox. Nobody known at all: everybody with the role.
    """
    wanted = [role for role in roles if role not in ON_DUTY]
    found = account_queries.addresses_at(establishment_id, *wanted) if wanted else []
    leading = [role for role in roles if role in ON_DUTY]
    if leading:
        desk = duty_desk(establishment_id, day)
        duty = next_on_duty(desk.posts, desk.away, day)
        people = account_queries.addresses_of(establishment_id, duty.people if duty else ())
        found += people or account_queries.addresses_at(establishment_id, *leading)
        found += desk.mailboxes
    once: dict[str, str] = {}
    for address in found:
        once.setdefault(address.lower(), address)
    return list(once.values())


def duty_desk(establishment_id: int, day: date) -> DutyDesk:
    """Posts held and absences from this day on. Two queries."""
    held = StaffPost.objects.filter(Q(held_until=None) | Q(held_until__gt=day), establishment=establishment_id)
    return desk_of(list(held.order_by("-post", "held_from", "pk")), establishment_id, day)


def desk_of(held: list[StaffPost], establishment_id: int, day: date) -> DutyDesk:
    """The same where the posts are known already. One query."""
    rows = [row for row in held if row.held_from <= day]
    absences = Absence.objects.filter(establishment=establishment_id, until_on__gte=day, withdrawn_at=None)
    return DutyDesk(
        tuple(as_duty(row) for row in rows if row.person_id is not None),
        tuple(Away(row.person_id, row.from_on, row.until_on, row.covered_by_id) for row in absences.order_by("-pk")),
        tuple(dict.fromkeys(row.mailbox for row in rows if row.mailbox)),
    )


def as_duty(row: StaffPost) -> Post:
    """A post as the rule wants it: its weekdays as ticked, else as its words say."""
    assert row.person_id is not None
    ticked = frozenset(int(sign) for sign in row.weekdays)
    is_lead = row.post == StaffPost.Post.dsl
    return Post(row.person_id, is_lead, ticked or weekdays_said(row.working_days) or frozenset(), row.covered_by_id)
