"""A lost factor: rung back by one, confirmed by another, never by oneself; then nothing old opens anything."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core import mail as django_mail
from django.db import IntegrityError, connection, transaction
from django.test import Client

from concordat.accounts.models import Person, RoleHeld, Session
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from concordat.core.clock import now
from concordat.core.models import JournalEntry
from concordat.core.problems import NotAllowed, NotFound
from concordat.core.strength import Strength
from concordat.establishments.models import Establishment
from concordat.joining import access, jobs, operations, queries
from concordat.joining.models import SignInReset
from concordat.joining.operations import ResetNotPossible
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, CEDAR, NORTHERN, SOUTHERN, TRUST, World, name_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MANAGER, ADMINISTRATOR = (Role.business_manager, NORTHERN), (Role.partnership_administrator, NORTHERN)


def role_of(world: World, role: Role = Role.dsl, place: str = ASH) -> int:
    with acting_as(FOUNDER):
        return int(RoleHeld.objects.get(person=world.people[name_of(role, place)]).pk)


def opened(world: World, *, by: tuple[Role, str] = MANAGER, of: Any = None, **said: Any) -> SignInReset:
    role = of or role_of(world)
    told = {"number": "01924 555 100", "source": "record", "reason": "The phone was stolen"} | said
    actor = world.actor(*by)
    with acting_as(actor):
        return operations.open_reset(role_id=role, by=actor, at=now(), **told)


def confirm(world: World, reset: SignInReset, by: tuple[Role, str], *, at: Any = None) -> None:
    actor = world.actor(*by)
    with acting_as(actor):
        found = queries.reset_for(actor, reset.pk, at=now())
        operations.confirm_reset(reset=found, by=actor, at=at or now())


@pytest.fixture
def dsl(world: World) -> Client:
    """The safeguarding lead of Ash, signed in, with an app, printed codes and a work account."""
    client = client_of(world, Role.dsl, ASH)
    person = world.people[name_of(Role.dsl, ASH)]
    with acting_as(FOUNDER, phase="sign_in"):
        for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
            Authenticator.objects.create(user_id=person, type=kind, data={"secret": "x"})
        SocialAccount.objects.create(user_id=person, provider="oidc", uid="lost", extra_data={})
    return client


def test_two_people_reset_what_somebody_lost(world: World, dsl: Client) -> None:
    person = world.people[name_of(Role.dsl, ASH)]
    assert dsl.get("/").status_code == 200
    reset = opened(world)
    assert dsl.get("/").status_code == 200  # nothing is removed yet
    confirm(world, reset, (Role.headteacher, ASH))
    jobs.reset_sign_in(reset.pk)
    assert dsl.get("/")["Location"].startswith("/account/login/")
    with acting_as(FOUNDER, phase="sign_in"):
        assert not Authenticator.objects.filter(user_id=person).exists()
        assert not SocialAccount.objects.filter(user_id=person).exists()
        assert not Session.objects.filter(person_id=person).exists()
    letter = django_mail.outbox[-1]
    assert name_of(Role.dsl, ASH) not in f"{letter.subject}{letter.body}"
    jobs.reset_sign_in(reset.pk)  # a job may begin twice
    assert django_mail.outbox[-1] is letter
    with acting_as(Actor.system_named("core.journal_sealer")):
        events = set(JournalEntry.objects.values_list("event", flat=True))
    assert {
        "joining.reset.opened",
        "joining.reset.confirmed",
        "joining.reset.done",
        "accounts.factors.removed",
    } <= events


def test_the_next_sign_in_sets_up_something_new_before_anything_opens(world: World, dsl: Client) -> None:
    reset = opened(world)
    confirm(world, reset, ADMINISTRATOR)
    jobs.reset_sign_in(reset.pk)
    again = client_of(world, Role.dsl, ASH, shown=Strength.organisational)
    answer = again.get("/audits/")
    assert answer["Location"].startswith("/account/step-up/")
    assert b"Set up an authenticator app" in again.get(answer["Location"]).content
    assert again.get("/account/2fa/totp/activate/").status_code in (200, 302)
    with acting_as(FOUNDER, phase="sign_in"):
        assert Person.objects.get(pk=world.people[name_of(Role.dsl, ASH)]).factor_due_at is not None


def test_the_number_is_that_of_the_register_whatever_was_typed(world: World) -> None:
    with acting_as(Actor.system_named("establishments.register_import")):
        Establishment.objects.filter(pk=world.id(ASH)).update(telephone="01924555123")
    assert opened(world, source="register", number="07000 000 000").number == "01924555123"


@pytest.mark.parametrize(
    "said",
    [
        {"number": "ask me"},
        {"number": ""},
        {"source": "the caller"},
        {"reason": "  "},
        {"source": "register"},  # which gives no number for this setting
    ],
)
def test_a_note_that_says_too_little_is_refused(world: World, said: dict[str, Any]) -> None:
    with pytest.raises(ResetNotPossible):
        opened(world, **said)


@pytest.mark.parametrize(
    ("by", "problem"),
    [
        ((Role.headteacher, ASH), NotAllowed),
        ((Role.trust_safeguarding_lead, TRUST), NotFound),
        ((Role.analyst, NORTHERN), NotFound),
        ((Role.business_manager, SOUTHERN), NotFound),
        ((Role.dsl, ASH), NotAllowed),
    ],
)
def test_the_office_of_the_area_alone_opens_one(world: World, by: tuple[Role, str], problem: type[Exception]) -> None:
    with pytest.raises(problem):
        opened(world, by=by)


def test_nobody_opens_the_own(world: World) -> None:
    with pytest.raises(ResetNotPossible, match="their own"):
        opened(world, of=role_of(world, *MANAGER))


def test_neither_the_officer_nor_the_person_confirms(world: World) -> None:
    reset = opened(world)
    for by in (MANAGER, (Role.dsl, ASH)):
        with pytest.raises(ResetNotPossible):
            confirm(world, reset, by)
    with acting_as(FOUNDER):
        reset.refresh_from_db()
    assert reset.decided_at is None


@pytest.mark.parametrize("by", [(Role.headteacher, BEECH), (Role.governor, ASH), (Role.business_manager, SOUTHERN)])
def test_a_stranger_does_not_see_it(world: World, by: tuple[Role, str]) -> None:
    reset = opened(world)
    with pytest.raises(NotFound):
        confirm(world, reset, by)


def test_it_runs_out_and_is_decided_once(world: World) -> None:
    reset = opened(world)
    with pytest.raises(ResetNotPossible, match="run out"):
        confirm(world, reset, ADMINISTRATOR, at=now() + timedelta(days=2))
    actor = world.actor(*ADMINISTRATOR)
    with acting_as(actor):
        operations.refuse_reset(reset=queries.reset_for(actor, reset.pk, at=now()), by=actor, at=now())
    with pytest.raises(ResetNotPossible, match="already"):
        confirm(world, reset, (Role.headteacher, ASH))
    jobs.reset_sign_in(reset.pk)
    assert not django_mail.outbox


def test_the_database_refuses_what_the_pages_would_not_ask(world: World) -> None:
    reset = opened(world)
    with acting_as(world.actor(*MANAGER)), pytest.raises(IntegrityError), transaction.atomic():
        SignInReset.objects.filter(pk=reset.pk).update(
            decided_by_id=world.people[name_of(*MANAGER)], decided_at=now(), confirmed=True
        )
    with acting_as(world.actor(Role.dsl, ASH)), pytest.raises(IntegrityError), transaction.atomic():
        SignInReset.objects.filter(pk=reset.pk).update(
            decided_by_id=world.people[name_of(Role.dsl, ASH)], decided_at=now(), confirmed=True
        )
    with acting_as(world.actor(Role.governor, ASH)):
        assert SignInReset.objects.filter(pk=reset.pk).update(number="0") == 0


def test_a_keeper_cannot_carry_out_by_hand(world: World, dsl: Client) -> None:
    actor = world.actor(*MANAGER)
    reset = opened(world)
    with acting_as(actor), pytest.raises(NotAllowed):
        operations.carry_out_reset(reset_id=reset.pk, by=actor, at=now())


@pytest.mark.parametrize(
    "who",
    [
        MANAGER,
        (Role.headteacher, ASH),
        (Role.headteacher, BEECH),
        (Role.trust_safeguarding_lead, TRUST),
        (Role.governor, ASH),
    ],
)
def test_python_and_the_database_show_the_same(world: World, who: tuple[Role, str]) -> None:
    opened(world)
    opened(world, of=role_of(world, Role.dsl, BEECH))
    opened(world, by=(Role.business_manager, SOUTHERN), of=role_of(world, Role.dsl, CEDAR))
    actor = world.actor(*who)
    with acting_as(actor), connection.cursor() as cursor:
        shown = set(access.visible_resets(actor, at=now()).values_list("pk", flat=True))
        cursor.execute("select id from joining_signinreset")
        assert {number for (number,) in cursor.fetchall()} == shown


def test_the_pages(world: World) -> None:
    officer, head = client_of(world, *MANAGER), client_of(world, Role.headteacher, ASH)
    people = officer.get(f"/people/{world.id(ASH)}/").content.decode()
    address = f"/joining/roles/{role_of(world)}/reset/"
    assert address in people
    assert address not in head.get(f"/people/{world.id(ASH)}/").content.decode()
    assert head.get(address).status_code == 403
    refused = officer.post(address, {"source": "record", "number": "no", "reason": "A long story of a phone"})
    assert refused.status_code == 422
    assert b"A long story of a phone" in refused.content
    made = officer.post(address, {"source": "record", "number": "01924 555 100", "reason": "Stolen"})
    page = made["Location"]
    assert b"Somebody else confirms this" in officer.get(page).content
    assert officer.post(page, {"answer": "confirm"}).status_code == 422
    assert b"Waits for a second person" in head.get("/joining/resets/").content
    assert head.post(page, {"answer": "confirm"}).status_code == 302
    assert b"Confirmed" in head.get(page).content
    assert client_of(world, Role.headteacher, BEECH).get(page).status_code == 404
