"""Two people at the same moment: one feedback, one representation, one rating; nobody overwrites unseen."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import operations
from concordat.audits.models import Feedback, ModeratedRating, Moderation, Representation
from concordat.audits.operations import FeedbackNotPossible, Given
from concordat.core.actor import Actor, acting_as
from tests.factories import audits, checking
from tests.factories.checking import LATER, lead, office, person, second
from tests.world import ASH, BEECH, World, look_up

pytestmark = pytest.mark.slow


def at_once(*acts: tuple[Actor, Callable[[Actor], object]]) -> list[object]:
    """Each in a thread and a transaction of its own, begun together; what each gave or raised."""
    ready, found = threading.Barrier(len(acts)), list[object]()

    def run(actor: Actor, act: Callable[[Actor], object]) -> None:
        try:
            with acting_as(actor, at=LATER):
                ready.wait(10)
                found.append(act(actor))
        except Exception as wrong:
            found.append(wrong)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.fixture(scope="module")
def world(fresh_database: str) -> World:
    """Ash and Beech have returned and are given to the education safeguarding lead; all of it is really committed."""
    with acting_as(FOUNDER):
        found = look_up()
    checking.shared_out(found, checking.two_submitted(found))
    return found


def test_two_windows_of_a_moderator_keep_one_rating_and_tell_the_other(world: World) -> None:
    moderation, by = checking.moderation_of(world, ASH), lead(world)

    def rate(rating: str) -> Callable[[Actor], object]:
        given = {"A1.1": Given(rating, "Seen in one window")}
        return lambda actor: operations.save_ratings(moderation=moderation, given=given, by=actor, at=LATER)

    found = at_once((by, rate("amber")), (by, rate("red")))
    kept = [one for one in found if isinstance(one, operations.Rated) and one.changed]
    told = [one for one in found if isinstance(one, operations.Rated) and one.conflicts]
    assert (len(kept), len(told)) == (1, 1), found
    with acting_as(by, at=LATER):
        assert ModeratedRating.objects.filter(moderation=moderation).count() == 1


def test_two_who_share_out_at_once_give_each_return_once(world: World) -> None:
    audits_ = checking.moderation_of(world, BEECH)
    with acting_as(office(world), at=LATER) as by:
        operations.withdraw_moderation(moderation=audits_, by=by, at=LATER)
    cycle = audits.return_of(world, BEECH).cycle
    ids = [person(lead(world))]

    def share(actor: Actor) -> object:
        return operations.share_out(cycle=cycle, moderator_ids=ids, by=actor, at=LATER)

    at_once((office(world), share), (second(world), share))
    with acting_as(office(world), at=LATER):
        assert Moderation.objects.filter(establishment_id=world.id(BEECH), withdrawn_at=None).count() == 1


def test_two_who_release_at_once_release_once_and_a_setting_asks_once(world: World) -> None:
    checking.rated(world, checking.moderation_of(world, BEECH), lead(world))
    found = checking.return_of(world, BEECH)

    def release(actor: Actor) -> object:
        return operations.release_feedback(audit_return=found, words="Thank you.", by=actor, at=LATER)

    told = at_once((office(world), release), (lead(world), release))
    assert sum(isinstance(one, Feedback) for one in told) == 1, told
    assert sum(isinstance(one, FeedbackNotPossible) for one in told) == 1
    dsl, head = (world.actor(role, BEECH) for role in (Role.dsl, Role.headteacher))

    def ask(actor: Actor) -> object:
        return operations.represent(audit_return=found, why="A1.1 is green.", by=actor, at=LATER)

    asked = at_once((dsl, ask), (head, ask))
    assert sum(isinstance(one, Representation) for one in asked) == 1, asked
    assert sum(isinstance(one, FeedbackNotPossible) for one in asked) == 1
