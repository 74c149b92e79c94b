"""What a killed worker was doing is done by the next one; nothing waits for ever behind its lock."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import cast

import psycopg
import pytest
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

from concordat.core import jobs
from tests.postgres_for_tests import CHECKOUT, ClusterForTests

pytestmark = pytest.mark.slow
COMMAND = ["-m", "concordat.web.command_line"]
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


def ask(cluster: ClusterForTests, name: str, sql: str) -> int:
    with psycopg.connect(cluster.url("owner", name), autocommit=True) as connection:
        found = connection.execute(sql.encode()).fetchone()
    assert found is not None
    return int(found[0])


def doctor_on_the_queue(cluster: ClusterForTests, name: str) -> dict[str, str]:
    """What `concordat doctor` says of the queue."""
    script = (
        "import django, json; django.setup()\n"
        "from dataclasses import asdict\n"
        "from concordat.core.clock import now\n"
        "from concordat.core.doctor import CHECKS\n"
        "print(json.dumps(asdict(CHECKS['queue'](now()))))"
    )
    found: dict[str, str] = json.loads(cluster.run(["-c", script], name, role="owner"))
    return found


def test_a_job_in_the_middle_of_which_its_worker_was_killed_is_done_by_the_next(
    cluster: ClusterForTests, fresh_database: str
) -> None:
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
            eventually(lambda: ask(cluster, fresh_database, doing) == 1)
            first.send_signal(signal.SIGKILL)
            first.wait()
        holder.rollback()
    assert ask(cluster, fresh_database, doing) == 1  # nobody does it, and its lock keeps every later seal waiting
    with psycopg.connect(cluster.url("owner", fresh_database), autocommit=True) as owner:
        owner.execute("update procrastinate_workers set last_heartbeat = now() - interval '1 minute'")
    said = doctor_on_the_queue(cluster, fresh_database)
    assert said["health"] == "WARN"
    assert "No worker runs." in said["sentence"]
    assert "Left by a worker that died: 1 core.seal_journal" in said["sentence"]
    assert "concordat serve" in said["remedy"]
    with worker(cluster, fresh_database):
        eventually(lambda: ask(cluster, fresh_database, unsealed) == 0)
        assert "A worker runs." in doctor_on_the_queue(cluster, fresh_database)["sentence"]


FAILED = "select count(*) from procrastinate_jobs where status = 'failed' and task_name = 'audits.thank_setting'"


def fail(cluster: ClusterForTests, name: str, *, ago: str = "0 days") -> int:
    """A job that failed for good, as the worker leaves it."""
    with psycopg.connect(cluster.url("owner", name), autocommit=True) as owner:
        row = owner.execute(
            "insert into procrastinate_jobs (queue_name, task_name, priority, args, status)"
            " values ('mail', 'audits.thank_setting', 0, '{\"return_id\": 0}', 'doing') returning id"
        ).fetchone()
        assert row is not None
        owner.execute("select procrastinate_finish_job_v1(%s, 'failed', false)", row)
        owner.execute(f"update procrastinate_events set at = at - interval '{ago}' where job_id = %s".encode(), row)
    return int(row[0])


def test_an_operator_repeats_a_failed_job_or_forgets_it(cluster: ClusterForTests, fresh_database: str) -> None:
    def jobs_command(*arguments: str) -> str:
        return cluster.run([*COMMAND, "jobs", *arguments], fresh_database, role="app")

    first, second = fail(cluster, fresh_database), fail(cluster, fresh_database)
    said = doctor_on_the_queue(cluster, fresh_database)
    assert "Failed: 2 audits.thank_setting" in said["sentence"]
    assert "concordat jobs repeat" in said["remedy"]
    assert "audits.thank_setting return_id=0" in jobs_command("failed")
    for wrong in (["repeat"], ["forget", str(second), "999999"]):
        with pytest.raises(AssertionError, match="`concordat jobs failed` lists them"):
            jobs_command(*wrong)
    assert ask(cluster, fresh_database, FAILED) == 2
    assert "1 job is back" in jobs_command("repeat", str(first))
    assert ask(cluster, fresh_database, f"select count(*) from procrastinate_jobs where id = {first}") == 1
    assert ask(cluster, fresh_database, FAILED) == 1
    assert "1 job is forgotten" in jobs_command("forget", "--all")
    assert ask(cluster, fresh_database, FAILED) == 0
    assert "0 failed" in jobs_command("failed")
    written = "select count(*) from core_journalentry where event in ('core.job.repeated', 'core.job.forgotten')"
    assert ask(cluster, fresh_database, written) == 2
    with worker(cluster, fresh_database):  # there is no such return: the worker did it again, and it failed again
        eventually(lambda: ask(cluster, fresh_database, FAILED) == 1)


def test_what_failed_a_month_ago_is_forgotten_in_the_night(cluster: ClusterForTests, fresh_database: str) -> None:
    old, new = fail(cluster, fresh_database, ago="31 days"), fail(cluster, fresh_database, ago="29 days")
    night = (
        "import django, asyncio; django.setup()\n"
        "from concordat.core import jobs\n"
        "from procrastinate.contrib.django import app\n"
        "worker_app = app.with_connector(app.connector.get_worker_connector())\n"
        "async def night():\n"
        "    async with worker_app.open_async():\n"
        "        await jobs.forget_old(worker_app.job_manager)\n"
        "asyncio.run(night())"
    )
    cluster.run(["-c", night], fresh_database, role="app")
    left = "select count(*) from procrastinate_jobs where id = {}"
    assert ask(cluster, fresh_database, left.format(old)) == 0
    assert ask(cluster, fresh_database, left.format(new)) == 1


class Manager:
    """The queue's manager as `retry_stalled` knows it."""

    def __init__(self, *stalled: Job, gone: int) -> None:
        self.stalled, self.gone, self.put_back = stalled, gone, list[int | None]()

    async def get_stalled_jobs(self, *, seconds_since_heartbeat: float) -> tuple[Job, ...]:
        assert seconds_since_heartbeat > 20  # a worker that missed one heartbeat is not dead
        return self.stalled

    async def retry_job(self, job: Job) -> None:
        if job.id == self.gone:
            raise ConnectorException
        self.put_back.append(job.id)


def test_a_worker_does_not_take_itself_for_dead_and_one_job_that_is_gone_keeps_none_back() -> None:
    def job(number: int, worker_id: int | None) -> Job:
        return Job(id=number, queue="q", task_name="t", lock=None, queueing_lock=None, priority=0, worker_id=worker_id)

    manager = Manager(job(1, 7), job(2, 8), job(3, None), job(4, 9), gone=2)
    # In a thread of its own: a browser that this process drove before leaves its event loop running here.
    with ThreadPoolExecutor() as thread:
        put_back = thread.submit(asyncio.run, jobs.retry_stalled(cast(JobManager, manager), own_worker=7)).result()
    assert (put_back, manager.put_back) == (2, [3, 4])
