"""What communications do later: hand over the letters of a message, part by part."""

from __future__ import annotations

from procrastinate.contrib.django import app

from concordat.communications import queries, rules
from concordat.communications.access import SENDER
from concordat.core import mail
from concordat.core.actor import acting_as


@app.task(name="communications.send_part", queue="mail", retry=mail.PATIENCE)
def send_part(message_id: int, first_id: int, last_id: int) -> None:
    """Hand over each letter of a part once; an address that several settings share gets one."""
    with acting_as(SENDER):
        kept = queries.message(SENDER, message_id)
        if kept.sent_at is None:
            return
        lines = queries.lines_between(message_id, first_id, last_id)
    letters = [
        mail.Letter(
            key=queries.key_of(message_id, line.address),
            to=line.address,
            subject=kept.subject,
            lines=rules.paragraphs(kept.text),
            about="communications.message",
            about_id=message_id,
            organisation_id=line.establishment_id,
            from_organisation_id=kept.partnership_id,
        )
        for line in lines
    ]
    mail.post(letters, by=SENDER)
