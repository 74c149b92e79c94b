"""Where Concordat keeps things: one data folder, never in the checkout."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

LONGEST_SOCKET_PATH = 107
SOCKET = ".s.PGSQL.5432"


def home() -> Path:
    """The data folder: $CONCORDAT_HOME, else $XDG_DATA_HOME/concordat (as root: /var/lib/concordat)."""
    given = os.environ.get("CONCORDAT_HOME")
    if given:
        return Path(given).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/concordat")
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "concordat"


def postgres_data() -> Path:
    """The data of the embedded PostgreSQL."""
    return home() / "postgres"


def sockets() -> Path:
    """Where PostgreSQL's socket lives: in the data folder, or where that path is too long in a short folder for it."""
    folder = home() / "run"
    if len(os.fsencode(folder / SOCKET)) <= LONGEST_SOCKET_PATH:
        return folder
    name = hashlib.sha256(os.fsencode(home())).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"concordat-{name}"


def keys() -> Path:
    """Keys: outside the database and its backups, readable by the serving user only."""
    return home() / "keys"


def logs() -> Path:
    """What the processes say."""
    return home() / "logs"


def outbox() -> Path:
    """Mail of a demo: files, never sent."""
    return home() / "outbox"


def kept_files() -> Path:
    """Files that people gave, each encrypted."""
    return home() / "files"


def documents() -> Path:
    """Documents that people asked for, until they run out."""
    return home() / "documents"


def progress() -> Path:
    """How far the building of a demo has come, for the waiting page."""
    return home() / "progress" / "demo.json"


def static() -> Path:
    """Static files with hashed names, collected at start."""
    return home() / "static"


def runtime() -> Path:
    """Copies of programs that the system users could not read where they are."""
    return home() / "runtime"


def backup_recipients() -> Path:
    """Public keys of the operators who can open backups; no secret among them."""
    return home() / "backup-recipients"
