"""`concordat migrate`: Django's migrations, then row security made equal to the declarations."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate

from concordat.core import database_mark, row_security


class Command(DjangoMigrate):
    """Runs as `concordat_owner`; can be repeated at any time."""

    help = "Bring the database's tables, then its policies, grants and functions, to this version."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--mark",
            choices=[database_mark.DEMO, database_mark.REAL],
            help="say what a new database is for, once and for all",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if options["plan"] or options["check_unapplied"] or options["fake"]:
            return
        row_security.apply()
        if options["mark"]:
            database_mark.make(options["mark"])
        if options["verbosity"]:
            self.stdout.write("Row security is as declared.")
