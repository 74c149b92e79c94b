"""`concordat psql [-c SQL]`: the database as its owner, for operators."""

from __future__ import annotations

import signal
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from concordat.core.embedded_postgres import NoBinaries
from concordat.core.postgres_programs import environment, program


class Command(BaseCommand):
    """Runs as `concordat_owner`: it sees every row, so what is done here is not in the journal."""

    help = "Open the database as its owner, or run one statement."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("-c", "--command", help="one statement to run")

    def handle(self, *args: Any, **options: Any) -> None:
        command = ["--no-psqlrc", "--no-password", "--set", "ON_ERROR_STOP=1"]
        if options["command"]:
            command += ["--command", options["command"]]
        try:
            path = program("psql")
        except NoBinaries as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.flush()
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for psql
        try:
            code = subprocess.run([path, *command], env=environment("owner"), check=False).returncode
        finally:
            signal.signal(signal.SIGINT, before)
        if code:
            sys.exit(code)
