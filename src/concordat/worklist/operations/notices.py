"""How often to write, and the calendar address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.tasks import Task
from concordat.worklist import access, queries, tokens
from concordat.worklist.models import DigestChoice, FeedAddress, ToldTask
from concordat.worklist.vocabulary import Rhythm


def choose_rhythm(*, rhythm: Rhythm, by: Actor, at: datetime) -> None:
    """From now on this often."""
    access.require(by, "worklist.choose_notices")
    made = DigestChoice(person_id=by.person_id or 0, rhythm=rhythm, chosen_at=at)
    with journal.entry("worklist.rhythm.chosen", by=by, at=at, about=made, details={"rhythm": rhythm}):
        kept, is_new = DigestChoice.objects.get_or_create(
            person_id=made.person_id, defaults={"rhythm": rhythm, "chosen_at": at}
        )
        if not is_new:
            kept.rhythm, kept.chosen_at = rhythm, at
            kept.save(update_fields=["rhythm", "chosen_at"])


def make_feed(*, by: Actor, at: datetime) -> str:
    """A new calendar address; the one before ends. Gives its secret, which nothing keeps."""
    access.require(by, "worklist.choose_notices")
    token = tokens.new_token()
    made = FeedAddress(person_id=by.person_id or 0, token_hash=tokens.hash_of(token), made_at=at)
    with journal.entry("worklist.feed.made", by=by, at=at, about=made):
        FeedAddress.objects.filter(person_id=by.person_id or 0).delete()
        made.save(force_insert=True)
    return token


def end_feed(*, by: Actor, at: datetime) -> None:
    """The calendar address stops working at once."""
    access.require(by, "worklist.choose_notices")
    with journal.entry("worklist.feed.ended", by=by, at=at, about=FeedAddress(person_id=by.person_id or 0)):
        FeedAddress.objects.filter(person_id=by.person_id or 0).delete()


def tell_new_tasks(*, tasks: Sequence[Task], period: str, by: Actor) -> list[str]:
    """The kinds of those tasks that were not told before this period, or that had something come to them.

    From now on they are told.

    The letter is the outward record: it has a row of its own, so the journal has nothing to add.
    """
    before = queries.told_before(by)
    new = [task for task in tasks if any(before.get(key, period) == period for key in task.keys)]
    kinds = {key: task.kind for task in new for key in task.keys if key not in before}
    ToldTask.objects.bulk_create(
        [ToldTask(person_id=by.person_id or 0, key=key, kind=kind[:100], period=period) for key, kind in kinds.items()],
        ignore_conflicts=True,
    )
    return [task.kind for task in new]
