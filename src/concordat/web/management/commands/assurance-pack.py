"""`concordat assurance-pack FOLDER`: the papers that a body asks for before it says yes, as Markdown and PDF."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from concordat.core import clock
from concordat.core.documents.pdf import pdf
from concordat.web.assurance.documents import documents
from concordat.web.assurance.papers import paper


class Command(BaseCommand):
    """Needs no database."""

    help = "Write drafts of what a body asks for: impact assessment, record of processing, agreement, security answers."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        made = documents(day=clock.today())
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, text in made.items():
                (folder / f"{name}.md").write_text(text, encoding="utf-8")
                (folder / f"{name}.pdf").write_bytes(pdf(paper(text, at=clock.now())))
        except OSError as problem:
            raise CommandError(f"{folder} cannot be written: {problem.strerror}.") from problem
        self.stdout.write(f"{len(made)} documents, each as Markdown and as PDF, are in {folder}.")
