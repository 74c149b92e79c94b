"""Make the database equal to the declarations: one transaction, repeatable."""

from __future__ import annotations

import hashlib

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from concordat.core.row_security.registry import functions, tables
from concordat.lib.row_security_sql import Role, Table, function_statements, table_statements
from concordat.lib.row_security_sql.statements import quoted

SCHEMAS = ("public", "core")


def apply() -> None:
    """Policies, grants and functions as declared; run as the owner after migrating."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('concordat.row_security'))")
        cursor.execute("SET LOCAL check_function_bodies = off")
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS core AUTHORIZATION {Role.owner}")
        for schema in SCHEMAS:
            cursor.execute(f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC")
            cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {Role.app}, {Role.learner}, {Role.backup}")
        _drop_policies(cursor)
        for function in functions():
            for statement in function_statements(function):
                cursor.execute(statement)
        existing = tables_in_database(cursor)
        for table in tables():
            if table.name in existing:
                for statement in table_statements(table):
                    cursor.execute(statement)
                _remember(cursor, table)
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {Role.app}")
        cursor.execute(f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {Role.backup}")
        _let_triggers_write_history(cursor)
        _let_the_queue_work(cursor)


def tables_in_database(cursor: CursorWrapper) -> set[str]:
    """Names of the tables of the public schema."""
    cursor.execute(
        "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = 'public' and c.relkind in ('r', 'p')"
    )
    return {name for (name,) in cursor.fetchall()}


def declared_digest(table: Table) -> str:
    """A digest of what a table's policies say, kept as the comment of its owner policy."""
    said = "\n".join(f"{p.name}|{p.action}|{p.role}|{p.using}|{p.check}" for p in table.policies)
    return hashlib.sha256(said.encode()).hexdigest()


def stored_digest(cursor: CursorWrapper, table: str) -> str:
    """A digest of a table's policies as PostgreSQL itself prints them."""
    cursor.execute(
        "select policyname, cmd, roles::text, coalesce(qual, ''), coalesce(with_check, '') from pg_policies"
        " where schemaname = 'public' and tablename = %s order by policyname",
        [table],
    )
    return hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()


def _remember(cursor: CursorWrapper, table: Table) -> None:
    said = f"declared {declared_digest(table)} stored {stored_digest(cursor, table.name)}"
    cursor.execute(f"COMMENT ON POLICY owner ON {quoted(table.name)} IS '{said}'")


def _drop_policies(cursor: CursorWrapper) -> None:
    cursor.execute("select policyname, tablename from pg_policies where schemaname = 'public'")
    for policy, table in cursor.fetchall():
        cursor.execute(f"DROP POLICY {quoted(policy)} ON {quoted(table)}")


def _let_triggers_write_history(cursor: CursorWrapper) -> None:
    """Trigger functions run as the owner, so that the app cannot write history by itself."""
    cursor.execute(
        "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname = 'public' and p.proname like 'pgtrigger_%%'"
    )
    for (function,) in cursor.fetchall():
        cursor.execute(f"ALTER FUNCTION {function} SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp")
        cursor.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")


def _let_the_queue_work(cursor: CursorWrapper) -> None:
    cursor.execute(
        "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname = 'public' and p.proname like 'procrastinate_%%'"
    )
    for (function,) in cursor.fetchall():
        cursor.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        cursor.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {Role.app}")
