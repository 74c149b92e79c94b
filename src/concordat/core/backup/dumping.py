"""Dump as `concordat_backup`, which reads everything and writes nothing; restore as the owner, into nothing."""

from __future__ import annotations

import os
import subprocess
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, BinaryIO, cast

import psycopg

from concordat.core import database, keys
from concordat.core.backup import envelope
from concordat.core.postgres_programs import environment, program


class NoRecipients(RuntimeError):
    """There is no operator who could open a backup."""


class NotEmpty(RuntimeError):
    """The database to restore into holds something already."""


class ProgramFailed(RuntimeError):
    """pg_dump or pg_restore stopped; the text is what it said."""


def dump(target: Path, *, at: datetime) -> int:
    """Write an encrypted backup; what is at `target` afterwards is whole. Gives the bytes before encryption."""
    recipients = keys.operators()
    if not recipients:
        raise NoRecipients("No operator can open a backup yet. Run `concordat keys new-operator FILE` first.")
    part = target.with_name(f"{target.name}.part")
    command = [program("pg_dump"), "--format=custom", "--no-password"]
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with subprocess.Popen(
                command, env=environment("backup"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
            ) as dumping:
                about = {"made_at": at.isoformat(), "version": version("concordat")}
                total = envelope.write(cast(BinaryIO, dumping.stdout), file, to=recipients, about=about)
                said = _read_all(dumping.stderr)
            if dumping.returncode:
                raise ProgramFailed(f"pg_dump stopped: {said}")
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return total


def restore(source: Path, *, key_file: Path) -> None:
    """Put a backup into an empty database, whole or not at all; row security comes afterwards, by `migrate`."""
    key = keys.private_key(key_file)
    name = keys.fingerprint(key.public_key())
    with source.open("rb") as file:  # read it through once: nothing is restored from a damaged file
        for _ in envelope.read(file, key, name=name):
            pass
    _require_empty()
    command = [
        program("pg_restore"), "--no-password", "--single-transaction", "--exit-on-error", "--no-owner",
        "--dbname", database.connection_words("owner")["dbname"],
    ]  # fmt: skip
    with (
        source.open("rb") as file,
        subprocess.Popen(command, env=environment("owner"), stdin=subprocess.PIPE, stderr=subprocess.PIPE) as restoring,
    ):
        assert restoring.stdin is not None
        try:
            for chunk in envelope.read(file, key, name=name):
                restoring.stdin.write(chunk)
            restoring.stdin.close()
        except BrokenPipeError:
            pass
        said = _read_all(restoring.stderr)
    if restoring.returncode:
        raise ProgramFailed(f"pg_restore stopped and nothing was changed: {said}")


def _require_empty() -> None:
    with psycopg.connect(**database.connection_words("owner")) as connection:
        row = connection.execute("select count(*) from pg_tables where schemaname in ('public', 'core')").fetchone()
    if row is not None and row[0]:
        raise NotEmpty(
            f"The database holds {row[0]} tables already. Restore into an empty one: "
            "give a CONCORDAT_HOME that does not exist yet, or drop and create the database."
        )


def _read_all(stream: IO[bytes] | None) -> str:
    return stream.read().decode(errors="replace").strip() if stream is not None else ""
