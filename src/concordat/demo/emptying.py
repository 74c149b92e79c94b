"""Takes a demonstration away, so that it can be built again."""

from __future__ import annotations

import psycopg
from django.db import connection
from psycopg import sql

from concordat.core import database
from concordat.core.demo import is_demo

# What migrations and the making of the database wrote.
KEPT = ("django_migrations", "django_content_type", "auth_permission", "core_databasemark")


class NotADemonstration(RuntimeError):
    """A database that holds a partnership at work, or may come to."""


def empty() -> int:
    """Empty every table of a demonstration, as the owner; says how many. Raises `NotADemonstration`."""
    if not is_demo():
        raise NotADemonstration("This database is not a demonstration, and never becomes one.")
    words = database.connection_words("owner") | {"dbname": connection.settings_dict["NAME"]}
    with psycopg.connect(**words) as owner:
        found = owner.execute("select tablename from pg_tables where schemaname = 'public' order by 1").fetchall()
        names = [sql.Identifier(name) for (name,) in found if name not in KEPT]
        owner.execute(sql.SQL("truncate {} restart identity").format(sql.SQL(", ").join(names)))
    return len(names)
