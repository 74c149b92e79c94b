"""Asking about messages: what was written, to whom, and whether it arrived."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, Q

from concordat.communications import access
from concordat.communications.models import Message, MessageLine
from concordat.core import mail
from concordat.core.actor import Actor
from concordat.core.clock import ENGLAND
from concordat.core.models import Mail
from concordat.core.problems import NotFound

PAGE = 200


@dataclass(frozen=True)
class LineState:
    """A line of a message with what has become of its letter."""

    line: MessageLine
    setting: str
    state: str


def key_of(message_id: int, address: str) -> str:
    """The key of a message's letter to an address: one letter, however many settings share it."""
    return mail.key_for(f"message-{message_id}", address)


def messages_of(actor: Actor) -> list[Message]:
    """Messages that the actor may see, the newest first, with their numbers of letters. One query."""
    found = access.visible_messages(actor).select_related("written_by")
    counted = found.annotate(reached=Count("lines", filter=~Q(lines__address="")))
    return list(counted.order_by("-written_at", "-pk")[:PAGE])


def message(actor: Actor, message_id: int) -> Message:
    """A message that the actor may see; raises `NotFound`."""
    found = access.visible_messages(actor).select_related("written_by", "partnership__organisation")
    one = found.filter(pk=message_id).first()
    if one is None:
        raise NotFound
    return one


def lines_of(kept: Message) -> list[LineState]:
    """Every line with its state, by setting. Two queries for any number."""
    rows = list(
        MessageLine.objects.filter(message=kept)
        .select_related("establishment__organisation")
        .order_by("establishment__sort_name", "establishment_id", "address")
    )
    keys = {row.pk: key_of(kept.pk, row.address) for row in rows if row.address}
    states: dict[str, str] = dict(Mail.objects.filter(key__in=set(keys.values())).values_list("key", "state"))
    unsent = "draft" if kept.sent_at is None else "going"
    return [
        LineState(
            row,
            row.establishment.organisation.name,
            states.get(keys[row.pk], unsent) if row.address else "unknown",
        )
        for row in rows
    ]


def counted(lines: list[LineState]) -> dict[str, int]:
    """How many lines are in each state."""
    return dict(Counter(line.state for line in lines))


def letters_of(lines: list[LineState]) -> int:
    """How many letters they make: one for each address."""
    return len({line.line.address.lower() for line in lines if line.line.address})


def returned_addresses(addresses: set[str]) -> set[str]:
    """Those of these addresses, in small letters, from which the last letter came back. One query."""
    latest: dict[str, str] = {}
    found = Mail.objects.filter(address__in=addresses).order_by("began_at", "pk")
    for address, state in found.values_list("address", "state"):
        latest[address.lower()] = state
    return {address for address, state in latest.items() if state == Mail.State.bounced}


def sent_today(partnership_id: int, *, at: datetime) -> int:
    """How many messages the office has sent since midnight in England."""
    midnight = datetime.combine(at.astimezone(ENGLAND).date(), time(), tzinfo=ENGLAND)
    return Message.objects.filter(partnership_id=partnership_id, sent_at__gte=midnight).count()


def parts_to_send(message_id: int, *, size: int) -> list[tuple[int, int]]:
    """First and last id of each part of a message's lines that have an address."""
    found = MessageLine.objects.filter(message_id=message_id).exclude(address="").order_by("pk")
    ids = list(found.values_list("pk", flat=True))
    return [(ids[first], ids[min(first + size, len(ids)) - 1]) for first in range(0, len(ids), size)]


def lines_between(message_id: int, first_id: int, last_id: int) -> list[MessageLine]:
    """The lines of one part, in order."""
    found = MessageLine.objects.filter(message_id=message_id, pk__gte=first_id, pk__lte=last_id)
    return list(found.exclude(address="").order_by("pk"))
