"""Which user of the operating system each process runs as.

Started by root, three system users keep PostgreSQL with the owner, the serving processes and the learner
site apart. Started by an ordinary user everything runs as that one user: the walls between the database
roles then guard against mistakes only.
"""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path


class CannotMakeUsers(RuntimeError):
    """Root started Concordat on a system where users cannot be made."""


@dataclass(frozen=True)
class SystemUsers:
    """Names of the users; `None` means: as whoever started it."""

    database: str | None = None
    app: str | None = None
    learner: str | None = None

    @property
    def are_separate(self) -> bool:
        """Whether the operating system keeps the roles apart."""
        return self.database is not None


SEPARATE = SystemUsers(database="concordat-db", app="concordat-app", learner="concordat-learner")


def system_users() -> SystemUsers:
    """Three users when root starts it, none otherwise."""
    return SEPARATE if os.geteuid() == 0 else SystemUsers()


def make_missing(users: SystemUsers) -> None:
    """Create the system users that do not exist yet; they have no password, shell or home."""
    for name in filter(None, (users.database, users.app, users.learner)):
        try:
            pwd.getpwnam(name)
        except KeyError:
            _make(name)


def may_reach(user: str, path: Path, *, write: bool = False) -> bool:
    """Whether this user may open the path: asked of the system itself, in a process that has become the user."""
    entry = pwd.getpwnam(user)
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(entry.pw_gid)
            os.setuid(entry.pw_uid)
            needed = os.R_OK | (os.X_OK if path.is_dir() else 0) | (os.W_OK if write else 0)
            os._exit(0 if os.access(path, needed) else 1)
        except OSError:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def give(path: Path, user: str | None) -> None:
    """Make the user the owner of a path and what is in it."""
    if user is None:
        return
    entry = pwd.getpwnam(user)
    if path.is_dir():
        for inside in path.rglob("*"):
            os.lchown(inside, entry.pw_uid, entry.pw_gid)
    os.chown(path, entry.pw_uid, entry.pw_gid)


def _make(name: str) -> None:
    command = ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent"]
    try:
        subprocess.run(
            [*command, "--shell", "/usr/sbin/nologin", "--user-group", name],
            check=True,
            capture_output=True,
            text=True,
        )
    except (OSError, subprocess.CalledProcessError) as problem:
        said = getattr(problem, "stderr", "") or str(problem)
        raise CannotMakeUsers(
            f"The system user {name} is missing and could not be made ({said.strip()}). "
            "Make it by hand, or start Concordat as an ordinary user."
        ) from problem
