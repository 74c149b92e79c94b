"""The office writes to everybody on a list, looks, and sends once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import QueryDict

from concordat.communications import access, queries, rules
from concordat.communications.models import Message, MessageLine
from concordat.communications.vocabulary import TO_ROLES
from concordat.core import audiences, jobs, journal
from concordat.core.actor import Actor
from concordat.core.audiences import Addressee
from concordat.core.clock import ENGLAND
from concordat.core.problems import NotFound, Problem
from concordat.establishments import many_notices
from concordat.establishments import queries as establishment_queries
from concordat.partnership import queries as partnership_queries

PART = 100


class MessageNotPossible(Problem):
    """A message that cannot be written or sent so."""


def write_message(
    *,
    partnership_id: int,
    query: QueryDict,
    roles: Sequence[str],
    subject: str,
    text: str,
    by: Actor,
    at: datetime,
) -> Message:
    """Keep a message and to whom it would go; nothing goes out yet.

    The list is asked again here, as the writer, and only settings of the partnership's own area are kept.
    """
    partnership = partnership_queries.partnership(partnership_id)
    access.require(by, "communications.write_message", partnership)
    audience = audiences.named(query.get("list", ""))
    if audience is None:
        raise NotFound
    if not roles or any(role not in TO_ROLES for role in roles):
        raise MessageNotPossible("Choose to whom at each setting the message goes.")
    day = at.astimezone(ENGLAND).date()
    areas = partnership_queries.area_ids(partnership.pk, day)
    here = {brief.id for brief in establishment_queries.open_in(areas, day)}
    listed = [one for one in audience.find(by, query) if one.organisation_id in here]
    count = len({one.organisation_id for one in listed})
    why_not = rules.why_not_to_write(subject=subject, text=text, settings=count)
    if why_not:
        raise MessageNotPossible(why_not)
    made = Message(
        partnership=partnership,
        audience=audience.name,
        audience_title=audience.title,
        narrowed_by=query.urlencode()[:500],
        roles=",".join(roles),
        subject=subject.strip(),
        text=text,
        written_at=at,
        written_by_id=by.person_id or 0,
    )
    with journal.entry("communications.message.written", by=by, at=at, about=made, details={"settings": count}):
        made.save(force_insert=True)
        MessageLine.objects.bulk_create(_lines(made, listed, roles, at))
    return made


def send_message(*, message: Message, by: Actor, at: datetime) -> int:
    """Send it, once; says how many letters go out."""
    access.require(by, "communications.send_message", message)
    kept = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    letters = queries.letters_of(queries.lines_of(kept))
    why_not = rules.why_not_to_send(
        letters=letters,
        sent_today=queries.sent_today(kept.partnership_id, at=at),
        is_sent=kept.sent_at is not None,
    )
    if why_not:
        raise MessageNotPossible(why_not)
    with journal.entry("communications.message.sent", by=by, at=at, about=kept, details={"letters": letters}):
        kept.sent_at, kept.sent_by_id = at, by.person_id
        kept.save(update_fields=["sent_at", "sent_by"])
    for first, last in queries.parts_to_send(kept.pk, size=PART):
        jobs.defer("communications.send_part", message_id=kept.pk, first_id=first, last_id=last)
    return letters


def _lines(made: Message, listed: Sequence[Addressee], roles: Sequence[str], at: datetime) -> list[MessageLine]:
    day = at.astimezone(ENGLAND).date()
    unnamed = [one.organisation_id for one in listed if not one.address]
    found = many_notices.addresses_for_each(unnamed, *roles, day=day) if unnamed else {}
    pairs = [(one.organisation_id, one.address) for one in listed if one.address]
    pairs += [(setting, address) for setting, addresses in found.items() for address in (addresses or [""])]
    return [
        MessageLine(message=made, partnership_id=made.partnership_id, establishment_id=setting, address=address)
        for setting, address in rules.once(pairs)
    ]
