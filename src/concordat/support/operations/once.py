"""The same form sent twice is one row; a form sent again with other words is told apart, so that nothing is lost."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError

from concordat.core import journal
from concordat.core.actor import Actor
from concordat.support.models import Answer, Call, HelpRequest, InternalNote
from concordat.support.operations.problems import SentBefore

Row = TypeVar("Row", Call, HelpRequest, Answer, InternalNote)
# What somebody typed or chose: a repeat that differs in one of these is not the same form again.
_TYPED: dict[type, tuple[str, ...]] = {
    Call: (
        "noted_by_id", "establishment_id", "on", "channel", "kind", "words", "minutes", "next_step", "next_on",
        "follower_id",
    ),
    HelpRequest: ("asked_by_id", "establishment_id", "partnership_id", "kind", "words"),
    Answer: ("answered_by_id", "request_id", "words"),
    InternalNote: ("written_by_id", "request_id", "words"),
}  # fmt: skip


def kept_before(made: Row) -> Row | None:
    """What the same form kept before, if it did; raises `SentBefore` where that says something else."""
    known = type(made)._default_manager.filter(form_key=made.form_key).first()
    if known is not None and any(getattr(known, name) != getattr(made, name) for name in _TYPED[type(made)]):
        raise SentBefore
    return known


def keep_once(made: Row, event: str, *, by: Actor, at: datetime, details: dict[str, object]) -> Row:
    """Keep it, or give what the same form kept before."""
    known = kept_before(made)
    if known is not None:
        return known
    try:
        with journal.entry(event, by=by, at=at, about=made, details=details):
            made.save(force_insert=True)
    except IntegrityError:  # in the same moment, or by somebody whose rows this person does not see
        known = kept_before(made)
        if known is None:
            raise SentBefore from None
        return known
    return made
