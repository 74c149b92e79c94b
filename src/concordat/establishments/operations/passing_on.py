"""A post, and cover for others, pass from somebody who leaves to whoever follows."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

from concordat.core import journal
from concordat.core.actor import Actor
from concordat.establishments import access
from concordat.establishments.models import Absence, Establishment, StaffPost


def end_posts_on(
    *, establishment: Establishment, person_id: int, post: str, held_until: date | None, by: Actor, at: datetime
) -> int:
    """The person's posts of this kind there end on a day (the first that is not theirs), or go on; says how many."""
    access.require(by, "establishments.end_post", establishment)
    held = StaffPost.objects.filter(
        Q(held_until=None) | Q(held_until__gt=at.date()), establishment=establishment, person_id=person_id, post=post
    )
    for one in held:
        with journal.entry("establishments.post.ends_on", by=by, at=at, about=one, details={"on": held_until}):
            one.held_until = None if held_until is None else max(held_until, one.held_from)
            one.save(update_fields=["held_until"])
    return len(held)


def pass_posts_on(*, establishment: Establishment, from_id: int, to_id: int, post: str, by: Actor, at: datetime) -> int:
    """The successor holds the post from today, with its mailbox, and covers what the other covered; says how many.

    Weekdays and training are the person's own and are not passed on. Safe to repeat.
    """
    access.require(by, "establishments.assign_post", establishment)
    moved = _post(establishment, from_id, to_id, post, by=by, at=at)
    for cover in StaffPost.objects.filter(establishment=establishment, covered_by_id=from_id).exclude(person_id=to_id):
        with journal.entry("establishments.cover.passed_on", by=by, at=at, about=cover):
            cover.covered_by_id = to_id
            cover.save(update_fields=["covered_by"])
        moved += 1
    away = Absence.objects.filter(establishment=establishment, covered_by_id=from_id, until_on__gte=at.date())
    for absence in away.exclude(person_id=to_id):
        with journal.entry("establishments.cover.passed_on", by=by, at=at, about=absence):
            absence.covered_by_id = to_id
            absence.save(update_fields=["covered_by"])
        moved += 1
    return moved


def _post(establishment: Establishment, from_id: int, to_id: int, post: str, *, by: Actor, at: datetime) -> int:
    if post not in StaffPost.Post.values:
        return 0
    posts = StaffPost.objects.filter(establishment=establishment, post=post)
    before = posts.filter(person_id=from_id).order_by("-held_from", "-pk").first()
    if before is None or posts.filter(person_id=to_id, held_until=None).exists():
        return 0
    made = StaffPost(
        establishment=establishment, post=post, person_id=to_id, held_from=at.date(), mailbox=before.mailbox
    )
    with journal.entry("establishments.post.assigned", by=by, at=at, about=made, details={"post": post}):
        made.save(force_insert=True)
    return 1
