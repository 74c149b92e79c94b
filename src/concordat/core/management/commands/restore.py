"""`concordat restore FILE --key FILE`: a backup into an empty database, with row security as declared."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from concordat.core import backup, keys, row_security
from concordat.core.embedded_postgres import NoBinaries

REFUSALS = (
    backup.Damaged, backup.NotForThisKey, backup.NotEmpty, backup.ProgramFailed, keys.NotAKey, NoBinaries, OSError,
)  # fmt: skip


class Command(BaseCommand):
    """Runs as `concordat_owner`."""

    help = "Restore an encrypted backup into an empty database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", type=Path, required=True, help="the private half of an operator's key")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            backup.restore(options["file"], key_file=options["key"])
            beside = backup.beside(options["file"])
            files = backup.restore_files(beside, key_file=options["key"]) if beside.exists() else None
        except REFUSALS as problem:
            raise CommandError(str(problem)) from problem
        call_command("migrate", verbosity=0)
        drifted = row_security.drift()
        if drifted:
            raise CommandError("The data is back, but row security is not as declared: " + " ".join(drifted))
        self.stdout.write("Restored. Row security is as declared.")
        if files is None:
            self.stdout.write(f"No {beside.name} lies beside it: files that people gave are not back.")
        else:
            self.stdout.write(f"{files} files that people gave are back; they open with the site's keys.")
