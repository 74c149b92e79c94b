"""What a trust says is begun once, stays about the same, and once it is replaced stands under no signature."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from concordat.accounts.vocabulary import Role
from concordat.audits.models import AgencyAnswer, AgencyReturn, TrustAnswer, TrustAudit, TrustSignature
from concordat.audits.operations import trusts as operations
from concordat.core.actor import Actor, acting_as
from tests.database.test_trust_sheets import SHEET, TITLE
from tests.factories import agencies as bodies
from tests.factories import audits, carrying, trusts
from tests.world import ASH, BEECH, NOW, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_begun_twice_at_once_is_begun_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    audits.opened(world)
    version, by = audits.return_of(world, BEECH).form_version_id, trusts.lead(world)
    person = operations.person
    theirs: list[TrustAudit] = []

    def a_colleague_is_faster(actor: Actor) -> int:
        if not theirs:
            same = TrustAudit(trust_id=world.id(TRUST), form_version_id=version, title=trusts.TITLE)
            same.made_by_id, same.made_at = person(actor), NOW
            same.save()
            theirs.append(same)
        return person(actor)

    monkeypatch.setattr(operations, "person", a_colleague_is_faster)
    with acting_as(by, at=NOW):
        made = operations.begin_trust_audit(
            trust_id=world.id(TRUST), form_version_id=version, title=trusts.TITLE, by=by, at=NOW
        )
        assert [made] == theirs == list(TrustAudit.objects.all())


def test_what_a_trust_and_an_agency_said_stays_about_the_same(world: World) -> None:
    cycle = audits.opened(world)
    made = trusts.signed(world, {"A1.1": "green"})
    trusts.reopen(world, made)
    with acting_as(trusts.lead(world), at=NOW):
        for rows, change in (
            (TrustAudit.objects.filter(pk=made.pk), {"title": "Other"}),
            (TrustAudit.objects.filter(pk=made.pk), {"brought_in": True}),
            (TrustAnswer.objects.all(), {"question": "A1.2"}),
            (TrustAnswer.objects.all(), {"establishment_id": world.id(ASH)}),
            (TrustSignature.objects.all(), {"signed_name": "Somebody else"}),
            (TrustSignature.objects.all(), {"signed_on": NOW.date() - timedelta(days=9)}),
        ):
            assert rows.exists()
            with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
                rows.update(**change)
    (one,) = bodies.asked(world, cycle)
    lead = bodies.somebody(Role.agency_lead, one.organisation_id)
    bodies.answered(one, lead)
    with acting_as(lead, at=NOW):
        mine, said = AgencyReturn.objects.filter(pk=one.pk), AgencyAnswer.objects.filter(question="C1.1")
        for moved in ({"partnership_id": world.id(SOUTHERN)}, {"cycle_id": 0}, {"organisation_id": 0}):
            with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
                mine.update(state="in_progress", **moved)
        assert mine.update(state="in_progress") == 1
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            said.update(question="C1.2x", answered_by_id=lead.person_id)


def test_what_another_file_replaced_stands_under_no_signature(world: World) -> None:
    audits.opened(world)
    carrying.asked_again(world, setting=BEECH)
    first = trusts.sign(world, trusts.brought_in(world, SHEET, title=TITLE))
    second = trusts.sign(
        world, trusts.brought_in(world, (*SHEET[:3], ("More?", "yes", "yes"), *SHEET[3:]), title=TITLE)
    )
    with acting_as(trusts.lead(world), at=NOW):
        assert first.pk != second.pk
        assert TrustAudit.objects.get(pk=first.pk).state == "draft"
        assert {one.trust_audit_id for one in TrustSignature.objects.filter(withdrawn_at=None)} == {second.pk}
