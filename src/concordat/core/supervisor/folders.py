"""The data folder: each part belongs to the one user who needs it."""

from __future__ import annotations

from pathlib import Path

from concordat.core import places
from concordat.core.supervisor.options import Refused
from concordat.core.system_users import SystemUsers, give, may_reach


def prepare(users: SystemUsers) -> None:
    """Make what is missing and put the owners right."""
    home = places.home()
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise Refused(f"The data folder {home} cannot be made ({problem.strerror}); set CONCORDAT_HOME.") from problem
    home.chmod(0o711 if users.are_separate else 0o700)
    if users.database is not None and not may_reach(users.database, home.parent / ".", write=False):
        _require_a_way_to(home, users.database)
    for path, mode in (
        (places.keys(), 0o700),
        (places.outbox(), 0o700),
        (places.documents(), 0o700),
        (places.kept_files(), 0o700),
        (places.progress().parent, 0o755),
        (places.static(), 0o755),
    ):
        path.mkdir(exist_ok=True)
        path.chmod(mode)
        give(path, users.app)
    places.runtime().mkdir(exist_ok=True)
    places.runtime().chmod(0o755)


def _require_a_way_to(home: Path, user: str) -> None:
    inside = home / "way"
    inside.mkdir(exist_ok=True)
    try:
        if not may_reach(user, inside):
            raise Refused(
                f"The system user {user} cannot pass through the folders above {home}. "
                "Choose a CONCORDAT_HOME outside of private folders, such as /var/lib/concordat."
            )
    finally:
        inside.rmdir()
