"""Somebody leaves on a day: the role ends then, what is held is listed, and whoever follows takes it over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from concordat.accounts import operations as account_operations
from concordat.accounts import tokens
from concordat.accounts.models import Invitation, Person, RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core import holdings
from concordat.core.actor import Actor, HeldRole, acting_as, set_actor
from concordat.core.problems import NotAllowed, NotFound
from concordat.establishments import operations as establishment_operations
from concordat.establishments import queries as establishment_queries
from concordat.establishments.models import StaffPost
from concordat.joining import access, operations
from concordat.joining.models import HandOver
from concordat.joining.operations import HandOverNotPossible
from tests.factories import audits, register
from tests.world import ASH, BEECH, NORTHERN, NOW, SOUTHERN, World, name_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = NOW.date()
LAST_DAY = TODAY + timedelta(days=14)
MAILBOX = "safeguarding@ash.example"


@pytest.fixture
def leaver(world: World) -> int:
    """Ash's lead, in the post with a mailbox, covering for the deputy; an audit is under way. The id of the role."""
    audits.opened(world)
    lead = world.people[name_of(Role.dsl, ASH)]
    register.a_post(world.id(ASH), lead, at=NOW)
    with acting_as(FOUNDER):
        ash = establishment_queries.establishment(world.id(ASH))
        deputy = establishment_operations.assign_post(
            establishment=ash,
            post="deputy_dsl",
            person_id=world.people[name_of(Role.deputy_dsl, ASH)],
            held_from=TODAY,
            by=FOUNDER,
            at=NOW,
        )
        StaffPost.objects.filter(pk=deputy.pk).update(covered_by_id=lead)
        StaffPost.objects.filter(person_id=lead).update(mailbox=MAILBOX)
        return RoleHeld.objects.get(person_id=lead, role=Role.dsl).pk


def announce(world: World, role_id: int, **more: object) -> HandOver:
    said = {"last_day": LAST_DAY, "successor_name": "Nia Next", "successor_email": "nia@next.example"} | more
    head = world.actor(Role.headteacher, ASH)
    with acting_as(head):
        return operations.announce_leaving(role_id=role_id, **said, by=head, at=NOW)  # type: ignore[arg-type]


def joined() -> Actor:
    """Nia has used her invitation; she acts with the role."""
    with acting_as(Actor.nobody(), phase="sign_in"):
        waiting = Invitation.objects.get(email="nia@next.example")
        person = account_operations.accept_invitation(
            token=tokens.token_for(waiting.pk, waiting.nonce), password="three invented words", at=NOW
        )
        set_actor(Actor.nobody(), at=None)
    return Actor(person.pk, person.name, (HeldRole("dsl", waiting.organisation_id),))


def test_the_list_names_all_that_is_held_and_to_whom_it_goes(world: World, leaver: int) -> None:
    head = world.actor(Role.headteacher, ASH)
    with acting_as(head):
        asked = holdings.Leaver(world.people[name_of(Role.dsl, ASH)], "dsl", world.id(ASH))
        found = {row.what: (row.detail, str(row.goes_to)) for row in holdings.held_by(head, asked, at=NOW)}
    audit = next(what for what in found if "audit" in what.lower())
    assert found.pop(audit) == ("Nothing answered yet", "role")
    assert found == {
        "Keeping the accounts": ("2 more keep them", "successor"),
        "The post: designated safeguarding lead": (f"With its mailbox {MAILBOX}", "successor"),
        "Cover for a colleague": ("1 arranged", "successor"),
    }


def test_the_role_and_the_post_end_with_the_last_day_and_not_before(world: World, leaver: int) -> None:
    announce(world, leaver)
    with acting_as(FOUNDER):
        held = RoleHeld.objects.get(pk=leaver)
        post = StaffPost.objects.get(person_id=held.person_id, post="dsl")
    assert held.ends_at is not None
    assert held.ends_at.date() in (LAST_DAY, LAST_DAY + timedelta(days=1))  # midnight in England
    assert post.held_until == LAST_DAY + timedelta(days=1)
    with acting_as(FOUNDER):  # until then the post can be described, and days away noted
        assert establishment_queries.post(post.pk, day=LAST_DAY).pk == post.pk
        with pytest.raises(NotFound):
            establishment_queries.post(post.pk, day=LAST_DAY + timedelta(days=1))
    person = Actor(held.person_id, "x")
    for at, there in ((held.ends_at - timedelta(minutes=1), True), (held.ends_at, False)):
        with acting_as(person, at=at):
            others = RoleHeld.objects.exclude(person_id=held.person_id).exists()
            assert others is there


def test_whoever_follows_joins_and_takes_over(world: World, leaver: int) -> None:
    made = announce(world, leaver)
    nia = joined()
    with acting_as(nia):
        hand_over = HandOver.objects.get(pk=made.pk)
        assert operations.take_over(hand_over=hand_over, by=nia, at=NOW) == 2
        with pytest.raises(HandOverNotPossible, match="closed"):
            operations.take_over(hand_over=hand_over, by=nia, at=NOW)
    with acting_as(FOUNDER):
        own = StaffPost.objects.get(person__email="nia@next.example")
        assert (own.post, own.mailbox, own.held_from, own.trained_on) == ("dsl", MAILBOX, TODAY, None)
        assert StaffPost.objects.get(post="deputy_dsl").covered_by_id == nia.person_id
        assert HandOver.objects.get().taken_over_by_id == nia.person_id


def test_announcing_again_changes_the_day_and_invites_nobody_twice(world: World, leaver: int) -> None:
    announce(world, leaver)
    later = LAST_DAY + timedelta(days=7)
    made = announce(world, leaver, last_day=later)
    with acting_as(FOUNDER):
        assert HandOver.objects.get().pk == made.pk
        assert StaffPost.objects.get(post="dsl").held_until == later + timedelta(days=1)
        assert Invitation.objects.count() == 1


def test_called_off_everything_is_as_before_and_the_invitation_is_withdrawn(world: World, leaver: int) -> None:
    made = announce(world, leaver)
    head = world.actor(Role.headteacher, ASH)
    with acting_as(head):
        operations.call_off(hand_over=made, by=head, at=NOW)
    with acting_as(FOUNDER):
        assert RoleHeld.objects.get(pk=leaver).ends_at is None
        assert StaffPost.objects.get(post="dsl").held_until is None
        assert Invitation.objects.get().withdrawn_at is not None
    announce(world, leaver)  # and it can be said anew


def test_a_deputy_is_handed_to_by_the_head(world: World, leaver: int) -> None:
    with acting_as(FOUNDER):
        deputy = RoleHeld.objects.get(person_id=world.people[name_of(Role.deputy_dsl, ASH)])
        other = account_operations.found_person(name="Dai", email="dai@d.example", by=FOUNDER, at=NOW)
        account_operations.give_role(
            person=other, role=Role.deputy_dsl, organisation=deputy.organisation, by=FOUNDER, at=NOW
        )
    made = announce(world, deputy.pk, successor_name="", successor_email="")
    head = world.actor(Role.headteacher, ASH)
    with acting_as(head):
        with pytest.raises(HandOverNotPossible, match="Whoever takes over"):
            operations.take_over(hand_over=made, by=head, at=NOW)
        with pytest.raises(HandOverNotPossible, match="same role"):
            operations.hand_to(hand_over=made, person_id=world.people[name_of(Role.governor, ASH)], by=head, at=NOW)
        operations.hand_to(hand_over=made, person_id=other.pk, by=head, at=NOW)
    with acting_as(FOUNDER):
        assert StaffPost.objects.filter(person_id=other.pk, post="deputy_dsl", held_until=None).exists()


@pytest.mark.parametrize(
    "more",
    [
        {"last_day": TODAY - timedelta(days=1)},
        {"last_day": TODAY + timedelta(days=800)},
        {"successor_name": ""},
        {"successor_email": ""},
        {"successor_email": "SELF"},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(world: World, leaver: int, more: dict[str, object]) -> None:
    if more.get("successor_email") == "SELF":
        with acting_as(FOUNDER):
            more = {"successor_email": Person.objects.get(name=name_of(Role.dsl, ASH)).email.upper()}
    with pytest.raises((HandOverNotPossible, account_operations.leaving.RoleHasEnded)):
        announce(world, leaver, **more)
    with acting_as(FOUNDER):
        assert HandOver.objects.count() == Invitation.objects.count() == 0
        assert RoleHeld.objects.get(pk=leaver).ends_at is None


@pytest.mark.parametrize(
    ("role", "place", "may"),
    [
        (Role.headteacher, ASH, True),
        (Role.school_business_manager, ASH, True),
        (Role.business_manager, NORTHERN, True),
        (Role.deputy_dsl, ASH, False),
        (Role.governor, ASH, False),
        (Role.headteacher, BEECH, False),
        (Role.business_manager, SOUTHERN, False),
    ],
)
def test_who_sees_and_hands_over(world: World, leaver: int, role: Role, place: str, may: bool) -> None:
    made = announce(world, leaver)
    actor = world.actor(role, place)
    with acting_as(actor):
        assert set(access.visible_hand_overs(actor, at=NOW)) == set(HandOver.objects.all())
        assert HandOver.objects.exists() is may
        if may:
            return
        with pytest.raises(NotAllowed):
            operations.call_off(hand_over=made, by=actor, at=NOW)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            HandOver.objects.create(
                organisation_id=world.id(ASH),
                role_held_id=1,
                role="dsl",
                leaver_id=world.people[name_of(Role.dsl, ASH)],
                last_day=LAST_DAY,
                opened_at=NOW,
            )
