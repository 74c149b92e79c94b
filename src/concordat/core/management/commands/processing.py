"""`concordat processing [FILE]`: the record of processing, as Markdown, or as CSV where FILE ends so."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from concordat.core import csv_files, processing


class Command(BaseCommand):
    """Needs no database."""

    help = "Write the record of processing (UK GDPR, Article 30) from the handling card of every table."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="FILE.md or FILE.csv; without it the page is printed")

    def handle(self, *args: Any, **options: Any) -> None:
        rows, target = processing.record(), options["file"]
        if target is None:
            self.stdout.write(processing.as_markdown(rows), ending="")
            return
        is_table = target.suffix == ".csv"
        try:
            target.write_text(
                csv_files.text(processing.HEADER, processing.as_rows(rows))
                if is_table
                else processing.as_markdown(rows)
            )
        except OSError as problem:
            raise CommandError(f"{target} cannot be written: {problem.strerror}.") from problem
        self.stdout.write(f"{len(rows)} tables are in {target}.")
