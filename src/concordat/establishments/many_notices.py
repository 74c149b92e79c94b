"""Whom a notice reaches at each of many settings: the rule of `notices`, for a list. Three queries for any number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from concordat.accounts import queries as account_queries
from concordat.establishments.duty import Away, next_on_duty
from concordat.establishments.models import Absence, StaffPost
from concordat.establishments.notices import ON_DUTY, as_duty


def addresses_for_each(settings: Iterable[int], *roles: str, day: date) -> dict[int, list[str]]:
    """For each setting where a notice to these roles goes on a day; empty where nobody is known."""
    ids = list(dict.fromkeys(settings))
    leading = [role for role in roles if role in ON_DUTY]
    people = account_queries.holders_at_each(ids)
    posts, away = _posts_and_absences(ids, day) if leading else ({}, {})
    found: dict[int, list[str]] = {}
    for setting in ids:
        here = people.get(setting, [])
        told = [one.email for one in here if one.role in roles and one.role not in ON_DUTY]
        if leading:
            held = posts.get(setting, [])
            duty = next_on_duty(tuple(as_duty(row) for row in held if row.person_id), tuple(away.get(setting, [])), day)
            known = {one.person_id: one.email for one in here}
            on_duty = [known[person] for person in (duty.people if duty else ()) if person in known]
            told += on_duty or [one.email for one in here if one.role in leading]
            told += [row.mailbox for row in held if row.mailbox]
        once: dict[str, str] = {}
        for address in told:
            once.setdefault(address.lower(), address)
        found[setting] = list(once.values())
    return found


def _posts_and_absences(ids: list[int], day: date) -> tuple[dict[int, list[StaffPost]], dict[int, list[Away]]]:
    held = StaffPost.objects.filter(
        Q(held_until=None) | Q(held_until__gt=day), establishment_id__in=ids, held_from__lte=day
    )
    posts: dict[int, list[StaffPost]] = defaultdict(list)
    for post in held.order_by("-post", "held_from", "pk"):
        posts[post.establishment_id].append(post)
    away: dict[int, list[Away]] = defaultdict(list)
    absences = Absence.objects.filter(establishment_id__in=ids, until_on__gte=day, withdrawn_at=None)
    for absence in absences.order_by("-pk"):
        away[absence.establishment_id].append(
            Away(absence.person_id, absence.from_on, absence.until_on, absence.covered_by_id)
        )
    return posts, away
