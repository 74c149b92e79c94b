"""`concordat journal verify` and `concordat journal seal`."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.core.journal.keys import signing_key
from concordat.core.journal.sealing import SEALER, seal
from concordat.core.journal.verification import verify


class Command(BaseCommand):
    """Checks that nobody changed the journal after it was sealed."""

    help = "Verify the journal's leaves, batches, chain and signatures, or seal what waits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("step", choices=["verify", "seal"])
        parser.add_argument("--json", action="store_true", help="one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["step"] == "seal":
            with acting_as(SEALER):
                self.stdout.write(f"{seal(at=now(), key=signing_key())} entries sealed.")
            return
        with acting_as(SEALER):
            verdict = verify(at=now(), key=signing_key().public_key())
        if options["json"]:
            self.stdout.write(json.dumps(vars(verdict)))
        else:
            self.stdout.write(f"{verdict.entries} entries in {verdict.batches} batches, {verdict.unsealed} unsealed.")
            for fault in verdict.faults:
                self.stdout.write(f"FAULT {fault}")
        if verdict.faults:
            raise CommandError(f"The journal has {len(verdict.faults)} faults.")
