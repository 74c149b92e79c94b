"""Ticking off the duties of a term."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.worklist import access, queries
from concordat.worklist.models import DutyDone


def tick_duties(*, establishment_id: int, done: Iterable[str], term: str, by: Actor, at: datetime) -> int:
    """Make the ticks of one setting and term equal to these; says how many. Only duties of the own roles count."""
    access.require(by, "worklist.tick_duties")
    asked = {duty.code for duty in queries.duties_at(by, establishment_id, term=term)}
    if not asked:
        raise NotFound
    wanted = asked & set(done)
    marker = DutyDone(person_id=by.person_id or 0, establishment_id=establishment_id, pk=establishment_id)
    mine = DutyDone.objects.filter(person_id=by.person_id or 0, establishment_id=establishment_id, term=term)
    with journal.entry("worklist.duties.ticked", by=by, at=at, about=marker, details={"done": len(wanted)}):
        mine.exclude(duty__in=wanted).delete()
        DutyDone.objects.bulk_create(
            [
                DutyDone(
                    person_id=by.person_id or 0, establishment_id=establishment_id, duty=code, term=term, done_at=at
                )
                for code in sorted(wanted)
            ],
            ignore_conflicts=True,
        )
    return len(wanted)
