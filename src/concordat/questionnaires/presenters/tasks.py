"""What tags put on the first page of editors and readers."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.urls import reverse

from concordat.core.actor import Actor
from concordat.core.clock import day_of
from concordat.core.tasks import Task
from concordat.core.together import Rows, Want
from concordat.questionnaires.guidance import in_words
from concordat.questionnaires.tagging_tasks import waiting_for

TAG_WITHIN = timedelta(days=28)  # from being asked; nothing happens after that but that it moves up
MINUTES_A_QUESTION = 2
PARTS = {
    "tag": ("Tag {}", "Tag the questions of a form", "mine=open"),
    "settle": ("Settle the tags of {}", "Settle the tags of a form", "state=disputed"),
    "read": ("Look for a gap in the tags of {}", "Read the tags of a form", "state=check"),
}
WHY = {
    "tag": "You were asked to tag this form; the other editor does not see your tags before both have handed in",
    "settle": "The two editors differ, and you were asked to choose",
    "read": "Both editors say that the tags cover the whole question",
}


def wants(actor: Actor) -> list[Want]:
    """Work on tags that waits for the actor by name, as long as some role is held."""
    if actor.person_id is None or not actor.roles:
        return []
    return [Want(waiting_for(actor.person_id), partial(_tasks, actor.person_id))]


def _tasks(person: int, rows: Rows) -> list[Task]:
    return [_task(person, *row) for row in rows]


def _task(
    person: int, version: int, title: str, opened_at: datetime, reader: int | None, third: int | None, count: int
) -> Task:
    part = "read" if person == reader else "settle" if person == third else "tag"
    said, kind, narrowed = PARTS[part]
    asked_on = day_of(opened_at)
    return Task(
        f"{said.format('1 question' if count == 1 else f'{count} questions')}: {title}",
        WHY[part],
        f"Asked on {in_words(asked_on)}",
        f"{reverse('questionnaires:tags', args=[version])}?{narrowed}",
        asked_on + TAG_WITHIN,
        kind=kind,
        minutes=MINUTES_A_QUESTION * count,
    )
