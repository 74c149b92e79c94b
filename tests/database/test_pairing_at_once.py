"""Two colleagues answer for one school, and two workers take one asking, in the same moment: once is done."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import operations
from concordat.audits.models import PairingGroup, PairingMember, PairingSaid
from concordat.audits.operations import PairingNotPossible
from concordat.core.actor import acting_as
from tests.factories import pairing as pair_up
from tests.world import ASH, BEECH, NOW, look_up

pytestmark = pytest.mark.slow


def at_once(*calls: Callable[[], object]) -> list[object]:
    """What each call gave, or the error it met."""
    both, found = threading.Barrier(len(calls)), list[object]()

    def run(call: Callable[[], object]) -> None:
        both.wait(20)
        try:
            found.append(call())
        except Exception as wrong:
            found.append(wrong)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == len(calls)
    return found


def test_pairs_are_found_once_and_a_school_answers_once(fresh_database: str) -> None:
    with acting_as(FOUNDER):
        world = look_up()
    one = pair_up.begun(world)
    for setting in (ASH, BEECH):
        pair_up.said(world, setting)
    with acting_as(pair_up.lead(world)) as by:
        number = operations.ask_to_solve(pairing_round=one, by=by, at=NOW).solve_number

    def solve() -> bool:
        with acting_as(pair_up.PAIRER) as pairer:
            return operations.solve_round(round_id=one.pk, number=number, by=pairer, at=NOW)

    assert sorted(map(bool, at_once(solve, solve))) == [False, True]
    with acting_as(pair_up.lead(world)) as by:
        assert PairingGroup.objects.count() == 1
        operations.publish_pairs(pairing_round=one, by=by, at=NOW)
    mine = pair_up.member(world, ASH)

    def accept() -> str:
        with acting_as(world.actor(Role.dsl, ASH)) as by:
            return str(operations.accept_pair(member=mine, mailbox="dsl@ash.example", by=by, at=NOW).answer)

    def decline() -> str:
        with acting_as(world.actor(Role.headteacher, ASH)) as by:
            return str(operations.decline_pair(member=mine, reason="Too far", by=by, at=NOW).answer)

    found = at_once(accept, decline)
    refused = [one for one in found if isinstance(one, PairingNotPossible)]
    answered = [one for one in found if isinstance(one, str)]
    assert (len(refused), len(answered)) == (1, 1)
    with acting_as(pair_up.lead(world)):
        assert PairingMember.objects.get(pk=mine.pk).answer == answered[0]
        assert PairingSaid.objects.count() == (answered[0] == "declined")
