"""Section 11 on the pages: asked, answered, signed, followed, compared; what they cost."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from concordat.accounts.models import Person
from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from concordat.core.strength import Strength
from tests.factories import agencies as make
from tests.factories import audits
from tests.web.signed_in import BACKEND, client_of, show, shown_on
from tests.web.test_audit_pages import queries_of
from tests.world import ASH, NORTHERN, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WAY_BACK = re.compile(r'class="govuk-breadcrumbs__link" href="([^"]+)"')


def test_the_office_asks_an_agency_and_follows_it(world: World) -> None:
    cycle = audits.opened(world)
    body = make.a_body(world)
    office = client_of(world, Role.business_manager, NORTHERN)
    address = reverse("audits:agencies", args=[cycle.pk])
    page = office.get(address).content.decode()
    assert make.CHARITY in page
    assert "Choose below whom you ask" in page
    chair = client_of(world, Role.partnership_chair, NORTHERN).get(address).content.decode()
    assert "Choose below" not in chair
    assert "office asks agencies while the audit is open" in chair
    assert office.post(address, {}).status_code == 422
    assert office.post(address, {"agency": ["999999"]}).status_code == 422
    assert office.post(address, {"agency": [str(body)]}).status_code == 302
    page = office.get(address).content.decode()
    assert "0 of 1 handed in" in page
    assert "Not started" in page
    assert client_of(world, Role.independent_scrutineer, NORTHERN).post(address, {"agency": "1"}).status_code == 403
    assert client_of(world, Role.business_manager, SOUTHERN).get(address).status_code == 404
    assert client_of(world, Role.dsl, ASH).get(address).status_code == 403


def test_the_way_back_is_open_to_whoever_reads_and_leads_over_the_return(world: World) -> None:
    cycle = audits.opened(world)
    (one,) = make.asked(world, cycle)
    lead = make.somebody(Role.agency_lead, one.organisation_id)
    make.answered(one, lead)
    make.signed(one, make.somebody(Role.accountable_officer, one.organisation_id))
    here = reverse("audits:agency", args=[one.pk])
    section = reverse("audits:agency_section", args=[one.pk, "C1"])
    office = client_of(world, Role.business_manager, NORTHERN)
    for client, start in ((client_for(lead), "audits:agencies_mine"), (office, "audits:cycles")):
        for address, last in ((here, ""), (section, here)):
            way = WAY_BACK.findall(client.get(address).content.decode())
            assert way[0] == reverse(start)
            assert [client.get(step).status_code for step in way] == [200] * len(way)
            assert not last or way[-1] == last
    back = office.get(reverse("audits:send_agency_back", args=[one.pk])).content.decode()
    assert "The agency reads this" in back
    assert "The setting reads this" not in back


def test_pages_cost_ten_queries_at_most(world: World) -> None:
    cycle = audits.opened(world)
    bodies = [make.a_body(world, name=f"Charity {number}") for number in range(4)]
    for one in make.asked(world, cycle, *bodies):
        make.answered(one, make.somebody(Role.agency_lead, one.organisation_id))
        make.signed(one, make.somebody(Role.accountable_officer, one.organisation_id))
    audits.submitted(world, ASH)
    office = client_of(world, Role.business_manager, NORTHERN)
    for name in ("agencies", "standards", "standards_csv"):
        address = reverse(f"audits:{name}", args=[cycle.pk])
        office.get(address)
        response, asked = queries_of(office, "get", address)
        assert response.status_code == 200
        assert len(asked) <= 10, asked
    page = office.get(reverse("audits:standards", args=[cycle.pk]) + "?standard=POL").content.decode()
    assert "Charity 3" in page
    assert "Policy and procedures current and used" in page  # the question behind the colour
    assert "hidden" in page
    assert "4 of 4 agencies have signed" in page
    file = office.get(reverse("audits:standards_csv", args=[cycle.pk]) + "?standard=POL").content.decode()
    assert "In place" in file
    assert "hidden" in file
    assert (
        client_of(world, Role.business_manager, SOUTHERN).get(reverse("audits:standards", args=[cycle.pk])).status_code
        == 404
    )


def test_an_agency_answers_finishes_and_its_officer_signs(world: World) -> None:
    cycle = audits.opened(world)
    (one,) = make.asked(world, cycle)
    lead_actor = make.somebody(Role.agency_lead, one.organisation_id)
    officer_actor = make.somebody(Role.accountable_officer, one.organisation_id)
    lead, officer = client_for(lead_actor), client_for(officer_actor)
    address = reverse("audits:agency", args=[one.pk])
    assert "Answer the section 11 audit" in lead.get("/").content.decode()
    assert make.CHARITY in lead.get(reverse("audits:agencies_mine")).content.decode()
    overview = lead.get(address).content.decode()
    assert re.search(r"\b0 of [1-9]\d* questions answered", overview)
    section = reverse("audits:agency_section", args=[one.pk, "C1"])
    assert f'href="{section}"' in overview
    assert 'name="C1.1.choice"' in lead.get(section).content.decode()
    saved = lead.post(section, {"C1.1.was": "", "C1.1.choice": "2", "C1.1.note": "A chart", "then": "next"})
    assert saved["Location"] == reverse("audits:agency_section", args=[one.pk, "C2"])
    clash = lead.post(section, {"C1.1.was": "", "C1.1.choice": "0", "C1.1.note": "My words"})
    assert clash.status_code == 422
    assert "A colleague changed C1.1" in clash.content.decode()
    assert "My words" in clash.content.decode()
    assert lead.post(address, {"finish": "1"}).status_code == 422
    assert officer.get(reverse("audits:agency_sign", args=[one.pk])).status_code == 200
    make.answered_further(one, lead_actor)
    assert "Sign the section 11 return" in officer.get("/").content.decode()
    sign = reverse("audits:agency_sign", args=[one.pk])
    assert lead.get(sign).status_code == 403
    assert officer.post(sign, {}).status_code == 422
    signed = {"agreed": "on", "shown": shown_on(officer, sign)}
    assert officer.post(sign, signed).status_code == 302
    assert officer.post(sign, signed).status_code == 422  # sent twice
    office = client_of(world, Role.business_manager, NORTHERN)
    assert "Signed by" in office.get(address).content.decode()
    back = reverse("audits:send_agency_back", args=[one.pk])
    assert lead.post(back, {"reason": "Mine."}).status_code == 403
    assert office.post(back, {"reason": ""}).status_code == 422
    assert office.post(back, {"reason": "One example is missing."}).status_code == 302
    assert "One example is missing." in lead.get(address).content.decode()
    assert office.get(address).status_code == 404


def client_for(actor: Actor) -> Client:
    """Signed in as somebody of an agency."""
    assert actor.person_id is not None
    client = Client()
    with acting_as(Actor.nobody(), phase="sign_in"):
        client.force_login(Person.objects.get(pk=actor.person_id), backend=BACKEND)
        session = client.session
        show(session, actor.person_id, Strength.strong)
        session.save()
    return client
