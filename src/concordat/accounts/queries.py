"""Asking about people: who acts, with which roles."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection

from concordat.accounts.models import RoleHeld
from concordat.core.actor import Actor, HeldRole


def become(user: Any, *, phase: str = "") -> Actor:
    """Tell PostgreSQL who acts from here on, and give the actor with the roles held at this moment.

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
    return Actor(person_id=user.pk, name=user.name, roles=tuple(HeldRole(role, place) for role, place in rows))


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
