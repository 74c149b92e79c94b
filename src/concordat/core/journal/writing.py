"""Writing the journal, inside the operation's own transaction."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import models, transaction

from concordat.core.actor import Actor
from concordat.core.models import JournalDetails, JournalEntry
from concordat.lib.hash_chain import details_hash


@contextmanager
def entry(
    event: str, *, by: Actor, at: datetime, about: models.Model, details: Mapping[str, Any] | None = None
) -> Iterator[dict[str, Any]]:
    """Do the write inside this block: block and entry are kept together or not at all.

    `event` is `context.noun.verbed`. `details` holds ids, states and counts, never names or free text;
    the block may add to the mapping it is given. Raises whatever the block raises, with nothing written.
    """
    said: dict[str, Any] = dict(details or {})
    with transaction.atomic():
        yield said
        body = json.loads(json.dumps(said, default=str))
        salt = secrets.token_bytes(16)
        written = JournalEntry(
            event=event,
            at=at,
            person_id=by.person_id,
            system=by.system,
            about_type=about._meta.label_lower,
            about_id=str(about.pk),
            details_hash=details_hash(salt, body),
        )
        JournalEntry.objects.bulk_create([written])
        if body:
            JournalDetails.objects.bulk_create([JournalDetails(entry_id=written.id, salt=salt, body=body)])
