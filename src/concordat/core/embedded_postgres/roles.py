"""The database roles and the database: made once, put right at every start."""

from __future__ import annotations

from pathlib import Path

import psycopg
from psycopg import sql

from concordat.core.database import NAME

SUPERUSER = "postgres"
ATTRIBUTES = {
    "concordat_owner": "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS",
    "concordat_app": "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS",
    "concordat_learner": "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 20",
    "concordat_backup": "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION BYPASSRLS CONNECTION LIMIT 5",
}
SERVED = ("concordat_app", "concordat_learner", "concordat_backup")


def make_roles_and_database(sockets: Path, *, name: str = NAME) -> bool:
    """Make what is missing, as the superuser; says whether the database is new."""
    with psycopg.connect(host=str(sockets), dbname="postgres", user=SUPERUSER, autocommit=True) as connection:
        existing = {role for (role,) in connection.execute("select rolname from pg_roles").fetchall()}
        for role, attributes in ATTRIBUTES.items():
            verb = "ALTER" if role in existing else "CREATE"
            connection.execute(sql.SQL(f"{verb} ROLE {{}} {attributes}").format(sql.Identifier(role)))
        connection.execute("ALTER ROLE concordat_backup SET default_transaction_read_only = on")
        if connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            return False
        make_database(connection, name)
    return True


def make_database(connection: psycopg.Connection, name: str, *, template: str = "template0") -> None:
    """An empty database of the owner that only our roles may enter."""
    words = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
    connection.execute(sql.SQL("CREATE DATABASE {name} OWNER concordat_owner TEMPLATE {template}").format(**words))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {name} FROM PUBLIC").format(**words))
    for role in SERVED:
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {name} TO {role}").format(**words, role=sql.Identifier(role))
        )
