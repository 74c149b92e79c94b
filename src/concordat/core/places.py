"""Where Concordat keeps things: one data folder, never in the checkout."""

from __future__ import annotations

import os
from pathlib import Path


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
    """Where PostgreSQL's socket lives; a socket's path holds at most 107 bytes."""
    return home() / "run"


def keys() -> Path:
    """Keys: outside the database and its backups, readable by the serving user only."""
    return home() / "keys"


def logs() -> Path:
    """What the processes say."""
    return home() / "logs"


def outbox() -> Path:
    """Mail of a demo: files, never sent."""
    return home() / "outbox"


def progress() -> Path:
    """How far the building of a demo has come, for the waiting page."""
    return home() / "progress.json"
