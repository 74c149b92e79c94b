"""`concordat partnership found ...`: the first day of a partnership at work."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from concordat.core.clock import now
from concordat.core.problems import Problem
from concordat.partnership.founding import Founding, found


class Command(BaseCommand):
    """Founds a partnership and invites its business manager by mail."""

    help = "Found a partnership over local authorities, and invite its business manager."

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        new = steps.add_parser("found", help="a new partnership; its business manager gets an invitation by mail")
        new.add_argument("name", help="such as “Northfield Safeguarding Children Partnership”")
        new.add_argument("--short-name", help="how pages call it; the name where it is left out")
        new.add_argument("--authority", action="append", required=True, help="as the register writes it; repeat it")
        new.add_argument("--force", default="", help="the police force")
        new.add_argument("--board", default="", help="the integrated care board")
        new.add_argument("--manager", required=True, help="the business manager's name")
        new.add_argument("--email", required=True, help="the business manager's work address")

    def handle(self, *args: Any, **options: Any) -> None:
        said = Founding(
            name=options["name"].strip(),
            short_name=(options["short_name"] or options["name"]).strip()[:60],
            authorities=options["authority"],
            force=options["force"].strip(),
            board=options["board"].strip(),
            manager_name=options["manager"],
            manager_email=options["email"],
        )
        try:
            found(said, at=now())
        except Problem as problem:
            raise CommandError(problem.sentence) from problem
        self.stdout.write(
            "The partnership stands. Its business manager has 14 days to open the invitation, which goes out by mail"
            " as soon as the site runs. Import the register next: concordat register import FILE"
        )
