"""`concordat keys new-operator FILE` and `concordat keys list`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from concordat.core import keys


class Command(BaseCommand):
    """Keys of the operators who can open backups."""

    help = "Make an operator's key pair, or list the operators who can open backups."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        new = steps.add_parser("new-operator", help="make a key pair; the server keeps the public half only")
        new.add_argument("file", type=Path, help="where the private half goes: a stick or a safe, not this server")
        steps.add_parser("list", help="fingerprints of the operators who can open backups")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["step"] == "list":
            for name in keys.operators():
                self.stdout.write(name)
            return
        try:
            name = keys.new_operator(options["file"])
        except FileExistsError as problem:
            raise CommandError(f"{options['file']} exists already; a key is never overwritten.") from problem
        except OSError as problem:
            raise CommandError(f"{options['file']} cannot be written: {problem.strerror}.") from problem
        self.stdout.write(f"Operator {name}. The private half is in {options['file']}: move it off this server.")
