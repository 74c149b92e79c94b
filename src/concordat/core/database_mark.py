"""The mark that says whether a database is a demo: written once by the owner, never a setting."""

from __future__ import annotations

from typing import Any

import psycopg

from concordat.core import database

DEMO = "demo"
REAL = "real"


class OtherKind(RuntimeError):
    """The database is not of the kind that was asked for."""


def kind_of(words: dict[str, Any] | None = None) -> str | None:
    """`demo`, `real`, or None where no mark was made yet."""
    with psycopg.connect(**(words or database.connection_words("owner"))) as connection:
        if connection.execute("select to_regclass('public.core_databasemark')").fetchone() == (None,):
            return None
        row = connection.execute("select kind from public.core_databasemark").fetchone()
    return None if row is None else str(row[0])


def make(kind: str) -> str:
    """Mark a database that has no mark; says what it is then. Raises `OtherKind` where it was marked otherwise."""
    with psycopg.connect(**database.connection_words("owner")) as connection:
        connection.execute(
            "insert into public.core_databasemark (id, kind, created_at) values (1, %s, now()) on conflict do nothing",
            [kind],
        )
    found = kind_of()
    if found != kind:
        raise OtherKind(f"This database holds a {_words(found)}; it cannot become a {_words(kind)}.")
    return kind


def _words(kind: str | None) -> str:
    return {DEMO: "demonstration", REAL: "partnership at work"}.get(kind or "", "database without a mark")
