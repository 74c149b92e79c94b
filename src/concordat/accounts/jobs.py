"""What accounts do later: send invitations, remove the sessions of leavers."""

from __future__ import annotations

from django.conf import settings
from procrastinate.contrib.django import app

from concordat.accounts import queries
from concordat.core import mail
from concordat.core.actor import Actor, acting_as
from concordat.core.clock import now

POSTMAN = Actor.system_named("accounts.postman")
DOORKEEPER = Actor.system_named("accounts.doorkeeper")


@app.task(name="accounts.send_invitation", queue="mail", retry=mail.PATIENCE)
def send_invitation(invitation_id: int) -> None:
    """Mail the link, unless the invitation has been used or withdrawn since."""
    with acting_as(POSTMAN):
        waiting = queries.invitation_to_send(invitation_id, at=now())
    if waiting is None:
        return
    letter = mail.Letter(
        key=f"invitation-{invitation_id}",
        to=waiting.email,
        subject="You have been invited to Concordat",
        lines=[
            "You have been invited to Concordat, where schools and the safeguarding partnership work together.",
            f"Open this link to join: {settings.CONCORDAT_ADDRESS}/join/{waiting.token}/",
            "The link works once, and for 14 days. If you did not expect it, you need do nothing.",
        ],
        about="accounts.invitation",
        about_id=invitation_id,
        organisation_id=waiting.organisation_id,
    )
    mail.post([letter], by=POSTMAN)


@app.task(name="accounts.end_sessions_without_role", queue="daily")
def end_sessions_without_role(person_id: int) -> None:
    """Remove the sessions of somebody who holds no role any more."""
    with acting_as(DOORKEEPER, phase="sign_in"):
        queries.end_sessions_without_role(person_id, at=now())
