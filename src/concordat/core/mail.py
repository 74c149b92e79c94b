"""Mail: short, without names, answers or free text; what there is to read is behind the link.

Every letter has a row, marked "sending" with its fixed Message-ID before it is handed over, and settled
afterwards. A process that dies in between leaves one row "sending": whoever repeats the job calls it
uncertain and does not send it again. So no letter goes out twice, and the one that nobody can know of
is listed (at most one for each worker, which hands over one letter at a time).
"""

from __future__ import annotations

import hashlib
import smtplib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from procrastinate import RetryStrategy

from concordat.core import letterheads
from concordat.core.actor import Actor, acting_as
from concordat.core.clock import now
from concordat.core.letterheads import Letterhead
from concordat.core.models import Mail

State = Mail.State
_ONE_AT_A_TIME = threading.Lock()
PERMANENT = 500


@dataclass(frozen=True)
class Letter:
    """One message to one address. `key` names it for ever: a second letter of the same key is the same letter."""

    key: str
    to: str
    subject: str
    lines: Sequence[str]
    about: str = ""  # what the letter is about, such as accounts.invitation
    about_id: int | None = None
    organisation_id: int | None = None  # whose keepers may see whether it arrived
    from_organisation_id: int | None = None  # whose letterhead it has, where the one above does not say


def key_for(notice: str, address: str) -> str:
    """The key of a notice's letter to one address, whatever the case it is written in and whoever else is told."""
    return f"{notice}.{hashlib.sha256(address.lower().encode()).hexdigest()[:16]}"


@dataclass(frozen=True)
class Posted:
    """How many letters were settled in which way by one call."""

    counts: dict[str, int] = field(default_factory=dict)


class TryAgain(RuntimeError):
    """The mail server did not take letters now; the queue repeats the job, and what went out stays out."""


# After 3, 9, 27 ... seconds, the last time after 16 hours.
PATIENCE = RetryStrategy(max_attempts=10, exponential_wait=3, retry_exceptions=[TryAgain])


def post(letters: Sequence[Letter], *, by: Actor) -> Posted:
    """Hand over each letter once, outside of any transaction; `by` is the system actor that writes.

    Raises `TryAgain` at the end where some could not be handed over for now.
    """
    counts: dict[str, int] = {}
    for letter in letters:
        with _ONE_AT_A_TIME:
            state = _post_one(letter, by)
        counts[state] = counts.get(state, 0) + 1
    if State.waiting in counts:
        raise TryAgain(f"{counts[State.waiting]} letters wait for the mail server")
    return Posted(counts)


def keep_on_record(letter: Letter, *, state: State, at: datetime) -> None:
    """A letter that nobody hands over: of a demonstration, whose people are invented. Run as a system actor."""
    Mail.objects.create(
        key=letter.key,
        address=letter.to,
        message_id=make_msgid(domain=settings.CONCORDAT_MAIL_DOMAIN),
        about=letter.about,
        about_id=letter.about_id,
        organisation_id=letter.organisation_id,
        state=state,
        began_at=at,
        settled_at=at,
    )


def _post_one(letter: Letter, by: Actor) -> str:
    with acting_as(by):
        kept = _claim(letter)
        head = letterheads.of(letter.from_organisation_id or letter.organisation_id)
    if kept is None:
        return "already"
    if kept.state == State.uncertain:
        return str(State.uncertain)
    state, reason = _hand_over(letter, kept.message_id, head)
    with acting_as(by):
        settled_at = None if state == State.waiting else now()
        Mail.objects.filter(pk=kept.pk).update(state=state, reason=reason, settled_at=settled_at)
    return state


def _claim(letter: Letter) -> Mail | None:
    """Mark the letter "sending"; none where it is settled, and uncertain where somebody began and never ended."""
    made, is_new = Mail.objects.get_or_create(
        key=letter.key,
        defaults={
            "address": letter.to,
            "message_id": make_msgid(domain=settings.CONCORDAT_MAIL_DOMAIN),
            "about": letter.about,
            "about_id": letter.about_id,
            "organisation_id": letter.organisation_id,
            "state": State.sending,
            "began_at": now(),
        },
    )
    if is_new:
        return made
    kept = Mail.objects.select_for_update().get(pk=made.pk)
    if kept.state == State.sending:
        kept.state, kept.settled_at = State.uncertain, now()
    elif kept.state == State.waiting:
        kept.state, kept.began_at = State.sending, now()
    else:
        return None
    kept.save(update_fields=["state", "settled_at", "began_at"])
    return kept


def _hand_over(letter: Letter, message_id: str, head: Letterhead | None) -> tuple[str, str]:
    """The state that follows, and the mail server's number where it refused."""
    server: BaseEmailBackend = get_connection()
    try:
        server.open()
    except (OSError, smtplib.SMTPException) as problem:
        return State.waiting, _number(problem)
    message = EmailMessage(
        subject=letter.subject,
        body="\n\n".join([*letter.lines, _signed(head)]),
        to=[letter.to],
        reply_to=[head.reply_to] if head and head.reply_to else None,
        headers={"Message-ID": message_id},
        connection=server,
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        code = max(code for code, _ in refused.recipients.values())
        return (State.bounced if code >= PERMANENT else State.waiting), str(code)
    except smtplib.SMTPResponseException as refused:
        return (State.bounced if refused.smtp_code >= PERMANENT else State.waiting), str(refused.smtp_code)
    except (OSError, smtplib.SMTPException) as problem:
        return State.uncertain, _number(problem)  # the server may have taken it before the line broke
    finally:
        server.close()
    return State.sent, ""


def _signed(head: Letterhead | None) -> str:
    """Who writes, under the letter: the partnership where there is one, and the site."""
    site = f"Concordat: {settings.CONCORDAT_ADDRESS}"
    return f"{head.name}\n{site}" if head else site


def _number(problem: Exception) -> str:
    code = getattr(problem, "smtp_code", None)
    return str(code) if code else type(problem).__name__[:40]
