"""`concordat mail bounced`: reads one notification from standard input, as a mail server pipes it."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from concordat.core import bounces
from concordat.core.actor import Actor, acting_as
from concordat.core.clock import now

BOUNCES = Actor.system_named("core.bounces")


class Command(BaseCommand):
    """For the mail server: pipe notifications of failure here."""

    help = "Take in a notification that a letter did not arrive (RFC 3464), from standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("step", choices=["bounced"])

    def handle(self, *args: Any, **options: Any) -> None:
        content = sys.stdin.buffer.read(bounces.LARGEST + 1)
        try:
            with acting_as(BOUNCES):
                key = bounces.take(content, at=now())
        except bounces.NotANotification as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{key} is marked as not reached.")
