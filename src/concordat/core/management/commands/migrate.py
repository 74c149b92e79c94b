"""`concordat migrate`: Django's migrations, then row security made equal to the declarations."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as MigrateCommand

from concordat.core import row_security


class Command(MigrateCommand):
    """Migrates as the owner; no table is left without row security."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then apply."""
        super().handle(*args, **options)
        row_security.apply()
        if options["verbosity"]:
            self.stdout.write("Row security is as declared.")
