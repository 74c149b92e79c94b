"""Whoever signs signs what the page showed: what was changed since is shown first."""

from __future__ import annotations

import pytest
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.audits import agencies, operations, queries
from concordat.audits.models import AgencyReturn, SignOff, TrustAudit
from concordat.audits.operations import Posted
from concordat.core.actor import acting_as
from concordat.core.clock import now
from tests.factories import agencies as bodies
from tests.factories import audits, trusts
from tests.web.signed_in import client_of, shown_on
from tests.web.test_agency_pages import client_for
from tests.world import ASH, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CHANGED = "changed after you opened this page"


def test_a_trust_signs_what_was_shown(world: World) -> None:
    audits.opened(world, at=now())
    made = trusts.said(world, {"A1.1": "green"}, at=now())
    client, page = client_of(world, Role.trust_safeguarding_lead, TRUST), reverse("audits:trust_sign", args=[made.pk])
    given = {"name": "Tess Invented", "on": now().date().isoformat(), "board_on": "", "minute_number": ""}
    shown = shown_on(client, page)
    trusts.say(world, made, {"A1.2": "green"}, at=now())
    refused = client.post(page, given | {"shown": shown})
    assert refused.status_code == 422
    assert CHANGED in refused.content.decode()
    assert "Tess Invented" in refused.content.decode()
    assert client.post(page, given).status_code == 422
    assert client.post(page, given | {"shown": shown_on(client, page)}).status_code == 302
    with acting_as(trusts.lead(world)):
        assert TrustAudit.objects.get(pk=made.pk).state == "signed"


def test_an_officer_signs_what_was_shown(world: World) -> None:
    (one,) = bodies.asked(world, audits.opened(world))
    lead = bodies.somebody(Role.agency_lead, one.organisation_id)
    client = client_for(bodies.somebody(Role.accountable_officer, one.organisation_id))
    bodies.answered(one, lead)
    page = reverse("audits:agency_sign", args=[one.pk])
    shown = shown_on(client, page)
    with acting_as(lead):
        operations.reopen_for_agency(agency_return=agencies.return_for(lead, one.pk), by=lead, at=now())
        there = agencies.answers_of(one)["C1.1"]
        posted = {"C1.1": Posted(there.value | {"choice": "0"}, there.token)}
        operations.answer_for_agency(agency_return=one, posted=posted, by=lead, at=now())
        operations.finish_for_agency(agency_return=one, by=lead, at=now())
    refused = client.post(page, {"agreed": "on", "shown": shown})
    assert refused.status_code == 422
    assert CHANGED in refused.content.decode()
    with acting_as(lead):
        assert AgencyReturn.objects.get(pk=one.pk).state == "finished"
    assert client.post(page, {"agreed": "on", "shown": shown_on(client, page)}).status_code == 302


def test_a_head_and_a_chair_sign_what_was_shown(world: World) -> None:
    audits.opened(world)
    found, dsl = audits.answered(world, ASH), world.actor(Role.dsl, ASH)
    head, chair = client_of(world, Role.headteacher, ASH), client_of(world, Role.governor, ASH)
    manager = client_of(world, Role.school_business_manager, ASH)
    at_head, at_board = (reverse(f"audits:sign_{kind}", args=[found.pk]) for kind in ("head", "board"))
    minute = {"how": "minute", "meeting_on": "2026-11-01", "minute_number": "4"}

    def finish(choice: str) -> None:
        with acting_as(dsl):
            mine = queries.return_for(dsl, found.pk)
            if mine.state != "in_progress":
                operations.reopen_return(audit_return=mine, by=dsl, at=now())
            there = queries.answers_of(found)["A1.1"]
            posted = {"A1.1": Posted(there.value | {"choice": choice, "note": "Said."}, there.token)}
            assert not operations.save_section(audit_return=found, posted=posted, by=dsl, at=now()).conflicts
            operations.complete_return(audit_return=found, by=dsl, at=now())

    def sign_head() -> None:
        assert head.post(at_head, {"agreed": "on", "shown": shown_on(head, at_head)}).status_code == 302

    finish("amber")
    read_by_head = shown_on(head, at_head)
    finish("green")
    refused = head.post(at_head, {"agreed": "on", "shown": read_by_head})
    assert refused.status_code == 422
    assert CHANGED in refused.content.decode()
    sign_head()
    read_by_chair, read_by_manager = shown_on(chair, at_board), shown_on(manager, at_board)
    finish("amber")
    sign_head()
    assert CHANGED in chair.post(at_board, {"how": "chair", "shown": read_by_chair}).content.decode()
    again = manager.post(at_board, minute | {"shown": read_by_manager})
    assert CHANGED in again.content.decode()
    with acting_as(dsl):
        assert not SignOff.objects.filter(withdrawn_at=None).exclude(kind="head").exists()
    assert chair.post(at_board, {"how": "chair", "shown": shown_on(chair, at_board)}).status_code == 302
