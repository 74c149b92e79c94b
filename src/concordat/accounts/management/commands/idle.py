"""`concordat idle [MINUTES]`: after how many minutes without use a session is locked."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from concordat.accounts import operations, queries
from concordat.accounts.operations.founding import FOUNDER
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.core.problems import Problem


class Command(BaseCommand):
    """Says it, or sets it from now on."""

    help = "Say or set after how many minutes without use a session asks again who is there."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("minutes", type=int, nargs="?")

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_as(FOUNDER):
            if options["minutes"] is not None:
                try:
                    operations.set_idle_minutes(minutes=options["minutes"], by=FOUNDER, at=now())
                except Problem as problem:
                    raise CommandError(problem.sentence) from problem
            self.stdout.write(f"A session is locked after {queries.idle_minutes(at=now())} minutes without use.")
