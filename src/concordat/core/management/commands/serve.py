"""`concordat serve`: everything from one command."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from concordat.core.embedded_postgres import CannotStart, NoBinaries
from concordat.core.embedded_postgres.cluster import CannotInitialise
from concordat.core.supervisor import Options, Refused, serve
from concordat.core.system_users import CannotMakeUsers


class Command(BaseCommand):
    """Starts PostgreSQL, the staff site, the learner site and the worker, and keeps them running."""

    help = "Start Concordat and keep it running until it is stopped with Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="build a partnership with invented people to try out")
        parser.add_argument("--port", type=int, default=8000, help="port of the staff site (8000)")
        parser.add_argument("--learner-port", type=int, help="port of the learner site (the next one)")
        parser.add_argument("--bind", default="127.0.0.1", help="address to listen on (127.0.0.1)")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = Options(
            demo=options["demo"],
            bind=options["bind"],
            port=options["port"],
            learner_port=options["learner_port"] or options["port"] + 1,
        )
        try:
            serve(wanted)
        except (Refused, CannotStart, CannotInitialise, CannotMakeUsers, NoBinaries) as problem:
            raise CommandError(str(problem)) from problem
