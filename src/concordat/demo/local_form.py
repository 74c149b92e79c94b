"""A short form of 20 questions, written in the words of the bank and so tagged that its tags are all that it asks."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from concordat.core.actor import acting_as
from concordat.demo.neighbours import Neighbour
from concordat.demo.tagging import Team, tag
from concordat.questionnaires import operations, sheets

FILE = Path(__file__).parent / "data" / "local_form.csv"
FORM, FORM_TITLE = "safeguarding-essentials", "Safeguarding essentials"


def local_form(second: Neighbour, team: Team, *, at: datetime) -> None:
    """The second partnership brings it in and publishes it; two editors tag it, a reader finds no gap."""
    form = sheets.form_from_csv(FILE.read_bytes(), code=FORM, title=FORM_TITLE)
    (held,) = second.manager.roles
    with acting_as(second.manager, at=at):
        version = operations.import_form_version(
            form=form, owner_id=held.organisation_id, edition="", licence="Apache-2.0", by=second.manager, at=at
        )
        operations.publish_form_version(version=version, by=second.manager, at=at)
    read = Team(second.manager, team.editors, team.reader)
    tag(FORM, read, found=dict.fromkeys(form.questions, ""), at=at + timedelta(days=1))
