"""In the same moment: two officers answer one request, one answer is sent twice, leads are assigned twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connections

from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from concordat.support.models import Answer, LeadOfficer
from concordat.support.operations import AnsweredMeanwhile, SupportNotPossible
from tests.factories import support
from tests.world import ASH, BEECH, NORTHERN, look_up

pytestmark = pytest.mark.slow


def test_two_officers_who_answer_in_the_same_moment(fresh_database: str) -> None:
    with acting_as(FOUNDER):
        world = look_up()
    asked = support.a_request(world)
    both = threading.Barrier(2)
    found: list[str] = []

    def send(by: Actor, words: str) -> None:
        try:
            both.wait(5)
            support.an_answer(world, asked, by=by, words=words)
            found.append("kept")
        except AnsweredMeanwhile as problem:
            found.append(problem.theirs.words)
        finally:
            connections.close_all()

    people = (support.administrator(world), world.actor(Role.business_manager, NORTHERN))
    threads = [threading.Thread(target=send, args=(who, f"answer {place}")) for place, who in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert "kept" in found
    assert {*found} - {"kept"} <= {"answer 0", "answer 1"}
    assert len(found) == 2
    assert found.count("kept") == 1


def twice(step: Callable[[int], object]) -> list[object]:
    """What two threads that begin together give or raise."""
    both, found = threading.Barrier(2), []

    def send(place: int) -> None:
        try:
            both.wait(5)
            found.append(step(place))
        except Exception as wrong:
            found.append(wrong)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(place,)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return found


def test_one_answer_sent_twice_in_the_same_moment_is_one(fresh_database: str) -> None:
    with acting_as(FOUNDER):
        world = look_up()
    asked, key = support.a_request(world), uuid4()
    found = twice(lambda _: support.an_answer(world, asked, form_key=key).pk)
    assert len(found) == 2
    assert found[0] == found[1]
    with acting_as(support.administrator(world)):
        assert Answer.objects.filter(request_id=asked.pk).count() == 1


def test_leads_assigned_twice_in_the_same_moment_are_assigned_once(fresh_database: str) -> None:
    with acting_as(FOUNDER):
        world = look_up()
    officers = [support.an_officer(world, f"{one} Officer") for one in ("First", "Second")]
    found = twice(lambda place: support.leads(world, officers[place], ASH, BEECH))
    assert len(found) == 2
    assert 2 in found
    assert all(one == 2 or isinstance(one, SupportNotPossible) for one in found), found
    with acting_as(support.administrator(world)):
        held = LeadOfficer.objects.filter(until_on=None)
        assert sorted(held.values_list("establishment_id", flat=True)) == sorted([world.id(ASH), world.id(BEECH)])
