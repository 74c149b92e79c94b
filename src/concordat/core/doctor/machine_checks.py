"""Checks of the machine: disk, keys, users."""

from __future__ import annotations

import shutil
import stat

from concordat.core import database, keys, places
from concordat.core.doctor.findings import Finding, Health
from concordat.core.system_users import system_users

LITTLE_BYTES = 2_000_000_000
TOO_LITTLE_BYTES = 300_000_000


def disk() -> Finding:
    """There is room."""
    free = shutil.disk_usage(places.home()).free
    said = f"{free / 1e9:.1f} GB are free for {places.home()}."
    if free < LITTLE_BYTES:
        health = Health.fail if free < TOO_LITTLE_BYTES else Health.warn
        return Finding("disk", health, said, "Make room, or move the data folder.")
    return Finding("disk", Health.ok, said)


def users() -> Finding:
    """Whether the operating system keeps the roles apart."""
    if database.is_external():
        return Finding("users", Health.ok, "The database is elsewhere; its own rules say who may log in.")
    if not system_users().are_separate:
        said = "Everything runs as one user: the walls guard against mistakes only. This is not production."
        return Finding("users", Health.warn, said, "For real work start it as root: it then uses three system users.")
    return Finding("users", Health.ok, "Three system users keep the roles apart.")


def key_folder() -> Finding:
    """Nobody else reads the keys."""
    folder = places.keys()
    if not folder.exists():
        return Finding("keys", Health.warn, "There are no keys yet.", "Start it with `concordat serve`.")
    open_to_others = [path.name for path in (folder, *folder.iterdir()) if stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_to_others:
        said = f"Others may open {', '.join(sorted(open_to_others))} in {folder}."
        return Finding("keys", Health.fail, said, f"chmod -R go= {folder}; then replace what was open.")
    return Finding("keys", Health.ok, "The keys are closed to others.")


def backups(*, is_demo: bool) -> Finding:
    """Somebody can open a backup."""
    found = keys.operators()
    if is_demo and not found:
        return Finding("backups", Health.ok, "A demonstration needs none: it can be built again.")
    if not found:
        said = "No operator can open a backup yet."
        return Finding(
            "backups", Health.warn, said, "Run `concordat keys new-operator FILE`, then `concordat backup FILE`."
        )
    return Finding("backups", Health.ok, f"{len(found)} operator keys can open backups.")
