"""All schools of a trust in one list: whoever asks them, what is left, with whom it is, at ten queries for thirty."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from concordat.accounts.models import Organisation
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import operations
from concordat.audits.operations import Posted
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.establishments.models import Establishment, Trust
from tests.factories import audits, carrying, organisations, trusts
from tests.web.signed_in import client_of
from tests.web.test_audit_pages import queries_of
from tests.world import ASH, BEECH, CEDAR, NORTH, NORTHERN, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def said(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def page_of(world: World, name: str = "trust_schools") -> str:
    return reverse(f"audits:{name}", args=[world.id(TRUST)])


def more_schools(world: World, how_many: int) -> None:
    with acting_as(FOUNDER):
        area, trust = Organisation.objects.get(name=NORTH), Trust.objects.get(pk=world.id(TRUST))
        for number in range(how_many):
            organisations.establishment(area, f"Willow Academy {number:02d}", type_code="34", in_trust=trust)


def test_schools_of_two_authorities_stand_in_one_list(world: World) -> None:
    audits.opened(world, at=now())
    audits.opened(world, partnership=SOUTHERN, at=now())
    more_schools(world, 1)
    dsl, found = world.actor(Role.dsl, BEECH), audits.return_of(world, BEECH)
    with acting_as(dsl):
        operations.save_section(audit_return=found, posted={"A1.1": Posted({"choice": "green"})}, by=dsl, at=now())
    audits.handed_over(world, BEECH, "A2", at=now())
    client = client_of(world, Role.trust_safeguarding_lead, TRUST)
    body = said(client.get(page_of(world)))
    assert "3 schools; 2 partnerships ask. 2 returns awaited, 0 of them late;" in body
    assert "school_business_manager" not in body  # who has a section is the setting's to know
    assert "Nobody asks this school now" in body
    for named in (BEECH, CEDAR, NORTHERN, SOUTHERN):
        assert named in body
    assert ASH not in body  # of no trust
    narrowed = said(client.get(page_of(world), {"partnership": SOUTHERN}))
    assert "1 of 3 lines" in narrowed and CEDAR in narrowed and f">{BEECH}<" not in narrowed
    assert "1 of 3 lines" in said(client.get(page_of(world), {"state": "in_progress", "search": "beech"}))
    assert "No line fits" in said(client.get(page_of(world), {"search": "zzz"}))
    for sort in ("due", "left", "state", "nonsense"):
        assert "3 of 3 lines" in said(client.get(page_of(world), {"sort": sort, "state": "nonsense", "page": "x"}))
    file = client.get(page_of(world, "trust_schools_csv"), {"partnership": SOUTHERN}).content.decode("utf-8-sig")
    assert CEDAR in file and BEECH not in file


def test_the_menu_leads_a_trust_s_lead_there_and_nobody_else(world: World) -> None:
    client, way = client_of(world, Role.trust_safeguarding_lead, TRUST), reverse("audits:trusts")
    assert f'href="{way}"' in said(client.get(page_of(world)))
    assert client.get(way)["Location"] == page_of(world)
    for role, place in ((Role.dsl, BEECH), (Role.business_manager, NORTHERN)):
        other = client_of(world, role, place)
        assert f'href="{way}"' not in said(other.get(reverse("home")))
        assert other.get(way).status_code in (403, 404)


def test_what_a_school_confirmed_from_the_trust_is_counted(world: World) -> None:
    audits.opened(world, at=now())
    trusts.signed(world, {"A1.1": "green", "A1.2": "green"}, board_on=now().date(), at=now())
    trusts.confirmed(world, BEECH, at=now())
    client = client_of(world, Role.trust_safeguarding_lead, TRUST)
    file = client.get(page_of(world, "trust_schools_csv")).content.decode("utf-8-sig")
    line = next(row for row in file.splitlines() if row.startswith(BEECH))
    assert ",2,the safeguarding lead" in line


def test_a_school_that_left_is_not_listed_and_nobody_else_reads_the_list(world: World) -> None:
    audits.opened(world, at=now())
    with acting_as(FOUNDER):
        Establishment.objects.filter(pk=world.id(BEECH)).update(trust=None)
    client = client_of(world, Role.trust_safeguarding_lead, TRUST)
    assert BEECH not in said(client.get(page_of(world)))
    assert client.get(reverse("audits:trust_schools", args=[world.id(ASH)])).status_code == 404
    for role, place in ((Role.dsl, CEDAR), (Role.business_manager, NORTHERN), (Role.headteacher, ASH)):
        other = client_of(world, role, place)
        assert other.get(page_of(world)).status_code in (403, 404)
        assert other.get(page_of(world, "trust_schools_csv")).status_code in (403, 404)


def test_thirty_schools_cost_at_most_ten_queries(world: World) -> None:
    more_schools(world, 28)
    audits.opened(world, at=now())
    carrying.asked_again(world, setting=BEECH, at=now())
    client = client_of(world, Role.trust_safeguarding_lead, TRUST)
    client.get(page_of(world))  # forms are read once in each process
    response, sent = queries_of(client, "get", page_of(world))
    assert "30 schools; 2 partnerships ask" in said(response)
    assert len(sent) <= 10, sent
