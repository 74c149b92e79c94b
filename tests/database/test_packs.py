"""Answer packs: what another installation signed is ready here by the same rules, and never by fewer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, packs_access, queries
from concordat.audits.carrying.known import Known, known_of
from concordat.audits.models import Answer, AnswerPack, AuditReturn, CarriedAnswer, PackIssuer
from concordat.audits.operations import Shown
from concordat.audits.packs import key as our_key
from concordat.audits.packs.making import ASKED_BACK, EARLY, PackNotPossible
from concordat.audits.presenters import carried as carried_say
from concordat.core.actor import acting_as
from concordat.core.problems import NotAllowed
from concordat.lib import answer_packs
from concordat.lib.answer_packs import keys
from concordat.lib.crosswalk import Kind
from tests.factories import audits, carrying
from tests.factories import packs as make
from tests.factories.carrying import AUDIT
from tests.factories.packs import says
from tests.world import ASH, BEECH, NORTHERN, NOW, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TAGS = {AUDIT: {"A1.1": "T-01 T-02"}}
TODAY = NOW.date()
GREEN = {"X1": says("green", "T-01 T-02")}


@pytest.fixture
def target(world: World, monkeypatch: pytest.MonkeyPatch) -> AuditReturn:
    """The northern audit is open; the partnership takes packs of the other installation."""
    carrying.tagged(monkeypatch, TAGS)
    audits.opened(world)
    make.agreed(world)
    return audits.return_of(world, ASH)


def known(world: World, target: AuditReturn, *, on: date = TODAY, setting: str = ASH) -> Known:
    actor = world.actor(Role.dsl, setting)
    with acting_as(actor):
        return known_of(actor, target, on=on)


def confirm(world: World, target: AuditReturn, code: str = "A1.1", role: Role = Role.dsl) -> Any:
    found, by = known(world, target), world.actor(role, ASH)
    with acting_as(by):
        shown = {code: Shown(found.ready[code].mark)}
        return operations.confirm_ready(audit_return=target, shown=shown, by=by, at=NOW)


def test_a_green_of_a_pack_is_ready_and_counts_when_a_person_confirms_it(world: World, target: AuditReturn) -> None:
    kept = make.brought(world, target, make.pack(world, GREEN))
    found = known(world, target)
    assert found.to_confirm["A1.1"].value["choice"] == "green"
    dsl = world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        assert queries.answers_of(target) == {}
    assert confirm(world, target, role=Role.headteacher).carried == ("A1.1",)
    with acting_as(dsl):
        (row,) = CarriedAnswer.objects.all()
        assert (row.source_pack_id, row.source_return_id, row.source_trust_id, row.source_version_id) == (
            kept.pk,
            None,
            None,
            None,
        )
        assert (row.rule, row.relation, row.signed_on, row.rating) == ("equal", "equal", date(2026, 10, 12), "self")
        assert row.source_says["value"] == "green"
        assert row.confirmed_name == f"headteacher of {ASH}"
        assert make.OTHERS in carried_say.provenance(row)
        assert known(world, target).changed == frozenset()
    with acting_as(world.actor(Role.business_manager, NORTHERN)):
        assert not AnswerPack.objects.exists()  # the partnership reads no pack


def test_nothing_else_in_a_pack_is_ever_ready(
    world: World, target: AuditReturn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules 3, 4, 8 and 11, one pack after the other, each newer than the one before."""
    old = answer_packs.Signed(date(2025, 10, 1), date(2025, 10, 2), "chair")
    elsewhere = answer_packs.Expectation(make.statement("Thing T-01"))
    cases: list[tuple[str, Mapping[str, answer_packs.Answer], dict[str, Any]]] = [
        ("amber", {"X1": says("amber", "T-01 T-02")}, {}),
        ("amber, ticked otherwise", {"X1": says("amber", "T-01 T-02", not_in_place=("T-02",))}, {}),
        ("subset", {"X1": says("green", "T-01")}, {}),
        ("intersection", {"X1": says("green", "T-01 T-03")}, {}),
        ("stale", GREEN, {"signed": old}),
        ("changed after signing", {"X1": replace(GREEN["X1"], changed=True)}, {}),
        ("carried there", {"X1": replace(GREEN["X1"], carried=True)}, {}),
        ("tags in draft", {"X1": says("green", "T-01 T-02", tags="draft", complete=False)}, {}),
        ("red, and more is asked there", {"X1": says("red", "T-01 T-02 T-03")}, {}),
        ("count", {"X1": says("green", "T-01 T-02", kind="count")}, {}),
        ("not applicable", {"X1": says("na", "T-01 T-02")}, {}),
        (
            "another statement",
            GREEN,
            {"expectations": {"T-01": answer_packs.Expectation("0" * 64), "T-02": _expectation("T-02")}},
        ),
        (
            "a change that nobody knows here",
            GREEN,
            {
                "expectations": {
                    "T-01": replace(elsewhere, changed_on=(date(2026, 9, 2),)),
                    "T-02": _expectation("T-02"),
                }
            },
        ),
        ("an expectation that is not here", {"X1": says("green", "T-01 T-99")}, {}),
        ("another scale", GREEN, {"scales": {"s1": _turned()}}),
    ]
    for number, (name, answers, changes) in enumerate(cases):
        at = make.EARLIER + timedelta(seconds=number)
        make.brought(world, target, make.pack(world, answers, made_at=at, **changes))
        assert known(world, target).ready == {}, name
    with acting_as(world.actor(Role.dsl, ASH)):
        assert AnswerPack.objects.filter(ended_at=None).count() == 1
        assert AnswerPack.objects.filter(replaced=True).count() == len(cases) - 1
    fresh = make.pack(world, GREEN, made_at=make.EARLIER + timedelta(minutes=1), signed=answer_packs.Signed(TODAY))
    make.brought(world, target, replace(fresh, made_at=NOW, submitted_on=TODAY))
    assert "A1.1" in known(world, target).ready
    reasons: list[dict[str, Any]] = [
        {},
        {"must": ("A1.1",)},
        {"kinds": {"A1.1": Kind.COUNT}},
        {"changed_on": {"T-01": TODAY}},
    ]
    for reason in reasons:
        carrying.tagged(monkeypatch, TAGS, **reason, guidance_on={AUDIT: TODAY})
        assert ("A1.1" in known(world, target).ready) == (not reason), reason
    carrying.tagged(monkeypatch, TAGS)
    assert known(world, target, on=date(2027, 11, 29)).ready == {}


def _expectation(code: str) -> answer_packs.Expectation:
    return answer_packs.Expectation(make.statement(f"Thing {code}"))


def _turned() -> answer_packs.Scale:
    """A scale by whose words green is what red is here."""
    colours = {"green": "red", "red": "green"}
    values = tuple(replace(one, colour=colours.get(one.colour, one.colour)) for one in make.scale().values)
    return answer_packs.Scale("rag", values, "red")


def test_two_packs_cover_together_and_disagree_aloud(world: World, target: AuditReturn) -> None:
    make.brought(world, target, make.pack(world, {"X1": says("green", "T-01")}))
    other = make.pack(world, {"Y1": says("green", "T-02")}, of_return="78")
    make.brought(world, target, other)
    found = known(world, target)
    assert len(found.ready["A1.1"].ready.sources) == 2
    assert confirm(world, target).carried == ("A1.1",)
    with acting_as(world.actor(Role.dsl, ASH)):
        assert {row.rule for row in CarriedAnswer.objects.all()} == {"joint_cover"}
    red = make.pack(world, {"Y1": says("red", "T-02")}, of_return="78", made_at=NOW)
    make.brought(world, target, red)
    again = known(world, target)
    assert again.changed == {"A1.1"}
    assert again.offers["A1.1"].contradiction is not None  # a chosen green against something certain asks why


def test_a_pack_taken_out_or_an_ended_issuer_shows_source_changed_and_leaves_the_answer(
    world: World, target: AuditReturn
) -> None:
    kept = make.brought(world, target, make.pack(world, GREEN))
    confirm(world, target)
    same = make.brought(world, target, make.pack(world, GREEN, made_at=NOW))
    assert same.pk != kept.pk
    assert known(world, target).changed == frozenset()  # the newer pack of the same return says the same
    other = make.pack(world, {"X1": says("amber", "T-01 T-02")}, made_at=NOW + timedelta(seconds=1))
    make.brought(world, target, other, at=NOW + timedelta(seconds=1))
    assert known(world, target).changed == {"A1.1"}
    back = make.brought(world, target, make.pack(world, GREEN, made_at=NOW + timedelta(seconds=2)))
    assert known(world, target).changed == frozenset()
    dsl, manager = world.actor(Role.dsl, ASH), world.actor(Role.business_manager, NORTHERN)
    with acting_as(dsl):
        operations.withdraw_pack(pack=back, by=dsl, at=NOW)
        operations.withdraw_pack(pack=back, by=dsl, at=NOW + timedelta(days=1))
        assert AnswerPack.objects.get(pk=back.pk).ended_at == NOW
    assert known(world, target).changed == {"A1.1"}
    make.brought(world, target, make.pack(world, GREEN, made_at=NOW + timedelta(seconds=2)))  # in again
    assert known(world, target).changed == frozenset()
    with acting_as(manager):
        issuer = PackIssuer.objects.get()
        operations.end_issuer(issuer=issuer, reason="Their key was lost.", by=manager, at=NOW)
    found = known(world, target)
    assert found.changed == {"A1.1"}
    assert found.ready == {}
    with acting_as(dsl):
        assert queries.answers_of(target)["A1.1"].value["choice"] == "green"
        assert CarriedAnswer.objects.get().ended_at is None
    with pytest.raises(PackNotPossible, match="takes no packs from Faraway Safeguarding Partnership any more"):
        make.brought(world, target, make.pack(world, GREEN, made_at=NOW + timedelta(seconds=3)))


def test_what_does_not_fit_is_refused_with_a_sentence(world: World, target: AuditReturn) -> None:
    dsl = world.actor(Role.dsl, ASH)

    def refused(content: bytes, match: str) -> None:
        with acting_as(dsl), pytest.raises(PackNotPossible, match=match):
            operations.keep_pack(audit_return=target, content=content, by=dsl, at=NOW)

    good = answer_packs.signed(make.pack(world, GREEN), make.ELSEWHERE)
    refused(good.replace(b"faraway-audit", b"faraway-audix"), "something was changed or damaged")
    refused(good[:-2], "damaged on the way")
    refused(b"PK" + good, "zip file")
    refused(answer_packs.signed(make.pack(world, GREEN), make.STRANGER), "has not agreed to take packs from")
    refused(answer_packs.signed(make.pack(world, GREEN, setting=BEECH), make.ELSEWHERE), "is of the setting with URN")
    future = make.pack(world, GREEN, made_at=NOW + timedelta(hours=1))
    refused(answer_packs.signed(future, make.ELSEWHERE), "later than now")
    with acting_as(dsl):
        assert not AnswerPack.objects.exists()
    first = make.brought(world, target, make.pack(world, GREEN))
    assert make.brought(world, target, make.pack(world, GREEN)).pk == first.pk  # the same file again is one
    newer = make.brought(world, target, make.pack(world, GREEN, made_at=NOW))
    refused(good, "newer pack of the same return is here already")
    with acting_as(dsl):
        operations.withdraw_pack(pack=newer, by=dsl, at=NOW)
    refused(good, "newer pack of the same return is here already")  # not even after the newer one was taken out


def test_only_those_who_may_agree_bring_in_and_take_out(world: World, target: AuditReturn) -> None:
    content = answer_packs.signed(make.pack(world, GREEN), make.ELSEWHERE)
    for role, place in (
        (Role.governor, ASH),
        (Role.school_business_manager, ASH),
        (Role.dsl, BEECH),
        (Role.trust_safeguarding_lead, TRUST),
        (Role.business_manager, NORTHERN),
    ):
        by = world.actor(role, place)
        with acting_as(by), pytest.raises(NotAllowed):
            operations.keep_pack(audit_return=target, content=content, by=by, at=NOW)
    kept = make.brought(world, target, make.pack(world, GREEN))
    for role, place, seen in (
        (Role.dsl, ASH, 1),
        (Role.governor, ASH, 1),
        (Role.trust_safeguarding_lead, TRUST, 1),
        (Role.school_business_manager, ASH, 0),
        (Role.dsl, BEECH, 0),
        (Role.business_manager, NORTHERN, 0),
        (Role.business_manager, SOUTHERN, 0),
    ):
        actor = world.actor(role, place)
        with acting_as(actor):
            shown = set(packs_access.visible_packs(actor).values_list("pk", flat=True))
            assert shown == set(AnswerPack.objects.values_list("pk", flat=True)), role
            assert len(shown) == (seen if place != TRUST else len(shown)), role
            issuers = set(packs_access.visible_issuers(actor).values_list("pk", flat=True))
            assert issuers == set(PackIssuer.objects.values_list("pk", flat=True)), role
    head, other = world.actor(Role.headteacher, ASH), world.actor(Role.dsl, BEECH)
    with acting_as(other), pytest.raises(NotAllowed):
        operations.withdraw_pack(pack=kept, by=other, at=NOW)
    with acting_as(other):
        AnswerPack.objects.filter(pk=kept.pk).update(ended_at=NOW, ended_by_id=other.person_id)
    with acting_as(head):
        assert AnswerPack.objects.get(pk=kept.pk).ended_at is None
        issuer = PackIssuer.objects.get()
        with pytest.raises(NotAllowed):
            operations.end_issuer(issuer=issuer, reason="Mine.", by=head, at=NOW)
        with pytest.raises(DatabaseError), transaction.atomic():  # what was signed stays as it was signed
            AnswerPack.objects.filter(pk=kept.pk).update(content={}, ended_at=NOW, ended_by_id=head.person_id)


def test_what_is_carried_past_the_rules_is_refused_by_the_database(world: World, target: AuditReturn) -> None:
    """Of another setting's pack, of what was not said, of what was carried there, of a pack that was taken out."""
    answers = GREEN | {"X2": says("green", "T-01", carried=True)}
    kept = make.brought(world, target, make.pack(world, answers))
    dsl = world.actor(Role.dsl, ASH)

    def forge(question: str = "X1", value: str = "green", place: str = ASH, signed_on: str = "2026-10-12") -> None:
        by, there = world.actor(Role.dsl, place), audits.return_of(world, place)
        with acting_as(by), transaction.atomic():
            CarriedAnswer.objects.create(
                audit_return=there,
                establishment_id=world.id(place),
                partnership_id=world.id(NORTHERN),
                question="A1.1",
                source_pack_id=kept.pk,
                source_question=question,
                source_says={"value": value},
                source_name="Forged",
                relation="equal",
                rule="equal",
                rating="self",
                value=value,
                signed_on=signed_on,
                confirmed_by_id=by.person_id or 0,
                confirmed_name="x",
                confirmed_at=NOW,
            )

    wrongs: list[dict[str, Any]] = [
        {"place": BEECH}, {"value": "red"}, {"question": "X2"}, {"question": "X9"}, {"signed_on": "2026-11-01"}
    ]  # fmt: skip
    for wrong in wrongs:
        with pytest.raises(DatabaseError):
            forge(**wrong)
    forge()
    with acting_as(dsl):
        operations.withdraw_pack(pack=kept, by=dsl, at=NOW)
    with pytest.raises(DatabaseError):
        forge(question="X1", value="green")


def test_a_row_whose_signature_does_not_hold_is_no_source(world: World, target: AuditReturn) -> None:
    """Whoever could write the table past the operation still has no key of the other installation."""
    dsl = world.actor(Role.dsl, ASH)
    file = json.loads(answer_packs.signed(make.pack(world, GREEN), make.STRANGER))
    with acting_as(dsl):
        issuer = packs_access.visible_issuers(dsl).get()
        AnswerPack.objects.create(
            establishment_id=world.id(ASH),
            partnership_id=world.id(NORTHERN),
            issuer=issuer,
            of_return="77",
            made_at=NOW,
            digest="0" * 64,
            content=file["pack"],
            signature=file["signature"]["value"],
            kept_by_id=dsl.person_id or 0,
            kept_name="x",
            kept_at=NOW,
        )
    assert known(world, target).ready == {}


def test_another_partnership_here_does_not_use_what_this_one_agreed_to(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrying.tagged(monkeypatch, TAGS | {carrying.TOOLKIT: {"B1.1": "T-01 T-02"}})
    audits.opened(world)
    make.agreed(world)
    northern, southern = audits.return_of(world, ASH), carrying.asked_again(world)
    make.brought(world, northern, make.pack(world, GREEN))
    assert "A1.1" in known(world, northern).ready
    assert known(world, southern).ready == {}
    with pytest.raises(PackNotPossible, match="has not agreed"):
        make.brought(world, southern, make.pack(world, GREEN))


def test_an_issuer_is_agreed_by_a_fingerprint_that_somebody_read_out(world: World) -> None:
    manager = world.actor(Role.business_manager, NORTHERN)
    public = make.ELSEWHERE.public_key()
    told = keys.spoken(keys.fingerprint(public))

    def agree(text: str, said: str, name: str = "Faraway") -> PackIssuer:
        with acting_as(manager):
            return operations.agree_issuer(
                partnership_id=world.id(NORTHERN), name=name, public_key=text, told=said, by=manager, at=NOW
            )

    own = our_key.public_key()
    for text, said, name, match in (
        (keys.written(public), keys.spoken("0" * 64), "Faraway", "not the key's"),
        ("nothing", told, "Faraway", "Paste one public key"),
        (keys.written(public), told, "  ", "whose installation"),
        (keys.written(own), keys.spoken(keys.fingerprint(own)), "Us", "your own installation's key"),
    ):
        with pytest.raises(PackNotPossible, match=match):
            agree(text, said, name)
    made = agree(keys.written(public), told)
    with pytest.raises(PackNotPossible, match="already"):
        agree(keys.written(public), told)
    southern = world.actor(Role.business_manager, SOUTHERN)
    with acting_as(southern), pytest.raises(NotAllowed):
        operations.end_issuer(issuer=made, reason="Mine.", by=southern, at=NOW)
    with acting_as(manager):
        operations.end_issuer(issuer=made, reason="Lost.", by=manager, at=NOW)
        operations.end_issuer(issuer=made, reason="Again.", by=manager, at=NOW + timedelta(days=1))
        assert PackIssuer.objects.get().end_reason == "Lost."
    again = agree(keys.written(public), told)
    assert again.pk != made.pk  # agreed anew: a row of its own, and what came before stays ended


def test_a_submitted_return_goes_out_signed_and_without_names_notes_or_hops(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrying.tagged(monkeypatch, {AUDIT: {"A1.1": "T-01 T-02", "A1.2": "T-03"}})
    audits.opened(world)
    make.agreed(world)
    target, dsl = audits.return_of(world, ASH), world.actor(Role.dsl, ASH)
    with acting_as(dsl), pytest.raises(PackNotPossible, match=EARLY):
        operations.take_pack(audit_return=target, by=dsl, at=NOW)
    make.brought(world, target, make.pack(world, GREEN))
    confirm(world, target)
    with acting_as(dsl):
        standing = queries.answers_of(target)["A1.1"]
    carrying.said(world, {}, ask=False)
    with acting_as(dsl):
        Answer.objects.filter(audit_return=target, question="A1.1").update(value=standing.value)
        assert CarriedAnswer.objects.filter(ended_at=None).count() == 1
    found = audits.signed_and_submitted(world, ASH)
    for role in (Role.governor, Role.school_business_manager):
        by = world.actor(role, ASH)
        with acting_as(by), pytest.raises(NotAllowed):
            operations.take_pack(audit_return=found, by=by, at=NOW)
    at = NOW + timedelta(hours=1)
    with acting_as(dsl):
        file = operations.take_pack(audit_return=found, by=dsl, at=at)
    ours = our_key.public_key()
    name = keys.fingerprint(ours)
    opened = answer_packs.opened(file, {name: answer_packs.Issuer(NORTHERN, ours)})
    assert {code: (one.says, one.carried) for code, one in opened.pack.answers.items()} == {
        "A1.1": ("green", True),
        "A1.2": ("green", False),
    }
    assert (opened.pack.partnership, opened.pack.signed.board_by) == (NORTHERN, "chair")
    text = file.decode()
    assert "Ada Invented" not in text
    assert "dsl of" not in text
    assert "note" not in text
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        operations.send_back(audit_return=found, asked="Why?", question="A1.1", by=manager, at=at)
    asked = audits.return_of(world, ASH)
    with acting_as(dsl), pytest.raises(PackNotPossible, match=ASKED_BACK):
        operations.take_pack(audit_return=asked, by=dsl, at=at)
