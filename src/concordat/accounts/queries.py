"""Asking about people: who acts, with which roles."""

from __future__ import annotations

from typing import Any

from django.db import connection

from concordat.accounts.models import RoleHeld
from concordat.core.actor import Actor, HeldRole


def actor_for(user: Any) -> Actor:
    """The actor behind a signed-in person, with the roles held at this moment; nobody when not signed in.

    One query. The database's own clock decides (`core.at()`), as it does in the policies.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Actor.nobody()
    return Actor(person_id=user.pk, name=user.name, roles=current_roles(user.pk))


def current_roles(person_id: int) -> tuple[HeldRole, ...]:
    """Roles held now, in the order of organisation and role."""
    table = RoleHeld._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"select role, organisation_id from {table} where person_id = %s"
            " and starts_at <= core.at() and (ends_at is null or ends_at > core.at())"
            " order by organisation_id, role",
            [person_id],
        )
        return tuple(HeldRole(role=role, organisation_id=place) for role, place in cursor.fetchall())


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
