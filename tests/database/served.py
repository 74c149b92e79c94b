"""Starts `concordat serve` for a test and looks at it from outside."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.postgres_for_tests import CHECKOUT

FIRST_PAGE_WITHIN_SECONDS = 30
BACK_WITHIN_SECONDS = 15
COMMAND = [sys.executable, "-m", "concordat.web.command_line"]
STAFF, LEARNER, QUEUE, POSTGRES = "staff_site:application", "learner_site:application", "procrastinate worker", "-h "


@dataclass
class Served:
    """A running Concordat."""

    process: subprocess.Popen[bytes]
    home: Path
    port: int
    log: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        ours = ("CONCORDAT_", "DATABASE_", "DJANGO_")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
        return {**kept, "CONCORDAT_HOME": str(self.home), **self.variables}

    def status(self, path: str, *, port: int | None = None, host: str = "localhost") -> int | None:
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=5)
        try:
            connection.request("GET", path, headers={"Host": host})
            answer = connection.getresponse()
            return None if answer.getheader("X-Concordat-Waiting") else answer.status
        except OSError:
            return None
        finally:
            connection.close()

    def children(self, part: str = "") -> list[int]:
        """The direct children whose command line holds this part."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and _parent(entry) == self.process.pid:
                words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                if part in words:
                    found.append(int(entry.name))
        return found

    def said(self) -> str:
        return self.log.read_text()


@contextmanager
def serving(folder: Path, **variables: str) -> Iterator[Served]:
    """`concordat serve` with a data folder in `folder`, until the test is over."""
    port = free_port()
    log = folder / "served.log"
    running = Served(None, folder / "served", port, log, variables)  # type: ignore[arg-type]
    command = [*COMMAND, "serve", "--port", str(port), "--learner-port", str(free_port())]
    with log.open("wb") as file:
        running.process = subprocess.Popen(
            command, cwd=CHECKOUT, env=running.environment, stdout=file, stderr=subprocess.STDOUT
        )
    try:
        within(FIRST_PAGE_WITHIN_SECONDS, lambda: _accepts(port), running)
        within(90, lambda: "learner site" in running.said(), running)
        within(30, lambda: running.status("/account/login/") == 200, running)
        yield running
    finally:
        running.process.send_signal(signal.SIGTERM)
        running.process.wait(60)


def within(seconds: float, ready: Callable[[], bool], served: Served) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline or served.process.poll() is not None:
            raise AssertionError(f"not within {seconds} seconds:\n{served.said()[-4000:]}")
        time.sleep(0.1)


def _parent(entry: Path) -> int | None:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return None


def _accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
