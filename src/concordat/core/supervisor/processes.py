"""Which processes make up Concordat: each with its user, its database role and nothing more than it needs."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass

from concordat.core import database, places
from concordat.core.embedded_postgres import Server
from concordat.core.supervisor.children import Child, always
from concordat.core.supervisor.options import Options
from concordat.core.supervisor.runtime import Runtime
from concordat.core.system_users import SystemUsers

POSTGRES = "postgres"
STAFF_THREADS = 6
LEARNER_THREADS = 2
COMMAND_LINE = "concordat.web.command_line"
KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "HOME", "USER", "SSL_CERT_FILE", "PYTHONPATH", "LD_LIBRARY_PATH")
OWN_ADDRESSES = frozenset(database.URLS.values())


@dataclass(frozen=True)
class Processes:
    """Makes the children of one installation."""

    options: Options
    users: SystemUsers
    runtime: Runtime
    server: Server | None
    is_demo: bool = False

    def postgres(self) -> Child:
        """The embedded PostgreSQL."""
        assert self.server is not None
        return Child(
            POSTGRES,
            self.server.command(),
            {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"},
            user=self.users.database,
            stop_with=signal.SIGINT,
            patience_seconds=30,
            folder=str(self.server.cluster.data),
            prepare=self.server.prepare,
        )

    def waiting_page(self) -> Child:
        """What the staff site's port shows until the staff site stands."""
        command = [self.runtime.python, "-m", "concordat.core.supervisor.waiting_page"]
        arguments = [self.options.bind, str(self.options.port)]
        return Child("waiting", [*command, *arguments], self._environment("app"), user=self.users.app)

    def command(self, name: str, *arguments: str, role: str) -> Child:
        """One of our commands, as the user who may log in as the role."""
        user = self.users.database if role in ("owner", "backup") else self.users.app
        command = [self.runtime.python, "-m", COMMAND_LINE, *arguments]
        return Child(name, command, self._environment(role), user=user, needs=self._postgres_answers)

    def staff(self) -> Child:
        """The staff site."""
        return self._site("staff", "concordat.web.staff_site", self.options.port, STAFF_THREADS, "app", self.users.app)

    def learner(self) -> Child:
        """The learner site: it stands without the database."""
        port = self.options.learner_port
        return self._site("learner", "concordat.web.learner_site", port, LEARNER_THREADS, "learner", self.users.learner)

    def worker(self) -> Child:
        """The queue; it asks every second, because LISTEN does not pass a pooler, and begins anew with PostgreSQL."""
        asks = [
            "--no-listen-notify",
            "--fetch-job-polling-interval",
            "1",
            "--concurrency",
            "3",
            "--delete-jobs",
            "successful",
        ]
        child = self.command("worker", "procrastinate", "worker", *asks, role="app")
        child.ends_with = POSTGRES
        child.patience_seconds = 15
        return child

    def _site(self, name: str, module: str, port: int, threads: int, role: str, user: str | None) -> Child:
        command = [
            self.runtime.python, "-m", "granian",
            "--interface", "wsgi",
            "--host", self.options.bind,
            "--port", str(port),
            "--workers", "1",
            "--blocking-threads", str(threads),
            "--blocking-threads-idle-timeout", "600",
            "--backpressure", "512",
            "--respawn-failed-workers",
            "--workers-kill-timeout", "8",
            "--log-level", "error",
            "--no-access-log",
            "--no-ws",
            "--http", "1",
            f"{module}:application",
        ]  # fmt: skip
        return Child(name, command, self._environment(role), user=user)

    def _environment(self, role: str) -> dict[str, str]:
        """Only what the process needs: of the databases' addresses its own alone."""
        given = {key: value for key, value in os.environ.items() if key in KEPT or key.startswith("CONCORDAT_")}
        given = {key: value for key, value in given.items() if key not in OWN_ADDRESSES}
        address = os.environ.get(database.URLS[role])
        if address:
            given[database.URLS[role]] = address
        settings = "learner" if role == "learner" else "staff"
        return (
            given
            | self.runtime.environment
            | {
                "CONCORDAT_HOME": str(places.home()),
                "CONCORDAT_SOCKETS": str(places.sockets()),
                "CONCORDAT_DATABASE_ROLE": role,
                "CONCORDAT_SERVED": "1",  # PostgreSQL is there: no command starts one of its own
                "CONCORDAT_ADDRESS": self.options.staff_address,
                "CONCORDAT_LEARNER_ADDRESS": self.options.learner_address,
                "CONCORDAT_DEMO": "1" if self.is_demo else "",
                "DJANGO_SETTINGS_MODULE": f"concordat.web.settings.{settings}",
                "PYTHONUNBUFFERED": "1",
            }
        )

    def _postgres_answers(self) -> bool:
        if self.server is None:
            return always()
        from concordat.core.embedded_postgres.server import answers

        return answers(places.sockets())
