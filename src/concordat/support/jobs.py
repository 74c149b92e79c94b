"""What the support log does later: tell a setting that its answer is there."""

from __future__ import annotations

from procrastinate.contrib.django import app

from concordat.core import mail
from concordat.core.actor import acting_as
from concordat.core.clock import today
from concordat.establishments import notices
from concordat.establishments import queries as establishment_queries
from concordat.support import queries
from concordat.support.access import NOTIFIER_ACTOR
from concordat.support.vocabulary import ASKERS


@app.task(name="support.tell_setting_of_answer", queue="mail", retry=mail.PATIENCE)
def tell_setting_of_answer(request_id: int, number: int) -> None:
    """Tell the head and whoever is on duty; what was asked and answered stays on the site."""
    with acting_as(NOTIFIER_ACTOR):
        asked = queries.request(NOTIFIER_ACTOR, request_id)
        place = establishment_queries.goes_on_as(asked.establishment_id)
        addresses = notices.addresses_for(place, *ASKERS, day=today())
    lines = [
        "Your partnership has answered what your setting asked.",
        "Sign in and open Support to read the answer. If you need more, ask again there.",
    ]
    letters = [
        mail.Letter(
            key=mail.key_for(f"support-answer-{request_id}-{number}", address),
            to=address,
            subject="Your request for support is answered",
            lines=lines,
            about="support.request",
            about_id=request_id,
            organisation_id=place,
            from_organisation_id=asked.partnership_id,
        )
        for address in addresses
    ]
    mail.post(letters, by=NOTIFIER_ACTOR)
