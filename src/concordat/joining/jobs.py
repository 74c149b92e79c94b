"""What joining does later: the mail that proves a mailbox, the answer to a refusal, forgetting."""

from __future__ import annotations

from django.conf import settings
from procrastinate.contrib.django import app

from concordat.accounts.jobs import DOORKEEPER, POSTMAN
from concordat.core import mail
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.joining import operations, queries
from concordat.joining.access import CLEANER, FRONT_DESK


@app.task(name="joining.send_proof", queue="mail", retry=mail.PATIENCE)
def send_proof(request_id: int, number: int) -> None:
    """Mail the link that proves a mailbox, once for each time it was asked for."""
    with acting_as(FRONT_DESK):
        waiting = queries.proof_to_send(request_id, at=now())
    if waiting is None:
        return
    letter = mail.Letter(
        key=f"join-proof-{request_id}-{number}",
        to=waiting.email,
        subject="Is this your mail address?",
        lines=[
            "Somebody gave this address to join Concordat, where schools and their safeguarding partnership work.",
            f"If it was you, open this link: {settings.CONCORDAT_ADDRESS}/join/prove/{waiting.token}/",
            "If it was not you, you need do nothing: without the link nothing happens.",
        ],
        about="joining.request",
        about_id=request_id,
        organisation_id=waiting.organisation_id,
    )
    mail.post([letter], by=FRONT_DESK)


@app.task(name="joining.tell_of_refusal", queue="mail", retry=mail.PATIENCE)
def tell_of_refusal(request_id: int) -> None:
    """Tell the one who asked that nobody confirmed it."""
    with acting_as(FRONT_DESK):
        found = queries.refused(request_id)
    if found is None:
        return
    letter = mail.Letter(
        key=f"join-refused-{request_id}",
        to=found.email,
        subject="Your request to join Concordat",
        lines=[
            "Your request to join Concordat was not confirmed.",
            "If you think this is a mistake, speak with your headteacher or your safeguarding partnership.",
        ],
        about="joining.request",
        about_id=request_id,
        organisation_id=found.establishment_id,
    )
    mail.post([letter], by=FRONT_DESK)


@app.periodic(cron="25 4 * * *")
@app.task(name="joining.forget", queue="daily")
def forget(timestamp: int) -> None:
    """Every night, delete what nobody needs any more about people who asked."""
    with acting_as(CLEANER):
        operations.forget(by=CLEANER, at=now())


@app.task(name="joining.reset_sign_in", queue="mail", retry=mail.PATIENCE)
def reset_sign_in(reset_id: int) -> None:
    """Take away what the person signed in with, once it is confirmed, and tell the person."""
    with acting_as(DOORKEEPER, phase="sign_in"):
        operations.carry_out_reset(reset_id=reset_id, by=DOORKEEPER, at=now())
        told = queries.reset_to_tell(reset_id)
    if told is None:
        return
    letter = mail.Letter(
        key=f"sign-in-reset-{reset_id}",
        to=told.email,
        subject="Your sign-in was reset",
        lines=[
            "The partnership's office has reset your sign-in: your app, keys and printed codes do not work any more.",
            "Sign in with your password and the code that we mail you. You will then set up a new app or key.",
            "If you did not ask for this, tell your partnership at once.",
        ],
        about="joining.reset",
        about_id=reset_id,
        organisation_id=told.organisation_id,
    )
    mail.post([letter], by=POSTMAN)
