"""`concordat doctor [--json]`: each line OK, WARN or FAIL, and what to do; fails when something does."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from concordat.core.clock import now
from concordat.core.doctor import Health, examine


class Command(BaseCommand):
    """Looks at everything and changes nothing."""

    help = "Say what is well, what is not, and what to do."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine(now())
        if options["json"]:
            self.stdout.write(json.dumps({"findings": [asdict(finding) for finding in findings]}))
        else:
            for finding in findings:
                self.stdout.write(f"{finding.health:<5}{finding.check:<13}{finding.sentence}")
                if finding.remedy:
                    self.stdout.write(f"{'':<18}-> {finding.remedy}")
        if any(finding.health == Health.fail for finding in findings):
            sys.exit(1)
