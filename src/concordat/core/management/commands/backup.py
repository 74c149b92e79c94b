"""`concordat backup FILE`: the whole database, encrypted to the operators' public keys."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from concordat.core import backup, notes
from concordat.core.clock import now
from concordat.core.embedded_postgres import NoBinaries


class Command(BaseCommand):
    """Runs as `concordat_backup`, which reads everything and can write nothing."""

    help = "Write an encrypted backup of the whole database; it holds none of the keys."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            began = now()
            total = backup.dump(options["file"], at=began)
            files = backup.dump_files(backup.beside(options["file"]), at=began)
            notes.keep(notes.BACKUP, at=began)
        except (backup.NoRecipients, backup.ProgramFailed, NoBinaries, OSError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"{options['file']}: {total / 1e6:.1f} MB of data, encrypted; beside it {files} files that people gave,"
            f" in {backup.beside(options['file']).name}. Keep both away from this machine."
        )
