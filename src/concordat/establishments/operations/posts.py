"""Who is DSL or deputy at a setting (C-01)."""

from __future__ import annotations

from datetime import date, datetime

from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.establishments import access, queries
from concordat.establishments.models import Establishment, StaffPost


class PostNotPossible(Problem):
    """A post that cannot be held or ended so."""


def assign_post(
    *, establishment: Establishment, post: str, person_id: int, held_from: date, by: Actor, at: datetime
) -> StaffPost:
    """Somebody holds a post from a day."""
    access.require(by, "establishments.assign_post", establishment)
    if post not in StaffPost.Post.values:
        raise PostNotPossible("Choose designated safeguarding lead or deputy.")
    if StaffPost.objects.filter(establishment=establishment, post=post, person_id=person_id, held_until=None).exists():
        raise PostNotPossible("This person holds this post already.")
    made = StaffPost(establishment=establishment, post=post, person_id=person_id, held_from=held_from)
    with journal.entry("establishments.post.assigned", by=by, at=at, about=made, details={"post": post}):
        made.save(force_insert=True)
    return made


def end_post(*, held: StaffPost, held_until: date, by: Actor, at: datetime) -> None:
    """The post ends on a day."""
    access.require(by, "establishments.end_post", held.establishment)
    if held_until < held.held_from:
        raise PostNotPossible("A post ends after it began: give a later date.")
    with journal.entry("establishments.post.ended", by=by, at=at, about=held):
        held.held_until = held_until
        held.save(update_fields=["held_until"])


def describe_post(
    *,
    held: StaffPost,
    trained_on: date | None,
    mailbox: str,
    working_days: str,
    cover: str,
    weekdays: str = "",
    covered_by_id: int | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """When the person was trained last, how the post is reached, on which days, and who covers on the others."""
    access.require(by, "establishments.describe_post", held.establishment)
    if held.held_until is not None and held.held_until <= at.date():
        raise PostNotPossible("This post has ended. Name the person to it anew.")
    if trained_on is not None and trained_on > at.date():
        raise PostNotPossible("The training is still to come. Give the day of the last one.")
    require_cover_by_another(held, covered_by_id, by=by, at=at)
    with journal.entry("establishments.post.described", by=by, at=at, about=held):
        held.trained_on, held.mailbox, held.working_days, held.cover = trained_on, mailbox, working_days, cover
        held.weekdays, held.covered_by_id = weekdays, covered_by_id
        held.save(update_fields=["trained_on", "mailbox", "working_days", "cover", "weekdays", "covered_by"])


def require_cover_by_another(held: StaffPost, covered_by_id: int | None, *, by: Actor, at: datetime) -> None:
    """Whoever covers is somebody else with a role at the setting."""
    if covered_by_id is None:
        return
    if covered_by_id == held.person_id:
        raise PostNotPossible("Somebody else covers: choose another person.")
    if covered_by_id not in {person_id for person_id, _ in queries.people_for_posts(by, held.establishment_id, at=at)}:
        raise PostNotPossible("Whoever covers holds a role at the setting. Invite the person first.")
