"""One PostgreSQL cluster a test session: a template made once, a clone for each test worker.

A keeper process holds the server, so that it outlives the worker that asked first and ends with the
session, however that ends. Inside the private folder everybody may log in as any role; what matters
is that tests log in as the role they are about.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from concordat.core.embedded_postgres import (
    SUPERUSER,
    Binaries,
    Cluster,
    Server,
    locate,
    make_roles_and_database,
)
from concordat.core.embedded_postgres.roles import make_database
from concordat.core.system_users import SystemUsers, may_reach

CHECKOUT = Path(__file__).resolve().parents[1]
FOLDER = "CONCORDAT_TEST_FOLDER"
TEMPLATE = "template_of_tests"
STARTED_WITHIN_SECONDS = 120
FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off")
ROLES = {
    "app": "DATABASE_URL",
    "owner": "CONCORDAT_OWNER_DATABASE_URL",
    "learner": "CONCORDAT_LEARNER_DATABASE_URL",
    "backup": "CONCORDAT_BACKUP_DATABASE_URL",
}


@dataclass(frozen=True)
class ClusterForTests:
    """The cluster of this session, in a folder of its own."""

    folder: Path

    @property
    def sockets(self) -> Path:
        """Where its socket is."""
        return self.folder / "run"

    def url(self, role: str, name: str) -> str:
        """The address of a database for one of our roles."""
        return f"postgresql://concordat_{role}@/{name}?host={self.sockets}"

    def environment(self, name: str, *, role: str = "app") -> dict[str, str]:
        """Variables that make a process use this database."""
        addresses = {variable: self.url(known, name) for known, variable in ROLES.items()}
        return addresses | {"CONCORDAT_DATABASE_ROLE": role}

    def environment_of_process(self, name: str, *, role: str) -> dict[str, str]:
        """The whole environment of another process that uses this database with the tests' settings."""
        return {**os.environ, **self.environment(name, role=role), "CONCORDAT_TEST_DATABASE": name}

    def ensure_started(self) -> None:
        """Start the keeper once, whichever worker comes first."""
        with self._alone("cluster"):
            if (self.folder / "ready").exists():
                return
            with (self.folder / "keeper.log").open("ab") as log:
                subprocess.Popen(
                    [
                        sys.executable,
                        "-m",
                        "tests.postgres_for_tests",
                        str(self.folder),
                        os.environ["CONCORDAT_TEST_SESSION"],
                    ],
                    cwd=CHECKOUT,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                ).returncode = 0  # the keeper ends by itself, after this process
            _wait_for(self.folder / "ready", self.folder / "keeper.log")

    def ensure_template(self) -> None:
        """Build the migrated template once, as the owner, in a process of its own."""
        self.ensure_started()
        with self._alone("template"):
            done = self.folder / "template"
            if not done.exists():
                self.create(TEMPLATE, template="template0")
                self.run(["-m", "concordat.web.command_line", "migrate", "-v0"], TEMPLATE, role="owner")
                if (CHECKOUT / "tests" / "world").exists() or (CHECKOUT / "tests" / "world.py").exists():
                    build = "import django; django.setup(); from tests.world import build; build()"
                    self.run(["-c", build], TEMPLATE, role="owner")
                done.touch()

    def create(self, name: str, *, template: str = TEMPLATE) -> None:
        """A new database, cloned from the template; one of the same name goes first."""
        with self._superuser() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            make_database(connection, name, template=template)

    def drop(self, name: str) -> None:
        """Remove a clone."""
        with self._superuser() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def run(self, arguments: Sequence[str], name: str, *, role: str) -> str:
        """Run Python with this database; what it says. Fails with its output."""
        done = subprocess.run(
            [sys.executable, *arguments],
            check=False,
            cwd=CHECKOUT,
            env=self.environment_of_process(name, role=role),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise AssertionError(f"{' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    @contextmanager
    def _superuser(self) -> Iterator[psycopg.Connection]:
        with psycopg.connect(host=str(self.sockets), dbname="postgres", user=SUPERUSER, autocommit=True) as connection:
            yield connection

    @contextmanager
    def _alone(self, what: str) -> Iterator[None]:
        with (self.folder / f"{what}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def make_folder() -> Path:
    """A short path (a socket's holds 107 bytes) that the server's user can pass through."""
    folder = Path(tempfile.mkdtemp(prefix="concordat-", dir="/tmp"))
    folder.chmod(0o711)
    return folder


def server_in(folder: Path, binaries: Binaries) -> Server:
    """A fast server without promises about power cuts."""
    users = SystemUsers(database="nobody") if os.geteuid() == 0 else SystemUsers()
    cluster = Cluster(folder / "data", folder / "run", users, authentication="trust", settings=FAST)
    return Server(cluster, binaries)


def readable_binaries(folder: Path) -> Binaries:
    """The wheel's programs; copied into the session's folder where the server's user cannot read them."""
    if os.geteuid() != 0 or may_reach("nobody", Path(locate().program("postgres"))):
        return locate()
    os.environ["CONCORDAT_HOME"] = str(folder)
    return locate(readable_by="nobody")


def keep(folder: Path, session: int) -> None:
    """Hold the server until the session is over; then leave nothing behind."""
    server = server_in(folder, readable_binaries(folder))
    stopped = False

    def stop(*_: object) -> None:
        nonlocal stopped
        stopped = True

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        server.start()
        make_roles_and_database(server.cluster.sockets)
        (folder / "ready").touch()
        while not stopped and not (folder / "over").exists() and _lives(session):
            time.sleep(0.2)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _wait_for(file: Path, log: Path) -> None:
    deadline = time.monotonic() + STARTED_WITHIN_SECONDS
    while not file.exists():
        if time.monotonic() > deadline or not log.parent.exists():
            raise AssertionError(f"PostgreSQL for the tests did not start:\n{log.read_text() if log.exists() else ''}")
        time.sleep(0.02)


if __name__ == "__main__":
    keep(Path(sys.argv[1]), int(sys.argv[2]))
