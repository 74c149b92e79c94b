"""Five thousand letters through the queue, with the worker killed on the way: `python -m bench.mail`.

Says how many were handed over once, how many nobody can know of (at most one for each kill), how many twice
(none), and how long it took on this machine.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections import Counter

import psycopg

from tests import environment
from tests.mail_server import Taken, serving_mail
from tests.postgres_for_tests import CHECKOUT

NAME = "bench_mail"
WORKER = [
    sys.executable, "-m", "concordat.web.command_line", "procrastinate", "worker", "--no-listen-notify",
    "--fetch-job-polling-interval", "1", "--concurrency", "3", "--delete-jobs", "successful",
]  # fmt: skip
INVITATIONS = (
    "insert into accounts_invitation (token_hash, nonce, email, name, organisation_id, role, invited_at, expires_at)"
    " select sha256(n::text::bytea), 'bench', 'p' || n || '@school.example', 'P', (select min(id) from"
    " accounts_organisation), 'dsl', now(), now() + interval '1 day' from generate_series(1, %s) n"
)
JOBS = (
    "insert into procrastinate_jobs (queue_name, task_name, args, status) select 'mail', 'accounts.send_invitation',"
    " jsonb_build_object('invitation_id', id), 'todo' from accounts_invitation where nonce = 'bench'"
)


def main() -> None:
    """Send them all; end with code 1 where a letter is lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=5)
    said = parser.parse_args()
    cluster = environment.CLUSTER
    cluster.ensure_template()
    cluster.create(NAME)
    begun = time.monotonic()
    with serving_mail() as taken, psycopg.connect(cluster.url("owner", NAME), autocommit=True) as owner:
        owner.execute(INVITATIONS, [said.letters])
        owner.execute(JOBS)
        variables = cluster.environment_of_process(NAME, role="app") | {
            "CONCORDAT_MAIL_HOST": "127.0.0.1",
            "CONCORDAT_MAIL_PORT": str(taken.port),
            "CONCORDAT_MAIL_TLS": "none",
        }
        for kill in range(said.kills):
            _work_until(taken, said.letters * (kill + 1) // (said.kills + 1), variables)
            owner.execute("update procrastinate_workers set last_heartbeat = now() - interval '1 minute'")
        _work_until_done(owner, said.letters, variables)
        rows = owner.execute("select state, count(*) from core_mail group by 1").fetchall()
    states: dict[str, int] = dict(rows)
    doubled = sum(times > 1 for times in Counter(taken.letters).values())
    print(f"{said.letters} letters, {said.kills} kills: {states}, doubled {doubled}, {time.monotonic() - begun:.0f} s")
    (cluster.folder / "over").touch()
    settled = states.get("sent", 0) + states.get("uncertain", 0)
    if doubled or settled != said.letters or states.get("uncertain", 0) > said.kills:
        raise SystemExit(1)


def _work_until(taken: Taken, count: int, variables: dict[str, str]) -> None:
    worker = subprocess.Popen(WORKER, cwd=CHECKOUT, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while len(taken.letters) < count:
        time.sleep(0.01)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()


def _work_until_done(owner: psycopg.Connection, count: int, variables: dict[str, str]) -> None:
    worker = subprocess.Popen(WORKER, cwd=CHECKOUT, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 600
        settled = 0
        while settled < count and time.monotonic() < end:
            time.sleep(0.5)
            found = owner.execute("select count(*) from core_mail where state in ('sent', 'uncertain')").fetchone()
            settled = found[0] if found else 0
    finally:
        worker.terminate()
        worker.wait()


if __name__ == "__main__":
    main()
