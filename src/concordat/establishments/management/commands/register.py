"""`concordat register import FILE [--links F] [--groups F] [--json]` and `concordat register authorities`."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.establishments.operations import import_register, load_local_authorities
from concordat.establishments.operations.importing import IMPORTER
from concordat.establishments.register import ExtractProblem


class Command(BaseCommand):
    """Imports an extract of the public register."""

    help = "Import an extract of Get Information about Schools; ends with one line of JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        one = steps.add_parser("import", help="make the register equal to an extract")
        one.add_argument("file", type=Path)
        one.add_argument("--links", type=Path, help="the file of predecessors and successors")
        one.add_argument("--groups", type=Path, help="the file of trusts and other groups")
        one.add_argument("--rejects", type=Path, help="where to write rejected rows (default: beside FILE)")
        one.add_argument("--json", action="store_true", help="print nothing but the line of JSON")

        steps.add_parser("authorities", help="load the local authorities without an import")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["step"] == "authorities":
            with acting_as(IMPORTER):
                changed = load_local_authorities(by=IMPORTER, at=now())
            self.stdout.write(json.dumps({"new_or_changed": changed}))
        else:
            self._import(options)

    def _import(self, options: dict[str, Any]) -> None:
        file: Path = options["file"]
        rejects = options["rejects"] or file.with_name(file.stem + ".rejects.csv")
        for path in (file, options["links"], options["groups"]):
            if path is not None and not path.is_file():
                raise CommandError(f"There is no file {path.name}. Check the name.")
        try:
            counts = import_register(
                file=file,
                links=options["links"],
                groups=options["groups"],
                rejects_file=rejects,
                at=now(),
                tell=(lambda done: None) if options["json"] else _tell,
            )
        except ExtractProblem as problem:
            raise CommandError(problem.sentence) from problem
        if not options["json"]:
            sys.stderr.write("\n")
        self.stdout.write(json.dumps(asdict(counts)))


def _tell(done: int) -> None:
    sys.stderr.write(f"\r{done:,} rows read")
    sys.stderr.flush()
