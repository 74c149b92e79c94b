"""Letters with a code, and people who ask to join: once, within their time, and with somebody's word (B-05)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.db import DatabaseError, IntegrityError, connection, transaction

from concordat.accounts.models import Invitation
from concordat.accounts.operations import InvitationNotPossible
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from concordat.core.clock import now
from concordat.core.models import JournalEntry, Mail
from concordat.core.problems import NotAllowed
from concordat.establishments.models import Establishment
from concordat.joining import access, codes, jobs, operations, queries
from concordat.joining.access import FRONT_DESK
from concordat.joining.models import ClaimCode, JoinRequest, LetterRun
from concordat.joining.operations import JoiningNotPossible, LettersNotPossible
from concordat.joining.vocabulary import Confirmer, Outcome
from tests.factories import joining
from tests.world import ASH, BEECH, CEDAR, DAISY, NORTHERN, NOW, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ELM = "Elm Primary School"
SITE = "https://www.ash.sch.example"


def use(code: str, *, email: str = "head@ash.sch.example", role: str = "headteacher", at=NOW) -> None:  # type: ignore[no-untyped-def]
    with acting_as(FRONT_DESK):
        operations.ask_with_letter(typed=code, role=role, name="Hana Head", email=email, by=FRONT_DESK, at=at)


def prove(email: str, *, at=NOW):  # type: ignore[no-untyped-def]
    with acting_as(FRONT_DESK):
        request = JoinRequest.objects.filter(email__iexact=email).latest("pk")
        token = codes.token_for(request.pk, request.nonce)
        return operations.prove_mailbox(token=token, by=FRONT_DESK, at=at)


def site_of_ash(world: World) -> None:
    with acting_as(Actor.system_named("establishments.register_import")):
        Establishment.objects.filter(pk=world.id(ASH)).update(website=SITE)


def invited() -> set[tuple[str, str]]:
    with acting_as(FOUNDER):
        return set(Invitation.objects.values_list("email", "role"))


def test_letter_mailbox_and_domain_together_bring_the_first_keeper_in(world: World) -> None:
    joining.a_new_setting(world, ELM, website=SITE)
    claim, code = joining.a_letter(world, ELM, at=NOW)
    use(code.lower())
    found = prove("head@ash.sch.example")
    assert found.join_token
    assert found.request.confirmer == Confirmer.nobody
    assert invited() == {("head@ash.sch.example", "headteacher")}
    with acting_as(FRONT_DESK):
        assert ClaimCode.objects.get(pk=claim.pk).used_at == NOW
    assert prove("head@ash.sch.example").join_token == found.join_token  # the link opened once more
    with pytest.raises(JoiningNotPossible, match="does not work"):
        use(code, email="another@ash.sch.example")


def test_a_letter_with_a_private_address_waits_for_the_office(world: World) -> None:
    joining.a_new_setting(world, ELM, website=SITE)
    _, code = joining.a_letter(world, ELM, at=NOW)
    use(code, email="hana@gmail.com")
    found = prove("hana@gmail.com")
    assert (found.join_token, found.request.confirmer) == ("", Confirmer.office)
    assert invited() == set()


def test_a_letter_where_somebody_is_already_waits_for_the_setting(world: World) -> None:
    site_of_ash(world)
    _, code = joining.a_letter(world, at=NOW)
    use(code)
    assert prove("head@ash.sch.example").request.confirmer == Confirmer.setting
    assert invited() == set()


def test_a_letter_to_a_setting_that_lost_everybody_waits_for_the_office(world: World) -> None:
    joining.without_keepers(world, ASH, at=NOW)
    site_of_ash(world)
    _, code = joining.a_letter(world, at=NOW)
    use(code)
    assert prove("head@ash.sch.example").request.confirmer == Confirmer.office
    assert invited() == set()


def test_the_code_is_nowhere_in_the_database(world: World) -> None:
    claim, code = joining.a_letter(world, at=NOW)
    with acting_as(FRONT_DESK), connection.cursor() as cursor:
        cursor.execute("select row_to_json(c)::text from joining_claimcode c")
        assert all(code not in said and code[:6] not in said for (said,) in cursor.fetchall())
        assert bytes(ClaimCode.objects.get(pk=claim.pk).code_hash) == codes.hash_of(code)


def test_a_code_works_for_five_tries_and_four_weeks(world: World) -> None:
    _, code = joining.a_letter(world, at=NOW)
    for number in range(5):
        use(code, email=f"n{number}@ash.example")
    with pytest.raises(JoiningNotPossible, match="too often"):
        use(code, email="n6@ash.example")
    _, other = joining.a_letter(world, BEECH, at=NOW)
    with pytest.raises(JoiningNotPossible, match="does not work"):
        use(other, at=NOW + timedelta(days=28))


def test_a_new_letter_replaces_the_old_and_one_can_be_taken_back(world: World) -> None:
    _, first = joining.a_letter(world, at=NOW)
    claim, second = joining.a_letter(world, at=NOW)
    with pytest.raises(JoiningNotPossible, match="does not work"):
        use(first)
    office = world.actor(Role.business_manager, NORTHERN)
    with acting_as(office):
        operations.revoke_code(code=claim, by=office, at=NOW)
    with pytest.raises(JoiningNotPossible, match="does not work"):
        use(second)
    with acting_as(FRONT_DESK):
        assert ClaimCode.objects.filter(revoked_at=None).count() == 0


@pytest.mark.parametrize("typed", ["", "ACDE FGHJ KMNP", "O000 1111 IIII", "x" * 5000, "' or 1=1 --"])
def test_what_is_no_code_is_refused_with_a_sentence(world: World, typed: str) -> None:
    with pytest.raises(JoiningNotPossible) as refused:
        use(typed)
    assert len(refused.value.sentence) < 300


def test_asking_twice_is_one_request_and_three_letters_at_most(world: World) -> None:
    for _ in range(6):
        request = joining.asked(world, at=now())
        joining.asked(world, email="NED@new.example", at=now())
    with acting_as(FRONT_DESK):
        assert JoinRequest.objects.count() == 1
        assert JoinRequest.objects.get().proofs == 3
        assert queries.requests_waiting(world.actor(Role.headteacher, ASH), at=NOW) == []
    for number in (1, 2, 3, 3):
        jobs.send_proof(request.pk, number)
    assert [message.to for message in django_mail.outbox] == [["ned@new.example"]] * 3
    assert all("Ned" not in message.body and ASH not in message.body for message in django_mail.outbox)


def test_a_request_whose_link_ran_out_makes_room_for_a_new_one(world: World) -> None:
    first = joining.asked(world, at=NOW)
    later = NOW + timedelta(days=8)
    second = joining.asked(world, at=later)
    assert second.pk != first.pk
    with acting_as(FRONT_DESK), pytest.raises(JoiningNotPossible, match="cannot be used"):
        operations.prove_mailbox(token=codes.token_for(first.pk, first.nonce), by=FRONT_DESK, at=later)
    jobs.send_proof(first.pk, 1)
    assert django_mail.outbox == []


def test_the_head_confirms_and_an_ordinary_invitation_goes_out(world: World) -> None:
    request = joining.proved(world, at=NOW)
    head = world.actor(Role.headteacher, ASH)
    with acting_as(head):
        (waiting,) = queries.requests_waiting(head, at=NOW)
        operations.confirm_request(request=waiting, by=head, at=NOW)
        with pytest.raises(JoiningNotPossible, match="already"):
            operations.refuse_request(request=waiting, by=head, at=NOW)
    assert invited() == {("ned@new.example", "dsl")}
    with acting_as(Actor.system_named("core.journal_sealer")):
        events = list(
            JournalEntry.objects.filter(about_id=str(request.pk)).order_by("at").values_list("event", flat=True)
        )
    assert "joining.request.confirmed" in events
    with acting_as(FRONT_DESK):
        assert (
            operations.prove_mailbox(token=codes.token_for(request.pk, request.nonce), by=FRONT_DESK, at=NOW).join_token
            == ""
        )  # what the head confirmed goes by mail only


def test_a_refusal_is_told_and_gives_no_reason(world: World) -> None:
    request = joining.proved(world, at=NOW)
    manager = world.actor(Role.school_business_manager, ASH)
    with acting_as(manager):
        operations.refuse_request(request=request, by=manager, at=NOW)
    jobs.tell_of_refusal(request.pk)
    jobs.tell_of_refusal(request.pk)
    assert [message.to for message in django_mail.outbox] == [["ned@new.example"]]
    assert invited() == set()
    with acting_as(FRONT_DESK):
        assert Mail.objects.filter(about="joining.request").count() == 1


def test_somebody_who_holds_the_role_is_told_after_the_mailbox_is_proved_only(world: World) -> None:
    from concordat.accounts.models import Person

    with acting_as(FOUNDER):
        email = Person.objects.get(name=f"dsl of {ASH}").email
    request = joining.proved(world, email=email, at=NOW)
    assert request.outcome == Outcome.there_already
    assert invited() == set()


DECIDERS = [
    (Role.headteacher, ASH, True),
    (Role.dsl, ASH, True),
    (Role.school_business_manager, ASH, True),
    (Role.business_manager, NORTHERN, True),
    (Role.deputy_dsl, ASH, False),
    (Role.governor, ASH, False),
    (Role.headteacher, BEECH, False),
    (Role.business_manager, SOUTHERN, False),
    (Role.independent_scrutineer, NORTHERN, False),
    (Role.trust_safeguarding_lead, TRUST, False),
]


@pytest.mark.parametrize(("role", "place", "may"), DECIDERS)
def test_who_sees_and_decides(world: World, role: Role, place: str, may: bool) -> None:
    request = joining.proved(world, at=NOW)
    joining.asked(world, email="unproved@new.example", at=NOW)
    actor = world.actor(role, place)
    with acting_as(actor):
        shown = set(access.visible_requests(actor, at=NOW).values_list("pk", flat=True))
        assert shown == set(JoinRequest.objects.values_list("pk", flat=True)) == ({request.pk} if may else set())
        if role == Role.school_business_manager:  # sees and refuses it; gives no role that reads more (decision 21)
            with pytest.raises(InvitationNotPossible, match="reads more"):
                operations.confirm_request(request=request, by=actor, at=NOW)
            operations.refuse_request(request=request, by=actor, at=NOW)
            return
        if may:
            operations.confirm_request(request=request, by=actor, at=NOW)
            return
        with pytest.raises(NotAllowed):
            operations.confirm_request(request=request, by=actor, at=NOW)
        assert JoinRequest.objects.filter(pk=request.pk).update(outcome=Outcome.invited, decided_at=NOW) == 0


@pytest.mark.parametrize(
    ("role", "place", "may"),
    [
        (Role.business_manager, NORTHERN, True),
        (Role.partnership_administrator, NORTHERN, True),
        (Role.business_manager, SOUTHERN, False),
        (Role.headteacher, ASH, False),
        (Role.partnership_chair, NORTHERN, False),
    ],
)
def test_who_makes_and_sees_letters(world: World, role: Role, place: str, may: bool) -> None:
    joining.a_letter(world, at=NOW)
    actor = world.actor(role, place)
    with acting_as(actor):
        assert set(access.visible_codes(actor)) == set(ClaimCode.objects.all())
        assert set(access.visible_runs(actor)) == set(LetterRun.objects.all())
        assert ClaimCode.objects.exists() is may
        here, ids = world.id(NORTHERN), [world.id(ASH), world.id(CEDAR)]
        if may:
            run = operations.make_letters(partnership_id=here, establishment_ids=ids, by=actor, at=NOW)
            assert [code.establishment_id for code in queries.codes_of(actor, run.pk)] == [world.id(ASH)]
            with pytest.raises(LettersNotPossible):
                operations.make_letters(
                    partnership_id=world.id(NORTHERN), establishment_ids=[world.id(CEDAR)], by=actor, at=NOW
                )
            return
        with pytest.raises(NotAllowed):
            operations.make_letters(partnership_id=here, establishment_ids=ids, by=actor, at=NOW)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            LetterRun.objects.create(partnership_id=world.id(NORTHERN), made_at=NOW)


def test_the_front_desk_can_do_nothing_else(world: World) -> None:
    """Neither a role nor a person comes from the public pages, only an invitation."""
    from concordat.accounts.models import Person, RoleHeld

    with acting_as(FRONT_DESK):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            RoleHeld.objects.create(person_id=1, organisation_id=world.id(ASH), role="dsl", starts_at=NOW)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Person.objects.create(email="x@x.example", name="X")
        assert RoleHeld.objects.update(role="dsl") == 0


def test_the_database_keeps_one_open_code_and_one_open_request(world: World) -> None:
    claim, _ = joining.a_letter(world, at=NOW)
    request = joining.asked(world, at=NOW)
    with acting_as(FRONT_DESK):
        for row in (claim, request):
            row.pk = None
            row._state.adding = True
            if isinstance(row, ClaimCode):
                row.code_hash = b"x" * 32
            else:
                row.token_hash = b"x" * 32
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save(force_insert=True)


def test_what_nobody_needs_any_more_is_deleted(world: World) -> None:
    joining.asked(world, at=NOW - timedelta(days=31))
    kept = joining.asked(world, DAISY, at=NOW - timedelta(days=29))
    with acting_as(access.CLEANER):
        assert operations.forget(by=access.CLEANER, at=NOW) == 1
    with acting_as(FRONT_DESK):
        assert list(JoinRequest.objects.values_list("pk", flat=True)) == [kept.pk]
