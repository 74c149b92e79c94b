"""Somebody in a post is away for some days, and who covers."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q

from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.establishments import access
from concordat.establishments.models import Absence, StaffPost
from concordat.establishments.operations.posts import require_cover_by_another

LONGEST = timedelta(days=400)


class AbsenceNotPossible(Problem):
    """Days that cannot be noted so."""


def note_absence(
    *, held: StaffPost, from_on: date, until_on: date, covered_by_id: int | None, by: Actor, at: datetime
) -> list[Absence]:
    """The person is away on these days, at every setting where the person holds a post that the actor may note it for.

    The cover is for the setting of this post only: who covers elsewhere is for elsewhere to say.
    """
    access.require(by, "establishments.note_absence", held)
    if held.person is None:
        raise AbsenceNotPossible("Nobody is named in this post.")
    if until_on < from_on:
        raise AbsenceNotPossible("The last day is before the first day.")
    if until_on - from_on > LONGEST:
        raise AbsenceNotPossible("This is longer than a year. End the post instead, and name who follows.")
    if until_on < at.date():
        raise AbsenceNotPossible("These days are over: no notice goes out on them any more.")
    require_cover_by_another(held, covered_by_id, by=by, at=at)
    return [
        _note(post, from_on, until_on, covered_by_id if post.pk == held.pk else None, by=by, at=at)
        for post in _posts_of_the_person(held, by=by, at=at)
    ]


def withdraw_absence(*, absence: Absence, held: StaffPost, by: Actor, at: datetime) -> None:
    """The person is there after all."""
    access.require(by, "establishments.note_absence", held)
    if absence.person_id != held.person_id or absence.establishment_id != held.establishment_id:
        raise AbsenceNotPossible("This absence belongs to another post.")
    with journal.entry("establishments.absence.withdrawn", by=by, at=at, about=absence):
        Absence.objects.filter(pk=absence.pk, withdrawn_at=None).update(withdrawn_at=at)


def _posts_of_the_person(held: StaffPost, *, by: Actor, at: datetime) -> list[StaffPost]:
    """This post, and one at each other setting where the actor may note absences too."""
    current = Q(held_until=None) | Q(held_until__gt=at.date())
    others = access.visible_posts(by, at=at).filter(current, person=held.person)
    found = {held.establishment_id: held}
    for post in others.select_related("person", "establishment__organisation").order_by("pk"):
        if access.allows(by, "establishments.note_absence", post):
            found.setdefault(post.establishment_id, post)
    return list(found.values())


def _note(
    post: StaffPost, from_on: date, until_on: date, covered_by_id: int | None, *, by: Actor, at: datetime
) -> Absence:
    """One row a setting; the same days noted again are the same absence, with the cover said last."""
    same = Absence.objects.filter(
        establishment=post.establishment_id,
        person=post.person,
        from_on=from_on,
        until_on=until_on,
        withdrawn_at=None,
    ).first()
    made = same or Absence(
        establishment_id=post.establishment_id, person=post.person, from_on=from_on, until_on=until_on
    )
    made.covered_by_id, made.noted_by_id, made.noted_at = covered_by_id, by.person_id, at
    with journal.entry("establishments.absence.noted", by=by, at=at, about=made):
        made.save()
    return made
