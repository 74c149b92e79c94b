"""How far the editors and the reader have come with the tags of a version, as far as the database shows it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.questionnaires import access, queries, rules
from concordat.questionnaires.models import CoverCheck, FormVersion, TagChoice, TaggedQuestion, Tagging, TagRelease
from concordat.questionnaires.rules import Outcome

SHOWN = 20  # expectations that a search shows


@dataclass(frozen=True)
class Picture:
    """One question in its newest round, as the actor may see it."""

    asked: TaggedQuestion
    outcome: Outcome
    mine: TagChoice | None
    choices: tuple[TagChoice, ...]  # handed in, and open to the actor
    check: CoverCheck | None


def work(actor: Actor, version: FormVersion) -> Tagging | None:
    """The newest work on the tags of a version."""
    found = access.visible_taggings(actor).filter(version_id=version.pk).select_related("version__form")
    return found.order_by("-pk").first()


def release_of(tagging: Tagging) -> TagRelease | None:
    """What the work ended in."""
    return TagRelease.objects.filter(tagging=tagging).first()


def newest_release(version: FormVersion) -> TagRelease | None:
    """The tags of a version that are relied on now."""
    return TagRelease.objects.filter(version=version).order_by("-number").first()


def answered_here(version: FormVersion) -> list[str]:
    """Which questions have to be answered here by what is released: the version's own word, else its core's."""
    released = newest_release(version)
    if released is None and version.core is not None:
        released = newest_release(version.core)
    return sorted(code for code, one in released.content.items() if one["answered_here"]) if released else []


def names(tagging: Tagging) -> dict[int, str]:
    """Who takes part, by id: for whoever takes part and for who keeps forms; nobody else is told."""
    with connection.cursor() as cursor:
        cursor.execute("select core.names_of_a_tagging(%s)", [tagging.pk])
        (found,) = cursor.fetchone()
    said = json.loads(found) if isinstance(found, str) else found
    return {int(one): name for one, name in (said or {}).items()}


def mails(tagging: Tagging) -> dict[str, str]:
    """The addresses of who takes part, by part: for who keeps forms, to change one of them."""
    with connection.cursor() as cursor:
        cursor.execute("select core.mails_of_a_tagging(%s)", [tagging.pk])
        (found,) = cursor.fetchone()
    return dict(json.loads(found) if isinstance(found, str) else found or {})


def has_handed_in(tagging: Tagging, person: int) -> bool:
    """Whether an editor has handed in anything, though nobody may see what before the other has."""
    with connection.cursor() as cursor:
        cursor.execute("select core.has_handed_in(%s, %s)", [tagging.pk, person])
        (found,) = cursor.fetchone()
    return bool(found)


def person_to_ask(mail: str) -> int | None:
    """Somebody with this address; asked for one address at a time by who keeps forms."""
    with connection.cursor() as cursor:
        cursor.execute("select core.person_to_ask(%s)", [mail.strip()])
        (found,) = cursor.fetchone()
    return int(found) if found is not None else None


def pictures(actor: Actor, tagging: Tagging) -> dict[str, Picture]:
    """Every question by its code, by its newest round. Three queries."""
    newest: dict[str, TaggedQuestion] = {}
    for asked in TaggedQuestion.objects.filter(tagging=tagging).order_by("pk"):
        asked.tagging = tagging
        if asked.question not in newest or newest[asked.question].round < asked.round:
            newest[asked.question] = asked
    choices: dict[int, list[TagChoice]] = {}
    for choice in TagChoice.objects.filter(asked__tagging=tagging).order_by("pk"):
        choices.setdefault(choice.asked_id, []).append(choice)
    checks = {check.asked_id: check for check in CoverCheck.objects.filter(asked__tagging=tagging)}
    return {
        code: _picture(actor, asked, choices.get(asked.pk, []), checks.get(asked.pk)) for code, asked in newest.items()
    }


def picture(actor: Actor, tagging: Tagging, question: str) -> Picture:
    """One question in its newest round; raises `NotFound`."""
    asked = TaggedQuestion.objects.filter(tagging=tagging, question=question).order_by("-round").first()
    if asked is None:
        raise NotFound()
    asked.tagging = tagging
    choices = list(TagChoice.objects.filter(asked=asked).order_by("pk"))
    return _picture(actor, asked, choices, CoverCheck.objects.filter(asked=asked).first())


def outcomes(actor: Actor, tagging: Tagging) -> dict[str, Outcome]:
    """Where each question stands, by its newest round."""
    return {code: found.outcome for code, found in pictures(actor, tagging).items()}


def search(words: str, *, day: date, area: str = "") -> dict[str, str]:
    """Expectations in use that have all the words; without words those of an area. The first twenty."""
    bank = queries.usable_expectations(day)
    wanted = words.casefold().split()
    if not wanted:
        found = (code for code in bank if area and code.startswith(f"{area}-"))
    else:
        found = (code for code, said in bank.items() if all(one in f"{code} {said}".casefold() for one in wanted))
    return {code: bank[code] for code in list(found)[:SHOWN]}


def _picture(actor: Actor, asked: TaggedQuestion, choices: Iterable[TagChoice], check: CoverCheck | None) -> Picture:
    given = list(choices)
    mine = next((one for one in given if one.editor_id == actor.person_id), None)
    handed_in = tuple(one for one in given if one.handed_in_at is not None)
    covers = check.covers if check is not None else None
    said = (_choice(one, third=one.editor_id == asked.tagging.third_id) for one in handed_in)
    return Picture(asked, rules.outcome(said, covers=covers), mine, handed_in, check)


def _choice(one: TagChoice, *, third: bool) -> rules.Choice:
    return rules.Choice(one.editor_id, frozenset(one.expectations), one.complete, third)
