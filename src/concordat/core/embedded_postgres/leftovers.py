"""What a server that was killed leaves behind: a pid file that looks alive, and backends that still are."""

from __future__ import annotations

import time
from pathlib import Path


def clear(data: Path, *, patience_seconds: float = 10) -> None:
    """Remove a stale postmaster.pid: its process is gone, a zombie or not postgres, and no backend lives."""
    file = data / "postmaster.pid"
    try:
        pid = int(file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return
    if is_postgres(pid):
        return
    deadline = time.monotonic() + patience_seconds
    while backends(data) and time.monotonic() < deadline:
        time.sleep(0.05)
    if not backends(data):
        file.unlink(missing_ok=True)


def is_postgres(pid: int) -> bool:
    """Whether this process lives (a zombie does not) and is a PostgreSQL server."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    name, _, rest = text.partition("(")[2].rpartition(")")
    return name == "postgres" and rest.split()[0] not in ("Z", "X")


def backends(data: Path) -> list[int]:
    """Processes of PostgreSQL that work in this folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and is_postgres(int(entry.name)):
            try:
                if (entry / "cwd").samefile(data):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found
