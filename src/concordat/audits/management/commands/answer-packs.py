"""`concordat answer-packs key`: the public key by which other installations know this one's packs."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from concordat.audits.packs import key
from concordat.core.secret_files import EmptySecret
from concordat.lib.answer_packs import keys


class Command(BaseCommand):
    """Says the key that is handed over, and the fingerprint that is read out."""

    help = "Print the public key that signs answer packs, and its fingerprint."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        steps.add_parser("key", help="the public key, to be handed over, and its fingerprint, to be read out")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            public = key.public_key()
        except (EmptySecret, OSError, ValueError) as problem:
            raise CommandError(f"The key cannot be read: {problem}") from problem
        self.stdout.write(keys.written(public), ending="")
        self.stdout.write(f"Fingerprint: {keys.spoken(keys.fingerprint(public))}")
