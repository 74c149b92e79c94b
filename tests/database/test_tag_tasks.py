"""Whoever is asked to tag, to settle or to read finds it on the first page, and nobody else does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from concordat.accounts.vocabulary import Role
from concordat.core import together
from concordat.core.actor import Actor, acting_as
from concordat.core.tasks import Task
from concordat.questionnaires import operations, queries
from concordat.questionnaires.presenters import tasks
from concordat.questionnaires.vocabulary import LIBRARY
from concordat.worklist import collecting
from tests.factories import tagging as tagging_factory
from tests.factories.tagging import Work
from tests.world import ASH, NORTHERN, NOW, World

pytestmark = pytest.mark.django_db
QUESTIONS = 15


@pytest.fixture
def work(world: World) -> Work:
    with acting_as(Actor.system_named(LIBRARY), at=NOW):
        version = queries.published_version("short-provider-return")
    return tagging_factory.opened(world, version.pk)


def told(actor: Actor) -> list[Task]:
    with acting_as(actor, at=NOW):
        return together.tasks_of(tasks.wants(actor))


def titles(actor: Actor) -> list[str]:
    return [task.title for task in told(actor)]


def test_editors_are_told_until_they_have_handed_in(work: Work) -> None:
    (task,) = told(work.first)
    assert task.title.startswith(f"Tag {QUESTIONS} questions: ")
    assert task.href == f"/forms/{work.tagging.version_id}/tags/?mine=open"
    assert task.minutes == 2 * QUESTIONS
    assert task.kind == "Tag the questions of a form"
    work.hand_in(work.first, "S2", ["DSL-03"])
    assert titles(work.first)[0].startswith(f"Tag {QUESTIONS - 1} questions: ")
    assert titles(work.second)[0].startswith(f"Tag {QUESTIONS} questions: ")
    assert titles(work.third) == titles(work.reader) == titles(work.keeper) == []


def test_the_reader_is_told_what_is_agreed_and_complete_until_it_is_read(work: Work) -> None:
    work.agree("S2", ["DSL-03"])
    work.agree("S3", ["POL-01"], complete=False)
    work.agree("S4", [])
    (task,) = told(work.reader)
    assert task.title.startswith("Look for a gap in the tags of 1 question: ")
    assert task.href.endswith("/tags/?state=check")
    work.check("S2", covers=False, because="Says nothing of holidays.")
    assert titles(work.reader) == []


def test_a_third_editor_is_told_where_the_two_differ_until_it_is_settled(work: Work) -> None:
    work.hand_in(work.first, "S2", ["DSL-03"])
    assert titles(work.third) == []
    work.hand_in(work.second, "S2", ["DSL-01"])
    work.agree("S3", ["POL-01"])
    (task,) = told(work.third)
    assert task.title.startswith("Settle the tags of 1 question: ")
    work.hand_in(work.third, "S2", ["DSL-01"])
    assert titles(work.third) == []
    assert "2 questions" in titles(work.reader)[0]


def test_choosing_again_is_a_task_again(work: Work) -> None:
    work.hand_in(work.first, "S2", ["DSL-03"])
    work.hand_in(work.second, "S2", ["DSL-01"])
    before = titles(work.first)
    with acting_as(work.second, at=NOW):
        operations.choose_again(asked=work.asked("S2"), by=work.second, at=NOW)
    assert before[0].startswith("Tag 14 ") and titles(work.first)[0].startswith("Tag 15 ")
    assert titles(work.third) == []


def test_it_ends_with_the_release_and_with_ones_roles(world: World, work: Work) -> None:
    assert titles(replace(work.first, roles=())) == titles(world.actor(Role.dsl, ASH)) == titles(Actor.nobody()) == []
    with acting_as(work.first, at=NOW):
        everything = collecting.tasks_of(work.first, today=NOW.date())
    assert any(task.kind == "Tag the questions of a form" for task in everything)
    work.release()
    assert titles(work.first) == titles(world.actor(Role.partnership_chair, NORTHERN)) == []
