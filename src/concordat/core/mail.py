"""Mail: short, without names, answers or free text; what there is to read is behind the link."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage


def send(*, to: Sequence[str], subject: str, lines: Sequence[str], message_id: str) -> int:
    """Send one message to each address on its own; says how many were handed over.

    `message_id` is fixed by the job, so that a repeated job is recognised as the same message.
    """
    sent = 0
    for place, address in enumerate(to):
        message = EmailMessage(
            subject=subject,
            body="\n\n".join([*lines, f"Concordat: {settings.CONCORDAT_ADDRESS}"]),
            to=[address],
            headers={"Message-ID": f"<{message_id}.{place}@{settings.CONCORDAT_MAIL_DOMAIN}>"},
        )
        sent += message.send()
    return sent
