"""The pages of documents: asking, waiting, fetching, and who may not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concordat.accounts.models import RoleHeld
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits.documents import ANALYSIS_XLSX, RECEIPT, RETURN
from concordat.core import places
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.core.documents.jobs import make_document
from concordat.core.documents.operations import MAKER
from concordat.core.models import Document
from tests.factories import audits
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, NORTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def asked(client: Client, kind: str, about_id: int, **posted: str) -> str:
    """The address of the document's page."""
    response = client.post(reverse("documents:ask", args=[kind, about_id]), posted)
    assert response.status_code == 302, response.content
    return str(response["Location"])


def make(page: str) -> None:
    make_document(page.rstrip("/").rpartition("/")[2])


def body_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def submitted(world: World) -> tuple[Client, int]:
    audits.opened(world)
    return client_of(world, Role.dsl, ASH), audits.submitted(world, ASH).pk


def test_asking_waiting_and_fetching(world: World) -> None:
    dsl, return_id = submitted(world)
    receipt = body_of(dsl, reverse("audits:receipt", args=[return_id]))
    for kind in (RECEIPT, RETURN):
        assert f'action="{reverse("documents:ask", args=[kind, return_id])}"' in receipt
    page = asked(dsl, RETURN, return_id)
    waiting = body_of(dsl, page)
    assert '<noscript><meta http-equiv="refresh"' in waiting
    assert 'data-look-again-seconds="1"' in waiting
    assert f'href="{page}"' in waiting
    assert dsl.get(page + "file/")["Location"] == page
    make(page)
    ready = body_of(dsl, page)
    assert "refresh" not in ready
    assert f'href="{page}file/"' in ready
    response = dsl.get(page + "file/")
    number = audits.return_of(world, ASH).receipt
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="return-{number}.pdf"'
    assert "no-store" in response["Cache-Control"]
    assert response.content.startswith(b"%PDF-")


def test_asking_twice_leads_to_the_same_page(world: World) -> None:
    dsl, return_id = submitted(world)
    assert asked(dsl, RETURN, return_id) == asked(dsl, RETURN, return_id)


def test_asking_is_never_done_by_a_link(world: World) -> None:
    dsl, return_id = submitted(world)
    address = reverse("documents:ask", args=[RETURN, return_id])
    assert dsl.get(address).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = dsl.cookies
    assert strict.post(address).status_code == 403


@pytest.mark.parametrize(("role", "place"), [(Role.headteacher, ASH), (Role.dsl, BEECH), (Role.analyst, NORTHERN)])
def test_somebody_elses_document_does_not_exist(world: World, role: Role, place: str) -> None:
    dsl, return_id = submitted(world)
    page = asked(dsl, RETURN, return_id)
    make(page)
    other = client_of(world, role, place)
    assert other.get(page).status_code == 404
    assert other.get(page + "file/").status_code == 404


def test_another_setting_cannot_ask(world: World) -> None:
    _, return_id = submitted(world)
    beech = client_of(world, Role.dsl, BEECH)
    assert beech.post(reverse("documents:ask", args=[RETURN, return_id])).status_code == 404
    assert beech.post(reverse("documents:ask", args=["audits.other", return_id])).status_code == 404
    with acting_as(MAKER):
        assert not Document.objects.exists()


def test_somebody_who_has_moved_to_another_setting_fetches_nothing_any_more(world: World) -> None:
    dsl, return_id = submitted(world)
    page = asked(dsl, RETURN, return_id)
    make(page)
    assert dsl.get(page + "file/").status_code == 200
    person = world.people[f"dsl of {ASH}"]
    with acting_as(FOUNDER):
        RoleHeld.objects.filter(person_id=person).update(organisation_id=world.id(BEECH))
    assert dsl.get("/").status_code == 200
    assert dsl.get(page).status_code == 404
    assert dsl.get(page + "file/").status_code == 404


def lost(page: str) -> None:
    (places.documents() / page.rstrip("/").rpartition("/")[2]).unlink()


def expired(page: str) -> None:
    with acting_as(MAKER):
        Document.objects.update(expires_at=now() - timedelta(seconds=1))


def failed(page: str) -> None:
    with acting_as(MAKER):
        Document.objects.update(state="failed")


def stuck(page: str) -> None:
    with acting_as(MAKER):
        Document.objects.update(state="making", asked_at=now() - timedelta(minutes=16), ready_at=None, sha256="")


@pytest.mark.parametrize(
    ("happens", "says"),
    [
        (stuck, "could not be made"),
        (lost, "no longer here"),
        (expired, "no longer here"),
        (failed, "could not be made"),
    ],
)
def test_what_is_not_there_can_be_asked_for_again(world: World, happens: Any, says: str) -> None:
    dsl, return_id = submitted(world)
    page = asked(dsl, RETURN, return_id)
    make(page)
    happens(page)
    assert dsl.get(page + "file/")["Location"] == page
    said = body_of(dsl, page)
    assert says in said
    assert "Ask again" in said
    assert asked(dsl, RETURN, return_id) == page
    make(page)
    assert dsl.get(page + "file/").status_code == 200


def test_the_results_are_asked_for_as_they_are_compared_on_the_page(world: World) -> None:
    _, _ = submitted(world)
    cycle_id = audits.return_of(world, ASH).cycle_id
    lead = client_of(world, Role.education_safeguarding_lead, NORTHERN)
    body = body_of(lead, reverse("audits:analysis", args=[cycle_id]) + "?by=scheme")
    assert f'action="{reverse("documents:ask", args=[ANALYSIS_XLSX, cycle_id])}"' in body
    assert 'name="variant" value="scheme"' in body
    page = asked(lead, ANALYSIS_XLSX, cycle_id, variant="scheme")
    make(page)
    response = lead.get(page + "file/")
    assert response["Content-Disposition"].endswith(f'results-{cycle_id}-by-scheme.xlsx"')
    unknown = lead.post(reverse("documents:ask", args=[ANALYSIS_XLSX, cycle_id]), {"variant": "name"})
    assert unknown.status_code == 404


def test_what_the_pages_cost(world: World) -> None:
    dsl, return_id = submitted(world)
    page = asked(dsl, RETURN, return_id)
    make(page)
    for address in (page, page + "file/"):
        dsl.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert dsl.get(address).status_code == 200
        own = [each for each in captured.captured_queries if "SAVEPOINT" not in each["sql"]]
        assert len(own) <= 10, [each["sql"] for each in own]
