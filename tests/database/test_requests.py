"""Requests: drafting, fair notice, sending once, answering, refusing, withdrawing; and the walls around them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concordat.accounts.models import Person, RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import KINDS_OF_ROLE, Role
from concordat.audits import operations as audit_operations
from concordat.audits.carrying.known import known_of
from concordat.audits.models import AuditReturn
from concordat.audits.operations import Shown
from concordat.core.actor import Actor, HeldRole, acting_as, set_actor
from concordat.core.clock import now, today
from concordat.core.problems import NotAllowed, NotFound, Problem
from concordat.lib.school_days import SchoolCalendar
from concordat.requests import access, operations, queries, rules, sources
from concordat.requests.models import Request, RequestedSetting
from concordat.requests.operations import RequestNotPossible
from concordat.requests.outlook import outlook
from concordat.requests.rules import Burden
from tests.factories import audits, carrying
from tests.factories import requests as asking
from tests.world import ASH, BEECH, CEDAR, DAISY, NORTHERN, NOW, SOUTHERN, TRUST, World, look_up

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PLACES = (ASH, BEECH, CEDAR, DAISY, TRUST, NORTHERN, SOUTHERN)
KIND = {ASH: "establishment", BEECH: "establishment", CEDAR: "establishment", DAISY: "establishment", TRUST: "trust"}
HELD = st.lists(st.tuples(st.sampled_from(list(Role)), st.sampled_from(PLACES)), min_size=0, max_size=4, unique=True)
VISIBLE: dict[type[Any], Callable[[Actor], Any]] = {
    Request: access.visible_requests,
    RequestedSetting: access.visible_asked,
}


@pytest.fixture
def world(db: None) -> World:
    with acting_as(FOUNDER):
        return look_up()


def manager(world: World, place: str = NORTHERN) -> Actor:
    return world.actor(Role.business_manager, place)


def test_a_request_reaches_every_setting_of_the_area_once(world: World) -> None:
    draft = asking.a_draft(world)
    by, at = manager(world), now()
    with acting_as(by, at=at):
        shown = operations.digest_of(draft)
        assert operations.send_request(request=draft, shown=shown, by=by, at=at) == 3
        with pytest.raises(RequestNotPossible, match="sent already"):
            operations.send_request(request=draft, shown=shown, by=by, at=at)
        assert {row.establishment_id for row in queries.asked_rows(by, draft)} == {
            world.id(one) for one in (ASH, BEECH, DAISY)
        }
    for setting, count in ((ASH, 1), (CEDAR, 0)):
        by = world.actor(Role.dsl, setting)
        with acting_as(by):
            assert queries.open_for(by).count() == count


def test_a_setting_sees_no_draft_and_a_narrowed_request_reaches_those_alone(world: World) -> None:
    asking.a_draft(world)
    sent = asking.sent(world, scope={"phase": ["Secondary"]})
    by = world.actor(Role.dsl, ASH)
    with acting_as(by):
        assert not access.visible_requests(by).exists()
        with pytest.raises(NotFound):
            queries.asked_for(by, sent.pk, world.id(ASH))
    with acting_as(world.actor(Role.dsl, BEECH)) as beech:
        assert queries.asked_for(beech, sent.pk, world.id(BEECH)).outcome == "open"


def test_too_little_notice_needs_a_reason_that_is_kept(world: World) -> None:
    soon = asking.weekday(3)
    with pytest.raises(RequestNotPossible, match="Give them 10 at least"):
        asking.sent(world, due_on=soon)
    kept = asking.sent(world, due_on=soon, short_because="The inspectorate comes on Monday.")
    assert kept.short_because == "The inspectorate comes on Monday."
    assert kept.notice_days == rules.days_given(today(), soon, [SchoolCalendar()])
    fair = asking.sent(world, short_because="Not needed.")
    assert fair.short_because == ""


def test_what_was_changed_meanwhile_is_not_sent_unseen(world: World) -> None:
    draft = asking.a_draft(world)
    shown = operations.digest_of(draft)
    by, at = manager(world), now()
    with acting_as(by, at=at):
        operations.revise_request(request=draft, said=asking.said(minutes=90), shown=shown, by=by, at=at)
        with pytest.raises(RequestNotPossible, match="changed this request meanwhile"):
            operations.send_request(request=draft, shown=shown, by=by, at=at)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"title": "  "}, "Say what you ask"),
        ({"why": ""}, "Say what you ask"),
        ({"minutes": 0}, "in minutes"),
        ({"minutes": 9000}, "in minutes"),
        ({"kind": "nonsense"}, "what kind"),
        ({"sent_on": today() - timedelta(days=1)}, "today or a day to come"),
        ({"due_on": today() - timedelta(days=1)}, "comes after"),
        ({"expectations": ("XXX-99",)}, "do not know XXX-99"),
        ({"scope": {"password": ["x"]}}, "from the lists"),
    ],
)
def test_what_is_incomplete_or_strange_is_not_drafted(world: World, more: dict[str, Any], message: str) -> None:
    with pytest.raises(RequestNotPossible, match=message):
        asking.a_draft(world, **more)
    with acting_as(manager(world)):
        assert not Request.objects.exists()


def test_answering_twice_is_once_and_a_refusal_can_become_an_answer(world: World) -> None:
    sent = asking.sent(world)
    row, by, at = asking.asked(world, sent), world.actor(Role.dsl, ASH), now()
    with acting_as(by, at=at):
        refused = operations.refuse_request(asked=row, refusal="too_much_work", words="", by=by, at=at)
        assert refused.refusal == "too_much_work"
        with pytest.raises(RequestNotPossible, match="answered or refused"):
            operations.refuse_request(asked=row, refusal="other", words="No.", by=by, at=at)
        operations.answer_request(asked=row, minutes=35, by=by, at=at)
        again = operations.answer_request(asked=row, minutes=99, by=by, at=at)
        assert (again.outcome, again.minutes_taken, again.refusal) == ("answered", 35, "")


@pytest.mark.parametrize(("refusal", "words", "message"), [("nonsense", "", "Choose"), ("other", " ", "other reason")])
def test_a_refusal_has_a_reason(world: World, refusal: str, words: str, message: str) -> None:
    row, by, at = asking.asked(world, asking.sent(world)), world.actor(Role.headteacher, ASH), now()
    with acting_as(by, at=at), pytest.raises(RequestNotPossible, match=message):
        operations.refuse_request(asked=row, refusal=refusal, words=words, by=by, at=at)


def test_a_withdrawn_request_asks_nothing_any_more(world: World) -> None:
    sent = asking.sent(world)
    row, by, at = asking.asked(world, sent), manager(world), now()
    with acting_as(by, at=at):
        with pytest.raises(RequestNotPossible, match="Say why"):
            operations.withdraw_request(request=sent, because=" ", by=by, at=at)
        operations.withdraw_request(request=sent, because="We have found the figures.", by=by, at=at)
        with pytest.raises(RequestNotPossible, match="withdrawn already"):
            operations.withdraw_request(request=sent, because="Again.", by=by, at=at)
    with acting_as(lead := world.actor(Role.dsl, ASH)):
        assert not queries.open_for(lead).exists()
        with pytest.raises(RequestNotPossible, match="withdrawn this request"):
            operations.answer_request(asked=row, minutes=None, by=lead, at=now())
        assert queries.asked_for(lead, sent.pk, world.id(ASH)).request.withdrawn_because == "We have found the figures."
    with acting_as(by):
        first, last = rules.span_of(rules.school_year(sent.due_on))
        assert sources.asks_of_partnership(by, world.id(NORTHERN), first, last) == []


@pytest.mark.parametrize("role", [Role.independent_scrutineer, Role.analyst, Role.partnership_chair])
def test_whoever_follows_does_not_ask(world: World, role: Role) -> None:
    sent, by = asking.sent(world), world.actor(role, NORTHERN)
    with acting_as(by):
        assert access.visible_requests(by).count() == 1
        with pytest.raises(NotAllowed):
            operations.withdraw_request(request=sent, because="No.", by=by, at=now())
        with pytest.raises(NotAllowed):
            operations.draft_request(partnership_id=world.id(NORTHERN), said=asking.said(), by=by, at=now())


@pytest.mark.parametrize(
    ("role", "place", "answers", "refuses"),
    [
        (Role.dsl, ASH, True, True),
        (Role.headteacher, ASH, True, True),
        (Role.deputy_dsl, ASH, True, False),
        (Role.school_business_manager, ASH, True, False),
        (Role.governor, ASH, False, False),
        (Role.dsl, BEECH, False, False),
        (Role.trust_safeguarding_lead, TRUST, False, False),
        (Role.business_manager, NORTHERN, False, False),
    ],
)
def test_who_answers_and_who_refuses_for_a_setting(
    world: World, role: Role, place: str, answers: bool, refuses: bool
) -> None:
    row, by = asking.asked(world, asking.sent(world)), world.actor(role, place)
    steps: tuple[tuple[bool, Callable[[], object]], ...] = (
        (answers, lambda: operations.answer_request(asked=row, minutes=None, by=by, at=now())),
        (refuses, lambda: operations.refuse_request(asked=row, refusal="no_basis", words="", by=by, at=now())),
    )
    for allowed, step in steps:
        with acting_as(by), transaction.atomic():
            if allowed:
                step()
            else:
                with pytest.raises(Problem):
                    step()
            transaction.set_rollback(True)


def changed(world: World, by: Actor, **values: Any) -> int:
    with acting_as(by), transaction.atomic():
        return RequestedSetting.objects.filter(establishment_id=world.id(ASH)).update(**values)


def test_the_database_keeps_who_answers_for_whom(world: World) -> None:
    asking.sent(world)
    done = {"outcome": "answered", "at": now()}
    lead, other = world.actor(Role.dsl, ASH), world.actor(Role.dsl, BEECH)
    assert changed(world, other, **done, person_id=other.person_id) == 0
    assert changed(world, manager(world), **done, person_id=manager(world).person_id) == 0
    deputy = world.actor(Role.deputy_dsl, ASH)
    for by, values in (
        (lead, {**done, "person_id": other.person_id}),
        (lead, {**done, "person_id": lead.person_id, "partnership_id": world.id(SOUTHERN)}),
        (deputy, {"outcome": "refused", "refusal": "no_basis", "at": now(), "person_id": deputy.person_id}),
    ):
        with pytest.raises(DatabaseError):
            changed(world, by, **values)
    assert changed(world, lead, **done, person_id=lead.person_id) == 1
    with pytest.raises(DatabaseError, match="who was asked and what was said stay"):
        changed(world, lead, minutes_taken=5)


def test_the_database_keeps_a_request_as_it_was_sent(world: World) -> None:
    sent = asking.sent(world)
    for values in ({"title": "Another"}, {"minutes": 5}, {"state": "draft", "sent_at": None}):
        with (
            acting_as(manager(world)),
            pytest.raises(DatabaseError, match="stays as it was sent"),
            transaction.atomic(),
        ):
            Request.objects.filter(pk=sent.pk).update(**values)
    southern = manager(world, SOUTHERN)
    with acting_as(southern), transaction.atomic():
        assert Request.objects.filter(pk=sent.pk).update(withdrawn_because="x") == 0
    with acting_as(southern), pytest.raises(DatabaseError), transaction.atomic():
        RequestedSetting.objects.create(request=sent, establishment_id=world.id(ASH), partnership_id=world.id(SOUTHERN))


def test_audits_and_requests_are_counted_together(world: World) -> None:
    cycle = audits.opened(world)
    sent = asking.sent(world, minutes=25)
    by = manager(world)
    first, last = rules.span_of(rules.school_year(sent.due_on))
    with acting_as(by):
        found = sources.asks_of_partnership(by, world.id(NORTHERN), first, last)
        assert {one.key for one in found} == {f"audit-{cycle.pk}", f"request-{sent.pk}"}
        audit = next(one for one in found if one.kind == "audit")
        assert audit.notice > 0
        # By hand: 70 lines of the annual audit less the signatures, and two questions whether something applies;
        # two minutes each, whether the school has begun or not.
        assert rules.burdens(found)[world.id(ASH)] == Burden(2, 71 * 2 + 25, 0)
    with acting_as(lead := world.actor(Role.dsl, ASH)):
        own = sources.asks_of_settings(lead, [world.id(ASH)], first, last)
        assert {one.key for one in own} == {one.key for one in found}
        assert all(set(one.minutes) == {world.id(ASH)} for one in own)
    later = cycle.closes_on + timedelta(days=7)
    for setting, decide, more in (
        (ASH, audit_operations.extend_return, {"until": later}),
        (BEECH, audit_operations.exempt_return, {}),
    ):
        with acting_as(by):
            row = AuditReturn.objects.get(establishment_id=world.id(setting))
            decide(audit_return=row, reason="Invented", by=by, at=NOW, **more)
    with acting_as(by):
        (audit,) = (
            one for one in sources.asks_of_partnership(by, world.id(NORTHERN), first, last) if one.kind == "audit"
        )
    assert world.id(BEECH) not in audit.minutes  # who is exempt is not asked
    assert (audit.due_for(world.id(ASH)), audit.due_for(world.id(DAISY))) == (later, cycle.closes_on)


def test_the_outlook_says_what_is_due_then_and_what_is_held(world: World) -> None:
    audits.opened(world)
    audits.submitted(world, ASH)
    first = asking.sent(world, title="First")
    draft = asking.a_draft(world, title="Second", expectations=("GOV", "DSL"))
    by = manager(world)
    with acting_as(by):
        found = outlook(by, draft, today=today())
    assert [(other.key, both) for other, both in found.clashes if other.kind != "audit"] == [(f"request-{first.pk}", 3)]
    assert found.total_minutes == 3 * 20
    assert found.unfair == ""
    assert {code.partition("-")[0] for code in found.asked_about} == {"GOV", "DSL"}
    assert found.held
    assert all(one.settings == {world.id(ASH)} for one in found.held.values())


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(held=HELD)
def test_what_python_shows_is_what_the_database_gives(world: World, held: list[tuple[Role, str]]) -> None:
    with transaction.atomic():
        for partnership in (NORTHERN, SOUTHERN):
            asking.a_draft(world, partnership)
            asking.sent(world, partnership)
        asking.sent(world, scope={"phase": ["Secondary"]})
        set_actor(FOUNDER, at=None)
        person = Person.objects.create(email="generated@concordat.example", name="Generated", password="!")
        roles = []
        for role, place in held:
            if KIND.get(place, "partnership") in KINDS_OF_ROLE[role]:
                RoleHeld.objects.create(
                    person=person,
                    organisation_id=world.id(place),
                    role=role,
                    starts_at=datetime(2020, 1, 1, tzinfo=UTC),
                )
                roles.append(HeldRole(str(role), world.id(place)))
        actor = Actor(person_id=person.pk, name="Generated", roles=tuple(roles))
        set_actor(actor, at=now())
        for model, visible in VISIBLE.items():
            shown = set(visible(actor).values_list("pk", flat=True))
            assert shown == set(model._default_manager.values_list("pk", flat=True)), model
        transaction.set_rollback(True)


def test_what_was_confirmed_from_an_answer_held_counts_as_saved(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    carrying.tagged(monkeypatch, {carrying.AUDIT: {"A1.1": "T-01"}, carrying.TOOLKIT: {"B1.1": "T-01"}})
    carrying.signed(world, {})
    target, by = carrying.asked_again(world), world.actor(Role.dsl, ASH)
    first, last = rules.span_of(2026)

    def saved() -> dict[str, int]:
        found = sources.asks_of_settings(by, [world.id(ASH)], first, last)
        return {one.title: one.saved.get(world.id(ASH), 0) for one in found}

    with acting_as(by):
        assert set(saved().values()) == {0}
        mark = known_of(by, target, on=NOW.date()).ready["B1.1"].mark
        audit_operations.confirm_ready(audit_return=target, shown={"B1.1": Shown(mark)}, by=by, at=NOW)
        assert saved()["Sexual harm toolkit, 2026 to 2027"] == 2
        assert sum(saved().values()) == 2
