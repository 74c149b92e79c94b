"""Letters that came back: delivery status notifications (RFC 3464) matched to what was sent, by Message-ID."""

from __future__ import annotations

import re
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from concordat.core.models import Mail

LARGEST = 1024 * 1024
STATUS = re.compile(r"[45]\.\d{1,3}\.\d{1,3}")


class NotANotification(ValueError):
    """A message that says of no letter that it did not arrive."""


def take(content: bytes, *, at: datetime) -> str:
    """Mark the letter that a notification speaks of as not reached; gives its key. Run as a system actor.

    Raises `NotANotification` for anything else: a delay, a reply of a person, a letter that is not ours.
    Only the status number is kept, never what the notification says.
    """
    if len(content) > LARGEST:
        raise NotANotification("This message is too large for a notification.")
    message = BytesParser(policy=policy.default).parsebytes(content)
    status = _failed(message)
    if status is None:
        raise NotANotification("This message does not say that a letter failed.")
    for message_id in _originals(message):
        kept = Mail.objects.filter(message_id=message_id).first()
        if kept is not None:
            Mail.objects.filter(pk=kept.pk).update(state=Mail.State.bounced, reason=status, settled_at=at)
            return kept.key
    raise NotANotification("The notification speaks of a letter that is not ours.")


def _failed(message: EmailMessage) -> str | None:
    """The status number of the first recipient that failed for good."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.iter_parts():
            if str(block.get("Action", "")).strip().lower() == "failed":
                found = STATUS.search(str(block.get("Status", "")))
                return found.group() if found else "failed"
    return None


def _originals(message: EmailMessage) -> list[str]:
    """Message-IDs of the letters that are quoted or named."""
    found = []
    for part in message.walk():
        if part.get_content_type() == "message/rfc822":
            found += [str(inner.get("Message-ID", "")).strip() for inner in part.iter_parts()]
        elif part.get_content_type() == "text/rfc822-headers":
            found += re.findall(r"(?im)^message-id:\s*(<[^>\s]+>)", part.get_content())
    return [one for one in found if one]
