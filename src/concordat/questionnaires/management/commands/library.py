"""`concordat library`: brings guidance, expectations and the forms that come with the software up to date."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from concordat.core.actor import Actor, acting_as
from concordat.core.clock import now
from concordat.core.problems import Problem
from concordat.questionnaires import queries
from concordat.questionnaires.operations import load_library, name_tag_keeper
from concordat.questionnaires.vocabulary import LIBRARY


class Command(BaseCommand):
    """Loads the library; run it after an update. A second run changes nothing."""

    help = "Bring the editions of guidance, the expectations and the forms of the library up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who decides about the tags of the library's forms."""
        parser.add_argument(
            "--tags-kept-by",
            metavar="PARTNERSHIP",
            help="the name of the partnership that decides about the tags of these forms, for all who use them",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load it whole or not at all, and say what is new."""
        try:
            with acting_as(Actor.system_named(LIBRARY)) as loader:
                before = queries.editions_now()
                forms = load_library(by=loader, at=now())
                after = queries.editions_now()
                if options.get("tags_kept_by"):
                    place = queries.partnership_named(options["tags_kept_by"])
                    name_tag_keeper(organisation_id=place, by=loader, at=now())
                unkept = queries.tag_keeper() is None
        except Problem as refused:
            raise CommandError(refused.sentence) from None
        changed = sorted(code for code, edition in after.items() if before.get(code) != edition)
        self.stdout.write(f"{len(forms)} forms and {len(after)} editions of guidance.")
        if changed:
            self.stdout.write(f"New or changed: {', '.join(changed)}. Restart `concordat serve` to show them.")
        else:
            self.stdout.write("No edition is new or changed.")
        if unkept:
            self.stdout.write("Nobody keeps the tags of these forms. Name a partnership with --tags-kept-by.")
