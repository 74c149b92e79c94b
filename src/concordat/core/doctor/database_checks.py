"""Checks that ask the database, as its owner."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from concordat.core import row_security
from concordat.core.doctor.findings import Finding, Health
from concordat.core.models import DatabaseMark, JournalEntry

OLDEST_VERSION = 150000
SEAL_IS_LATE = timedelta(minutes=5)
CLOCKS_AGREE_WITHIN = timedelta(seconds=2)
ROLES = ("concordat_owner", "concordat_app", "concordat_learner", "concordat_backup")


def version() -> Finding:
    """PostgreSQL is new enough."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('server_version_num')::int, current_setting('server_version')")
        number, name = cursor.fetchone()
    if number < OLDEST_VERSION:
        return Finding("database", Health.fail, f"PostgreSQL {name} is too old.", "Use PostgreSQL 15 or newer.")
    return Finding("database", Health.ok, f"PostgreSQL {name} answers.")


def roles() -> Finding:
    """Each process has its own role, none of them can do more than it should."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolname, rolsuper or rolcreaterole or rolcreatedb or rolreplication, rolbypassrls"
            " from pg_roles where rolname = any(%s)",
            [list(ROLES)],
        )
        found = {name: (powerful, bypasses) for name, powerful, bypasses in cursor.fetchall()}
    missing = [name for name in ROLES if name not in found]
    wrong = [name for name, (powerful, bypasses) in found.items() if powerful or bypasses != (name == ROLES[-1])]
    if missing:
        return Finding(
            "roles", Health.fail, f"Missing: {', '.join(missing)}.", "Restart Concordat, or create the roles."
        )
    if wrong:
        said = f"{', '.join(sorted(wrong))} may do more or less than intended."
        return Finding("roles", Health.fail, said, "Restart Concordat: it puts the roles right.")
    return Finding("roles", Health.ok, "Four roles, each with its own rights.")


def drift() -> Finding:
    """Row security is what the code declares."""
    found = row_security.drift()
    if found:
        more = f" (and {len(found) - 3} more)" if len(found) > 3 else ""
        return Finding("row security", Health.fail, " ".join(found[:3]) + more, "Run `concordat migrate`.")
    return Finding("row security", Health.ok, f"{len(row_security.tables())} tables are forced and as declared.")


def migrations() -> Finding:
    """The tables are those of this version."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return Finding("migrations", Health.fail, f"{len(waiting)} wait to be applied.", "Run `concordat migrate`.")
    return Finding("migrations", Health.ok, "All are applied.")


def mark() -> Finding:
    """Whether this is a demonstration."""
    kind = DatabaseMark.objects.values_list("kind", flat=True).first()
    if kind is None:
        return Finding("mark", Health.warn, "The database has no mark yet.", "Start it with `concordat serve`.")
    if kind == DatabaseMark.Kind.demo:
        return Finding("mark", Health.ok, "DEMO: a demonstration with invented people; never put real people in it.")
    return Finding("mark", Health.ok, "A partnership at work.")


def sealing(now: datetime) -> Finding:
    """The journal is being sealed."""
    waiting = JournalEntry.objects.filter(seal=None).order_by("at")
    oldest = waiting.values_list("at", flat=True).first()
    if oldest is not None and now - oldest > SEAL_IS_LATE:
        said = f"{waiting.count()} entries of the journal wait to be sealed, the oldest since {oldest:%d %B %H:%M}."
        return Finding("journal", Health.warn, said, "Start the worker, or run `concordat journal seal`.")
    return Finding("journal", Health.ok, "What was written is sealed, or will be within seconds.")


def clock(now: datetime) -> Finding:
    """The clocks of the database and of this machine agree, and do not run backwards."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp(), (select max(applied) from django_migrations)")
        theirs, newest = cursor.fetchone()
    apart = abs(theirs - now)
    if apart > CLOCKS_AGREE_WITHIN:
        said = f"The database's clock and this machine's are {apart.total_seconds():.0f} seconds apart."
        return Finding("clock", Health.warn, said, "Set both by network time.")
    if newest is not None and newest > now:
        return Finding("clock", Health.fail, f"The clock is behind what was done at {newest}.", "Set the clock.")
    return Finding("clock", Health.ok, "The clocks agree.")
