"""psql, pg_dump and pg_restore: the wheel's, else the system's; and how they log in."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from concordat.core import database
from concordat.core.embedded_postgres import NoBinaries, locate

VARIABLES = {
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "host": "PGHOST",
    "port": "PGPORT",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "application_name": "PGAPPNAME",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs."""
    try:
        found = locate().program(name)
        if Path(found).exists():
            return found
    except NoBinaries:
        pass
    installed = shutil.which(name)
    if installed is None:
        raise NoBinaries(f"{name} is not installed.")
    return installed


def environment(role: str) -> dict[str, str]:
    """Variables that log a program in as a role; a password never stands on a command line."""
    words = database.connection_words(role)
    return dict(os.environ) | {VARIABLES[word]: value for word, value in words.items() if word in VARIABLES}
