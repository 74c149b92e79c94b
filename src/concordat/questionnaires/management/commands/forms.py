"""`concordat forms check FILE` and `concordat forms export CODE FILE`; neither needs a database."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from concordat.core.clock import today
from concordat.core.problems import Problem
from concordat.lib.form_logic import FormProblems, digest
from concordat.questionnaires import files, library, packing, packs, sheets, xlsform
from concordat.questionnaires.reading import form_in, require_form_name


class Command(BaseCommand):
    """Check a form in a file, or write a form of the library as a workbook or CSV file."""

    help = "Check a form in a file (.xlsx or .csv), or export a form of the library."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The two sub-commands."""
        commands = parser.add_subparsers(dest="command", required=True)
        check = commands.add_parser("check", help="Say what is wrong in a form, row by row.")
        check.add_argument("file", type=Path)
        export = commands.add_parser("export", help="Write a form of the library to a .xlsx, .csv or .zip file.")
        export.add_argument("code")
        export.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run the sub-command; problems go to standard output, one a line, and the exit code is 1."""
        commands: dict[str, Callable[[dict[str, Any]], None]] = {"check": self._check, "export": self._export}
        commands[options["command"]](options)

    def _check(self, options: dict[str, Any]) -> None:
        path: Path = options["file"]
        try:
            require_form_name(path.name)
            form = form_in(files.read(path), name=path.name)
        except FormProblems as wrong:
            for problem in wrong.problems:
                self.stdout.write(str(problem))
            count = len(wrong.problems)
            raise CommandError(f"{path.name}: {count} {'problem' if count == 1 else 'problems'} found.") from None
        except Problem as refused:
            raise CommandError(f"{path.name}: {refused.sentence}") from None
        asked = sum(len(section.questions) for section in form.sections)
        self.stdout.write(
            f"{path.name}: no problems. “{form.title}”, {len(form.sections)} sections, {asked} questions."
        )
        self.stdout.write(f"Digest {digest(form)}")

    def _export(self, options: dict[str, Any]) -> None:
        code, path = options["code"], options["file"]
        if code not in library.titles():
            raise CommandError(f"There is no form “{code}”. Choose one of: {', '.join(library.titles())}.")
        form = library.form(code)
        if path.suffix.lower() == ".csv":
            content = sheets.form_to_csv(form).encode()
        elif path.suffix.lower() == ".xlsx":
            content = xlsform.form_to_xlsform(form)
        elif path.suffix.lower() == ".zip":
            content = packs.written(packing.drafted_pack(code, at=today()))
        else:
            raise CommandError("Give a file name that ends in .xlsx, .csv or .zip.")
        try:
            path.write_bytes(content)
        except OSError as wrong:
            raise CommandError(f"{path} could not be written: {wrong.strerror}.") from None
        self.stdout.write(f"Wrote {path} ({len(content):,} bytes).")
