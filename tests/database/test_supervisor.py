"""One command serves everything, brings back what dies and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database.served import (
    BACK_WITHIN_SECONDS,
    COMMAND,
    LEARNER,
    POSTGRES,
    QUEUE,
    STAFF,
    Served,
    free_port,
    serving,
    within,
)
from tests.environment import WORKER
from tests.postgres_for_tests import CHECKOUT, ClusterForTests

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served(cluster: ClusterForTests) -> Iterator[Served]:
    """A whole Concordat in a data folder of its own."""
    folder = cluster.folder / f"whole-{WORKER}"
    folder.mkdir()
    folder.chmod(0o711)
    with serving(folder) as running:
        yield running


def test_the_learner_site_has_its_own_process_and_name(served: Served) -> None:
    port = int(served.said().split("learner.localhost:")[1].split()[0])
    assert served.status("/helplines", port=port, host="learner.localhost") == 200
    assert served.status("/helplines", port=port, host="localhost") == 400


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user has one user for everything")
@pytest.mark.parametrize(
    ("part", "user"),
    [(STAFF, "concordat-app"), (QUEUE, "concordat-app"), (LEARNER, "concordat-learner"), (POSTGRES, "concordat-db")],
)
def test_nothing_that_serves_runs_as_root(served: Served, part: str, user: str) -> None:
    (child,) = served.children(part)
    assert Path(f"/proc/{child}").owner() == user


@pytest.mark.parametrize("part", [POSTGRES, STAFF, QUEUE, LEARNER])
def test_what_is_killed_comes_back(served: Served, part: str) -> None:
    (before,) = served.children(part)
    os.kill(before, signal.SIGKILL)

    def is_back() -> bool:
        now = served.children(part)
        return len(now) == 1 and now != [before] and served.status("/account/login/") == 200

    within(BACK_WITHIN_SECONDS, is_back, served)


def test_everything_killed_at_once_comes_back(served: Served) -> None:
    # PostgreSQL last: when it dies, the supervisor ends the queue itself.
    before = [child for part in (QUEUE, STAFF, POSTGRES) for child in served.children(part)]
    assert len(before) == 3
    for child in before:
        os.kill(child, signal.SIGKILL)
    within(
        BACK_WITHIN_SECONDS,
        lambda: len(set(served.children()) - set(before)) >= 3 and served.status("/account/login/") == 200,
        served,
    )


def test_a_second_start_on_the_same_data_refuses_politely(served: Served) -> None:
    second = subprocess.run(
        [*COMMAND, "serve", "--port", str(free_port())],
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
