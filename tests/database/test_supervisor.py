"""One command serves everything, brings back what dies and leaves nothing behind."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.postgres_for_tests import CHECKOUT, ClusterForTests

FIRST_PAGE_WITHIN_SECONDS = 30
BACK_WITHIN_SECONDS = 15
COMMAND = [sys.executable, "-m", "concordat.web.command_line"]
STAFF, LEARNER, WORKER, POSTGRES = "staff_site:application", "learner_site:application", "procrastinate worker", "-h "

pytestmark = pytest.mark.slow


@dataclass
class Served:
    """A running Concordat."""

    process: subprocess.Popen[bytes]
    home: Path
    port: int
    log: Path

    @property
    def environment(self) -> dict[str, str]:
        ours = ("CONCORDAT_", "DATABASE_", "DJANGO_")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
        return {**kept, "CONCORDAT_HOME": str(self.home)}

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


@pytest.fixture(scope="module")
def served(cluster: ClusterForTests) -> Iterator[Served]:
    """`concordat serve` in a data folder of its own."""
    port = _free_port()
    home = cluster.folder / "served"
    log = cluster.folder / "served.log"
    running = Served(None, home, port, log)  # type: ignore[arg-type]
    command = [*COMMAND, "serve", "--port", str(port), "--learner-port", str(_free_port())]
    with log.open("wb") as file:
        running.process = subprocess.Popen(
            command, cwd=CHECKOUT, env=running.environment, stdout=file, stderr=subprocess.STDOUT
        )
    try:
        _within(FIRST_PAGE_WITHIN_SECONDS, lambda: _accepts(port), running)
        _within(90, lambda: "learner site" in running.said(), running)
        _within(30, lambda: running.status("/account/login/") == 200, running)
        yield running
    finally:
        running.process.send_signal(signal.SIGTERM)
        running.process.wait(60)


def test_the_learner_site_has_its_own_process_and_name(served: Served) -> None:
    port = int(served.said().split("learner.localhost:")[1].split()[0])
    assert served.status("/helplines", port=port, host="learner.localhost") == 200
    assert served.status("/helplines", port=port, host="localhost") == 400


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user has one user for everything")
@pytest.mark.parametrize(
    ("part", "user"),
    [(STAFF, "concordat-app"), (WORKER, "concordat-app"), (LEARNER, "concordat-learner"), (POSTGRES, "concordat-db")],
)
def test_nothing_that_serves_runs_as_root(served: Served, part: str, user: str) -> None:
    (child,) = served.children(part)
    assert Path(f"/proc/{child}").owner() == user


@pytest.mark.parametrize("part", [POSTGRES, STAFF, WORKER, LEARNER])
def test_what_is_killed_comes_back(served: Served, part: str) -> None:
    (before,) = served.children(part)
    os.kill(before, signal.SIGKILL)

    def is_back() -> bool:
        now = served.children(part)
        return len(now) == 1 and now != [before] and served.status("/account/login/") == 200

    _within(BACK_WITHIN_SECONDS, is_back, served)


def test_everything_killed_at_once_comes_back(served: Served) -> None:
    before = [child for part in (POSTGRES, STAFF, WORKER) for child in served.children(part)]
    assert len(before) == 3
    for child in before:
        os.kill(child, signal.SIGKILL)
    _within(
        BACK_WITHIN_SECONDS,
        lambda: len(set(served.children()) - set(before)) >= 3 and served.status("/account/login/") == 200,
        served,
    )


def test_a_second_start_on_the_same_data_refuses_politely(served: Served) -> None:
    second = subprocess.run(
        [*COMMAND, "serve", "--port", str(_free_port())],
        cwd=CHECKOUT,
        env=served.environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert second.returncode == 1
    assert f"already running on {served.home} (process {served.process.pid}" in second.stderr
    assert "Traceback" not in second.stderr
    assert served.status("/account/login/") == 200


def test_the_doctor_finds_nothing_wrong_while_it_runs(served: Served) -> None:
    done = subprocess.run(
        [*COMMAND, "doctor"], cwd=CHECKOUT, env=served.environment, capture_output=True, text=True, check=False
    )
    assert "FAIL" not in done.stdout, done.stdout
    assert done.returncode == 0
    assert ("not production" in done.stdout) is (os.geteuid() != 0)


def test_it_stops_cleanly(served: Served) -> None:
    children = served.children()
    assert len(children) >= 4
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(40) == 0
    assert [child for child in children if Path(f"/proc/{child}").exists()] == []
    assert not (served.home / "postgres" / "postmaster.pid").exists()
    assert "did not stop in time" not in served.said()


def _within(seconds: float, ready: Callable[[], bool], served: Served) -> None:
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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
