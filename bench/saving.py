"""200 people save for a minute: `python -m bench.saving` without faults, `--faults` with kills of every process.

Talks to a demo of its own on loopback and stops by itself. Each person changes the note of one question,
waits like a person, and remembers what was acknowledged; at the end the database must hold exactly that.
"""

from __future__ import annotations

import html
import http.client
import os
import random
import re
import signal
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

import psutil

from tests.database import served as serving
from tests.database.served import POSTGRES, QUEUE, STAFF, Served, free_port, within
from tests.postgres_for_tests import CHECKOUT

PEOPLE, SECONDS, THINK_SECONDS = 200, 60, 5.0
QUESTIONS = ("A9.1", "A9.2", "A9.3", "A9.4")
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@dataclass
class Somebody:
    """One person with a browser of their own."""

    port: int
    person: int
    question: str
    address: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    acknowledged: str = ""
    tried: str = ""
    spent: list[float] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    lost: int = 0

    def send(self, method: str, path: str, data: dict[str, str] | None = None) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        body = urlencode(data) if data is not None else None
        headers = {
            "Host": f"localhost:{self.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read().decode(), answer.headers.get("Location", "")
        finally:
            connection.close()

    def sign_in(self) -> None:
        _, page, _ = self.send("GET", "/demo/sign-in/")
        token = dict(HIDDEN.findall(page))["csrfmiddlewaretoken"]
        status, said, _ = self.send(
            "POST", "/demo/sign-in/", {"csrfmiddlewaretoken": token, "person": str(self.person)}
        )
        assert status == 302, said[:500]
        _, page, _ = self.send("GET", "/audits/")
        found = re.search(r'href="(/audits/returns/\d+/)"[^>]*>[^<]*</a>', page)
        assert found is not None, page[:2000]
        self.address = found[1] + "sections/A9/"

    def save(self, number: int) -> None:
        status, page, _ = self.send("GET", self.address)
        if status != 200:
            self.refused.append(status)
            return
        kept = {name: html.unescape(value) for name, value in HIDDEN.findall(page)}
        self.tried = f"person {self.person} save {number}"
        data = {
            "csrfmiddlewaretoken": kept["csrfmiddlewaretoken"],
            f"{self.question}.choice": "amber",
            f"{self.question}.note": self.tried,
            f"{self.question}.was": kept.get(f"{self.question}.was", ""),
            "then": "list",
        }
        for other in QUESTIONS:  # what the page holds of the others goes back as it came
            if other != self.question:
                data.pop(f"{other}.was", None)
        start = time.perf_counter()
        status, said, _ = self.send("POST", self.address, data)
        self.spent.append(time.perf_counter() - start)
        if status == 302:
            self.acknowledged = self.tried
        else:
            self.refused.append(status)
            if status == 503 and self.tried not in html.unescape(said):
                self.lost += 1

    def live(self, until: float) -> None:
        number = 0
        time.sleep(random.random() * THINK_SECONDS)
        while time.monotonic() < until:
            number += 1
            try:
                self.save(number)
            except OSError:
                self.refused.append(0)
            time.sleep(random.uniform(0.5, 1.5) * THINK_SECONDS)


def people_of(running: Served) -> list[tuple[int, str]]:
    """Person and question: the teams of schools whose returns can still be answered."""
    rows = _ask(
        running,
        "select h.person_id from accounts_roleheld h"
        " join audits_auditreturn r on r.establishment_id = h.organisation_id"
        " where r.state in ('not_started', 'in_progress') and r.scheme <> 'short'"
        " and h.role in ('dsl', 'deputy_dsl', 'headteacher', 'school_business_manager') order by r.id, h.role",
    )
    return [(int(row), QUESTIONS[place % len(QUESTIONS)]) for place, row in enumerate(rows)][:PEOPLE]


def _ask(running: Served, sql: str) -> list[str]:
    import subprocess

    command = [*serving.COMMAND, "psql", "-c", f"copy ({sql}) to stdout"]
    done = subprocess.run(command, env=running.environment, capture_output=True, text=True, check=True)
    return [line for line in done.stdout.splitlines() if line.strip()]


def _kill_in_turn(running: Served, until: float) -> list[float]:
    """Kill -9 of PostgreSQL, web and worker in turn; how long until the site answers again."""
    back = []
    for part in (POSTGRES, STAFF, QUEUE):
        time.sleep(12)
        for pid in running.children(part):
            for child in psutil.Process(pid).children(recursive=True) if part == STAFF else []:
                child.kill()
            os.kill(pid, signal.SIGKILL)
        start = time.monotonic()
        while running.status("/readyz") != 200 and time.monotonic() < until + 30:
            time.sleep(0.1)
        back.append(time.monotonic() - start)
    return back


def main() -> None:
    """Run it and say what was seen; fails when a promise was broken."""
    faults = "--faults" in sys.argv
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        port = free_port()
        log = folder / "served.log"
        running = Served(None, folder / "served", port, log, {})  # type: ignore[arg-type]
        import subprocess

        command = [*serving.COMMAND, "serve", "--demo", "--port", str(port), "--learner-port", str(free_port())]
        with log.open("wb") as file:
            running.process = subprocess.Popen(
                command, cwd=CHECKOUT, env=running.environment, stdout=file, stderr=subprocess.STDOUT
            )
        try:
            within(240, lambda: "demonstration is ready" in running.said(), running)
            crowd = [Somebody(port, person, question) for person, question in people_of(running)]
            for one in crowd:
                one.sign_in()
            until = time.monotonic() + SECONDS
            threads = [threading.Thread(target=one.live, args=(until,)) for one in crowd]
            for thread in threads:
                thread.start()
            back = _kill_in_turn(running, until) if faults else []
            for thread in threads:
                thread.join()
            _judge(running, crowd, back, faults=faults)
        finally:
            running.process.send_signal(signal.SIGTERM)
            running.process.wait(60)


def _judge(running: Served, crowd: list[Somebody], back: list[float], *, faults: bool) -> None:
    spent = [seconds for one in crowd for seconds in one.spent]
    refused = [status for one in crowd for status in one.refused]
    stored = set(_ask(running, "select value->>'note' from audits_answer where value->>'note' like 'person % save %'"))
    missing = [one for one in crowd if one.acknowledged and not {one.acknowledged, one.tried} & stored]
    p95 = quantiles(spent, n=20)[-1]
    print(f"{len(crowd)} people, {len(spent)} saves, p95 {p95:.2f} s, {len(refused)} refused {sorted(set(refused))}")
    print(f"acknowledged and not stored: {len(missing)}; typed text lost by a page: {sum(one.lost for one in crowd)}")
    if back:
        print("back after kill -9 of PostgreSQL, web, worker:", ", ".join(f"{seconds:.1f} s" for seconds in back))
    assert missing == []
    assert not any(one.lost for one in crowd)
    assert faults or refused == []
    assert p95 < 10
    assert all(seconds < 15 for seconds in back)


if __name__ == "__main__":
    main()
