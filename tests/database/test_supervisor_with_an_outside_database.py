"""With DATABASE_URL Concordat uses a server that somebody else runs, and gives each process its own address."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database.served import COMMAND, LEARNER, POSTGRES, QUEUE, STAFF, Served, free_port, serving
from tests.environment import WORKER
from tests.postgres_for_tests import CHECKOUT, ROLES, ClusterForTests

DATABASE = f"from_outside_{WORKER}"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served(cluster: ClusterForTests) -> Iterator[Served]:
    """A Concordat on an empty database of the tests' cluster."""
    cluster.create(DATABASE, template="template0")
    folder = cluster.folder / f"outside-{WORKER}"
    folder.mkdir()
    folder.chmod(0o711)
    with serving(folder, **{variable: cluster.url(role, DATABASE) for role, variable in ROLES.items()}) as running:
        yield running
    cluster.drop(DATABASE)


def test_no_postgres_of_its_own(served: Served) -> None:
    assert served.children(POSTGRES) == []
    assert not (served.home / "postgres").exists()


@pytest.mark.parametrize(("part", "role"), [(STAFF, "app"), (QUEUE, "app"), (LEARNER, "learner")])
def test_each_process_knows_its_own_address_only(served: Served, part: str, role: str) -> None:
    (child,) = served.children(part)
    given = Path(f"/proc/{child}/environ").read_bytes().decode().split("\0")
    known = {line.split("=")[0] for line in given} & set(ROLES.values())
    assert known == {ROLES[role]}


def test_a_demo_refuses_an_outside_database(served: Served, tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "serve", "--demo", "--port", str(free_port())],
        cwd=CHECKOUT,
        env={**served.environment, "CONCORDAT_HOME": str(tmp_path / "demo")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "unset DATABASE_URL" in done.stderr
    assert not (tmp_path / "demo" / "serve.lock").exists()


def test_nothing_outlives_a_supervisor_that_was_killed(served: Served) -> None:
    children = served.children()
    assert len(children) >= 3
    os.kill(served.process.pid, signal.SIGKILL)
    served.process.wait()
    still = [child for child in children if Path(f"/proc/{child}").exists()]
    for _ in range(200):
        still = [child for child in still if Path(f"/proc/{child}").exists()]
        if not still:
            return
        time.sleep(0.1)
    assert still == []
