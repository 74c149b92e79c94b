"""What accounts do later: send invitations, remove the sessions of leavers."""

from __future__ import annotations

from django.conf import settings
from procrastinate.contrib.django import app

from concordat.accounts import codes, operations, queries
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


@app.task(name="accounts.send_code", queue="mail", retry=mail.PATIENCE)
def send_code(code_id: int) -> None:
    """Mail a code, unless it has been used or has run out since."""
    with acting_as(DOORKEEPER, phase="sign_in"):
        waiting = codes.code_to_send(code_id, at=now())
    if waiting is None:
        return
    letter = mail.Letter(
        key=f"code-{code_id}",
        to=waiting.email,
        subject="Your code for Concordat",
        lines=[
            f"Your code is {waiting.code}. It works once, for 10 minutes.",
            "If you did not just sign in, somebody may know your password: change it now.",
        ],
        about="accounts.code",
        about_id=code_id,
    )
    mail.post([letter], by=POSTMAN)


@app.periodic(cron="40 3 * * *")
@app.task(name="accounts.forget_confirmations", queue="daily")
def forget_confirmations(timestamp: int) -> None:
    """Every night: codes and kept forms that have run out."""
    with acting_as(DOORKEEPER, phase="sign_in"):
        operations.forget_confirmations(by=DOORKEEPER, at=now())


@app.task(name="accounts.end_sessions_without_role", queue="daily")
def end_sessions_without_role(person_id: int) -> None:
    """Remove the sessions of somebody who holds no role any more."""
    with acting_as(DOORKEEPER, phase="sign_in"):
        queries.end_sessions_without_role(person_id, at=now())
