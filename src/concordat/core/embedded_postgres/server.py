"""One PostgreSQL server as a direct child: started, waited for, stopped with SIGINT."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg.pq import PGconn, Ping

from concordat.core import places
from concordat.core.embedded_postgres import leftovers
from concordat.core.embedded_postgres.binaries import Binaries, locate
from concordat.core.embedded_postgres.cluster import Cluster
from concordat.core.embedded_postgres.roles import SUPERUSER, make_roles_and_database
from concordat.core.spawning import spawn
from concordat.core.system_users import SystemUsers, make_missing, system_users

READY_WITHIN_SECONDS = 60
STOPPED_WITHIN_SECONDS = 30


class CannotStart(RuntimeError):
    """PostgreSQL does not answer."""


class Server:
    """The server of one cluster."""

    def __init__(self, cluster: Cluster, binaries: Binaries) -> None:
        self.cluster = cluster
        self.binaries = binaries
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        """How it is started, on a cluster that is prepared."""
        return [
            self.binaries.program("postgres"),
            "-D", str(self.cluster.data),
            "-k", str(self.cluster.sockets),
            "-h", "",
        ]  # fmt: skip

    def prepare(self) -> None:
        """Make the cluster ready to be started."""
        self.cluster.prepare(self.binaries)
        leftovers.clear(self.cluster.data)

    def start(self, *, output: int | None = None) -> None:
        """Start it and wait until it answers."""
        self.prepare()
        self.process = spawn(
            self.command(),
            user=self.cluster.users.database,
            death_signal=signal.SIGINT,
            output=output,
            folder=str(self.cluster.data),
        )
        wait_until_ready(self.cluster.sockets, self.process)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it cleanly: SIGINT ends sessions, SIGTERM lets them finish first; everything is written."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(STOPPED_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()


def answers(sockets: Path) -> bool:
    """Whether a server takes connections now; asked without logging in, so any user may ask."""
    return PGconn.ping(f"host='{sockets}' dbname=postgres user={SUPERUSER} connect_timeout=5".encode()) == Ping.OK


def wait_until_ready(sockets: Path, process: subprocess.Popen[bytes] | None = None) -> None:
    """Return when it answers; raise when it ended or takes too long."""
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while not answers(sockets):
        if process is not None and process.poll() is not None:
            raise CannotStart(f"PostgreSQL ended at once with code {process.returncode}; what it said is above.")
        if time.monotonic() > deadline:
            raise CannotStart(f"PostgreSQL does not answer after {READY_WITHIN_SECONDS} seconds.")
        time.sleep(0.05)


def of_this_home(users: SystemUsers | None = None) -> Server:
    """The server of the data folder."""
    whose = users or system_users()
    make_missing(whose)
    return Server(Cluster.of_this_home(whose), locate(readable_by=whose.database))


@contextmanager
def borrowed() -> Iterator[None]:
    """A running server for one command: the one that `serve` started, else one of its own until the command ends."""
    if answers(places.sockets()):
        yield
        return
    with _alone():
        if answers(places.sockets()):
            yield
            return
        server = of_this_home()
        with (_log()).open("ab") as log:
            server.start(output=log.fileno())
        try:
            make_roles_and_database(places.sockets())
            yield
        finally:
            server.stop(signal.SIGTERM)


@contextmanager
def _alone() -> Iterator[None]:
    """Two commands at once start one server between them, one after the other."""
    places.home().mkdir(parents=True, exist_ok=True)
    with (places.home() / "command.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _log() -> Path:
    places.logs().mkdir(parents=True, exist_ok=True)
    path = places.logs() / "postgres.log"
    os.close(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
    return path
