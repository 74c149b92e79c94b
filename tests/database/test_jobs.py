"""What a killed worker was doing is done by the next one; nothing waits for ever behind its lock."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from procrastinate.contrib.django import app

from concordat.core import jobs
from tests.postgres_for_tests import CHECKOUT, ClusterForTests

pytestmark = pytest.mark.slow
WORKER = [
    sys.executable,
    "-m",
    "concordat.web.command_line",
    "procrastinate",
    "worker",
    "--no-listen-notify",
    "--fetch-job-polling-interval=0.1",
]
ENTRY = (
    "insert into core_journalentry (id, event, at, person_id, system, about_type, about_id, details_hash)"
    " values (gen_random_uuid(), 'tests.happened', now(), null, 'tests', 'tests', '1', sha256('x'))"
)


def test_no_job_asks_for_a_queueing_lock() -> None:
    """Row security hides the detail of a unique violation, by which the queue's library knows its own."""
    assert "core.seal_journal" in jobs.names()
    assert [name for name, task in app.tasks.items() if task.queueing_lock is not None] == []


def test_a_name_that_no_context_registers_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="no jobs"):
        jobs.defer("core.no_such_job")


@contextmanager
def worker(cluster: ClusterForTests, name: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process as the supervisor starts it."""
    process = subprocess.Popen(
        WORKER,
        cwd=CHECKOUT,
        env={**cluster.environment_of_process(name, role="app"), "CONCORDAT_HOME": os.environ["CONCORDAT_HOME"]},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def eventually(claim: Callable[[], bool], *, within_seconds: float = 40) -> None:
    end = time.monotonic() + within_seconds
    while not claim():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def test_a_job_in_the_middle_of_which_its_worker_was_killed_is_done_by_the_next(
    cluster: ClusterForTests, fresh_database: str
) -> None:
    def ask(sql: str) -> int:
        with psycopg.connect(cluster.url("owner", fresh_database), autocommit=True) as connection:
            found = connection.execute(sql.encode()).fetchone()
        assert found is not None
        return int(found[0])

    doing = "select count(*) from procrastinate_jobs where status = 'doing' and task_name = 'core.seal_journal'"
    unsealed = (
        "select count(*) from core_journalentry e left join core_journalseal s on s.entry_id = e.id"
        " where s.entry_id is null"
    )
    with psycopg.connect(cluster.url("owner", fresh_database)) as holder:
        holder.execute(ENTRY)
        holder.commit()
        holder.execute("lock table core_journalbatch in access exclusive mode")  # the seal begins and cannot end
        with worker(cluster, fresh_database) as first:
            eventually(lambda: ask(doing) == 1)
            first.send_signal(signal.SIGKILL)
            first.wait()
        holder.rollback()
    assert ask(doing) == 1  # nobody does it, and its lock keeps every later seal waiting
    with psycopg.connect(cluster.url("owner", fresh_database), autocommit=True) as owner:
        owner.execute("update procrastinate_workers set last_heartbeat = now() - interval '1 minute'")
    with worker(cluster, fresh_database):
        eventually(lambda: ask(unsealed) == 0)
