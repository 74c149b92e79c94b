"""A new lead replaces a leaver in three steps: the last day is said, the new one joins, and takes over (C-01)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from concordat.accounts import tokens
from concordat.accounts.models import Invitation, RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.core.clock import now, today
from concordat.establishments.models import StaffPost
from tests.factories import audits, register
from tests.journeys.conftest import Visit
from tests.journeys.first_sign_in import join
from tests.journeys.work import Work
from tests.web.signed_in import session_of
from tests.world import ASH, World, name_of

pytestmark = pytest.mark.slow


def given_a_lead_in_the_post_with_an_audit_under_way(world: World) -> None:
    audits.opened(world, at=now())
    register.a_post(world.id(ASH), world.people[name_of(Role.dsl, ASH)], at=now())
    with acting_as(FOUNDER):
        StaffPost.objects.update(mailbox="safeguarding@ash.example")


def test_in_three_steps(world: World, visit: Callable[..., Visit]) -> None:
    given_a_lead_in_the_post_with_an_audit_under_way(world)

    # Step 1: the leaver says the last day and who follows.
    leaver = Work(visit(session_of(world, Role.dsl, ASH)))
    leaver.open(f"/people/{world.id(ASH)}/")
    leaver.press(f"of {name_of(Role.dsl, ASH)}")
    leaver.press("Say the last day and who follows")
    leaver.type("Last day in this role", (today() + timedelta(days=14)).isoformat())
    leaver.type("Full name of whoever follows", "Nia Next")
    leaver.type("Work email address of whoever follows", "nia@next.example")
    leaver.press("Note it and open the hand-over list")
    body = leaver.visit.page.content()
    for held in ("The post: designated safeguarding lead", "Keeping the accounts", "questions answered", "nia@next"):
        assert held in body or (held == "questions answered" and "Nothing answered yet" in body)
    assert (leaver.pages, leaver.fields) == (4, 3)
    assert leaver.minutes <= 1

    # Step 2: whoever follows joins with the invitation, on a telephone.
    with acting_as(FOUNDER):
        waiting = Invitation.objects.get(email="nia@next.example")
        assert RoleHeld.objects.get(person_id=world.people[name_of(Role.dsl, ASH)], role="dsl").ends_at is not None
    follower = Work(visit(width=320))
    join(follower, f"/join/{tokens.token_for(waiting.pk, waiting.nonce)}/")

    # Step 3: and takes over.
    before = follower.pages
    follower.open("/")
    follower.press(f"Hand over from somebody who leaves: {ASH}")
    follower.press("Take over")
    assert "Nia Next has taken over" in follower.visit.page.content()
    assert follower.pages - before == 3
    with acting_as(FOUNDER):
        post = StaffPost.objects.select_related("person").get(post="dsl", held_until=None)
        assert (post.person.name if post.person else "", post.mailbox) == ("Nia Next", "safeguarding@ash.example")
    follower.open("/")
    assert re.search("Answer the safeguarding audit", follower.visit.page.content())
