"""What was judged is about the answers that were signed: it never becomes about others without saying so (0030)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, queries
from concordat.audits.checking.letters import letter_for
from concordat.audits.models import AuditCycle, AuditReturn, ModeratedRating, Moderation
from concordat.audits.operations import ModerationNotPossible, Posted
from concordat.audits.operations.decisions import DecisionNotPossible
from concordat.audits.presenters import feedback_letter
from concordat.audits.presenters.moderation import CHANGED_AFTER, letter_page
from concordat.core.actor import acting_as
from tests.factories import audits, checking
from tests.factories.checking import LATER, lead, office, person, second
from tests.world import ASH, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EVEN_LATER = LATER + timedelta(days=1)


def reopened(world: World) -> AuditReturn:
    """The office tries to reopen Ash's return."""
    found = checking.return_of(world, ASH)
    with acting_as(office(world), at=EVEN_LATER) as by:
        return operations.reopen_submitted(audit_return=found, reason="A slip.", by=by, at=EVEN_LATER)


def rated(world: World) -> None:
    """Ash is rated at the desk."""
    checking.rated(world, checking.moderation_of(world, ASH), lead(world), worse=1)


def seen(world: World) -> None:
    """Ash is visited, by somebody who has finished."""
    checking.drawn(world, cycle_of(world))
    checking.visited(world, checking.booked(world, ASH))


def told(world: World) -> None:
    """Ash has its feedback."""
    rated(world)
    checking.told(world, ASH)


def cycle_of(world: World) -> AuditCycle:
    """The audit of the return."""
    found: AuditCycle = checking.return_of(world, ASH).cycle
    return found


@pytest.mark.parametrize(("judged", "why"), [(rated, "rated"), (seen, "visited"), (told, "feedback")])
def test_a_return_that_was_judged_is_not_reopened(world: World, judged: Callable[[World], None], why: str) -> None:
    cycle = checking.two_submitted(world)
    checking.shared_out(world, cycle)
    judged(world)
    with pytest.raises(DecisionNotPossible, match=why):
        reopened(world)
    found = checking.return_of(world, ASH)
    assert found.state == "submitted"
    for actor in (office(world), world.actor(Role.dsl, ASH)):  # nor by anybody past the operation
        with acting_as(actor, at=EVEN_LATER), pytest.raises(ProgrammingError), transaction.atomic():
            AuditReturn.objects.filter(pk=found.pk).update(state="in_progress", submitted_at=None, receipt=None)


def test_who_was_rating_stops_and_the_return_is_rated_anew_when_it_comes_again(world: World) -> None:
    cycle = checking.two_submitted(world)
    checking.shared_out(world, cycle)
    before = checking.moderation_of(world, ASH)
    checking.rated(world, before, lead(world), worse=1, done=False)
    with acting_as(lead(world), at=LATER):
        kept = ModeratedRating.objects.filter(moderation=before).count()
        assert kept > 10
    assert reopened(world).state == "in_progress"
    with acting_as(lead(world), at=EVEN_LATER) as by, pytest.raises(ModerationNotPossible, match="Nothing was changed"):
        operations.finish_moderation(moderation=before, by=by, at=EVEN_LATER)
    audits.signed_and_submitted(world, ASH)
    with acting_as(office(world), at=EVEN_LATER) as by:
        again = operations.share_out(cycle=cycle, moderator_ids=[person(second(world))], by=by, at=EVEN_LATER)
        assert again.given == 1
        rounds = Moderation.objects.filter(audit_return_id=before.audit_return_id).order_by("pk")
        assert [(one.withdrawn_at, one.done_at) for one in rounds] == [(EVEN_LATER, None), (None, None)]


def test_feedback_says_which_answer_was_changed_after_it_was_rated(world: World) -> None:
    cycle = checking.two_submitted(world)
    checking.shared_out(world, cycle)
    rated(world)
    found, dsl = checking.return_of(world, ASH), world.actor(Role.dsl, ASH)
    with acting_as(office(world), at=EVEN_LATER) as by:
        operations.send_back(audit_return=found, asked="Is A1.1 right?", question="A1.1", by=by, at=EVEN_LATER)
    with acting_as(dsl, at=EVEN_LATER):
        changed = operations.save_section(
            audit_return=found,
            posted={"A1.1": Posted({"choice": "red"}, queries.answers_of(found)["A1.1"].token)},
            by=dsl,
            at=EVEN_LATER,
        )
        assert changed.changed == ("A1.1",)
        asked = found.queries.get()
        operations.reply_to_query(query=asked, reply="It was wrong.", by=dsl, at=EVEN_LATER)
    checking.told(world, ASH, at=EVEN_LATER)
    with acting_as(dsl, at=EVEN_LATER):
        letter = letter_for(dsl, found.pk)
        assert [one.code for one in letter.lines if one.changed_after] == ["A1.1"]
        lines = {row["code"]: row["why"] for row in letter_page(letter)["rows"]}
        assert CHANGED_AFTER in lines["A1.1"]
        assert sum(CHANGED_AFTER in why for why in lines.values()) == 1
        assert str(feedback_letter.letter(letter).as_data()).count(CHANGED_AFTER) == 1
