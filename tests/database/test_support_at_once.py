"""Two officers answer one request in the same moment: one answer is kept, the other officer sees it first."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from concordat.support.operations import AnsweredMeanwhile
from tests.factories import support
from tests.world import NORTHERN, look_up

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
