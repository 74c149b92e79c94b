"""`concordat demo [--fresh]`: builds the demonstration partnership."""

from __future__ import annotations

import gc
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from concordat.core import progress
from concordat.core.clock import now
from concordat.core.demo import is_demo
from concordat.demo.building import AlreadyBuilt, build
from concordat.demo.emptying import empty


class Command(BaseCommand):
    """Builds Wakefield with invented people; the same every time."""

    help = "Build the demonstration: real settings, invented people, last year's audit and this year's."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fresh", action="store_true", help="take away what stands, and build it anew")

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_demo():
            raise CommandError(
                "This database is not a demonstration, and never becomes one. Use another CONCORDAT_HOME."
            )
        if options["fresh"]:
            self.stdout.write(f"{empty()} tables are empty; now it is built anew.")
        gc.freeze()  # a long run of many small objects: what was loaded to begin with is not looked through again
        gc.set_threshold(50_000, 20, 100)
        try:
            build(now=now(), tell=_tell)
        except AlreadyBuilt:
            self.stdout.write("The demonstration stands already. `concordat demo --fresh` builds it anew.")
        progress.report(progress.Progress(progress.READY, 100, 100, "Ready"))


def _tell(step: str, done: int, total: int) -> None:
    progress.report(progress.Progress(progress.BUILDING, done, total, step))
