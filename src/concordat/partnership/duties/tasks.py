"""What the duties of named settings put on first pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial

from django.urls import reverse

from concordat.core.actor import Actor
from concordat.core.tasks import Task
from concordat.core.together import Rows, Want
from concordat.partnership.duties import asking
from concordat.partnership.duties.asking import Asked, Kept
from concordat.partnership.vocabulary import SIGNER_ROLES, SignerKind

TASK_DAYS = 28  # from publication, to read and sign


def wants(actor: Actor, *, today: date) -> list[Want]:
    """Duties to read and sign, for heads and governors of named settings."""
    places = actor.organisations(*SIGNER_ROLES.values())
    return [Want(asking.asked_of(places, today), partial(_signing_tasks, actor, today))] if places else []


def _signing_tasks(actor: Actor, today: date, rows: Rows) -> list[Task]:
    return [
        _signing_task(one, to_do, one.since + timedelta(days=TASK_DAYS), today)
        for one in map(Asked.of, rows)
        if (to_do := _to_do(actor, one))
    ]


def _signing_task(asked: Asked, to_do: str, due: date, today: date) -> Task:
    """One task for a setting and version; its address names the version, so that each is told of once."""
    version = asked.statement_id or f"a{asked.arrangements_id}"
    return Task(
        title=f"{to_do}: {asked.name}",
        why=f"Your setting is named as a relevant agency under {asked.version}"
        + ("; what was signed before is out of date" if asked.earlier else ""),
        by_when=f"By {due.day} {due:%B %Y}",
        href=reverse("partnership:setting_duties", args=[asked.establishment_id])
        + f"?under={asked.partnership_id}&of={version}",
        due=due,
        overdue=due < today,
        kind=to_do,
        minutes=10,
    )


def _to_do(actor: Actor, asked: Asked) -> str:
    kinds = {kind for kind, role in SIGNER_ROLES.items() if asked.establishment_id in actor.organisations(role)}
    if asked.statement_id is not None and kinds - asked.signed:
        return "Read the arrangements and sign your duties"
    if SignerKind.head in kinds and not asked.acknowledged:
        return "Read the arrangements and acknowledge them"
    return ""


def writing_tasks(kept: Iterable[Kept], *, today: date) -> list[Task]:
    """A statement to publish, for those who write it for these partnerships. No query."""
    return [
        Task(
            title=f"Publish the duties of named settings under {one.version}",
            why="Without them nobody can sign, and earlier signatures are out of date",
            by_when="When the arrangements are published",
            href=reverse("partnership:statement", args=[one.partnership.pk]) + f"?of={one.arrangements_id}",
            due=today,
            kind="Publish the duties of named settings",
            minutes=15,
        )
        for one in kept
        if one.arrangements_id is not None
    ]
