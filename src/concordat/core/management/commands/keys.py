"""`concordat keys new-operator FILE`, `keys list`, `keys export FILE` and `keys import FILE`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from concordat.core import backup, custody, keys, places
from concordat.core.clock import now
from concordat.core.secret_files import EmptySecret
from concordat.core.supervisor.lock import only_one
from concordat.core.supervisor.options import Refused

REFUSALS = (custody.CustodyNotPossible, keys.NotAKey, EmptySecret, backup.Damaged, backup.NotForThisKey, Refused)


class Command(BaseCommand):
    """Keys of the operators who can open backups, and the site's own keys in custody."""

    help = "Make an operator's key pair, list the operators, or give the site's keys into the custody of two."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        new = steps.add_parser("new-operator", help="make a key pair; the server keeps the public half only")
        new.add_argument("file", type=Path, help="where the private half goes: a stick or a safe, not this server")
        steps.add_parser("list", help="fingerprints of the operators who can open backups")
        out = steps.add_parser("export", help="the site's keys in a file that two custodians open together")
        out.add_argument("file", type=Path)
        out.add_argument(
            "--custodian",
            action="append",
            required=True,
            help="fingerprint, or file with the public half; give two",
        )
        back = steps.add_parser("import", help="the site's keys from such a file, while the site is stopped")
        back.add_argument("file", type=Path)
        back.add_argument("--key", type=Path, action="append", required=True, help="a private half; give both")

    def handle(self, *args: Any, **options: Any) -> None:
        step = {"new-operator": self._new, "list": self._list, "export": self._export, "import": self._import}
        try:
            step[options["step"]](options)
        except REFUSALS as problem:
            raise CommandError(str(problem)) from problem
        except FileExistsError as problem:
            raise CommandError(f"{options['file']} exists already; a key is never overwritten.") from problem
        except OSError as problem:
            raise CommandError(f"{problem.filename} cannot be read or written: {problem.strerror}.") from problem

    def _list(self, _options: dict[str, Any]) -> None:
        for name in keys.operators():
            self.stdout.write(name)

    def _new(self, options: dict[str, Any]) -> None:
        name = keys.new_operator(options["file"])
        self.stdout.write(f"Operator {name}. The private half is in {options['file']}: move it off this server.")

    def _export(self, options: dict[str, Any]) -> None:
        names = custody.export(options["file"], custodians=options["custodian"], at=now())
        self.stdout.write(
            f"{len(names)} keys are in {options['file']}: {', '.join(names)}. Keep it apart from backups."
        )

    def _import(self, options: dict[str, Any]) -> None:
        with only_one(places.home(), "bringing keys back"):
            back = custody.bring_back(options["file"], key_files=options["key"], at=now())
        self.stdout.write(f"{len(back.names)} keys are back: {', '.join(back.names)}.")
        if back.set_aside is not None:
            self.stdout.write(f"What stood there before is in {back.set_aside}; remove it when the site is well.")
