"""A-26, D2-04, N-08: an agency offers, a school finds who could help with what is not met and takes its papers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from concordat.accounts.vocabulary import Role
from concordat.core.clock import now
from concordat.core.documents.jobs import make_document
from tests.factories import audits
from tests.journeys.conftest import Visit
from tests.web.signed_in import session_of
from tests.world import ASH, BEECH, NORTHERN, World

pytestmark = pytest.mark.slow
Open = Callable[..., Visit]


@pytest.fixture(scope="module")
def cycle(world: World) -> int:
    return audits.opened(world, at=now()).pk


def given_an_offer_for_every_subject(office: Visit) -> None:
    office.open("/offers/")
    office.check()
    office.press("Add an offer")
    page = office.page
    page.get_by_label("What it is called").fill("Talk with an adviser")
    page.get_by_label("Or the name of another agency").fill("Calder Voices")
    page.get_by_label("What kind of agency").select_option(label="Voluntary and community")
    page.get_by_label("What it does, in plain words").fill("Advice for the safeguarding team.")
    page.get_by_label("How to ask for it").fill("help@calder-voices.example")
    page.get_by_label("Days and hours").fill("School days")
    page.get_by_label("What it costs the school").fill("Free")
    page.get_by_label("Look again on").fill("2031-09-01")
    office.press("Add this offer")
    assert "at least one subject" in page.content()
    for box in page.locator("input[name=standards]").all():
        box.check()
    office.press("Add this offer")
    assert "The offer is in the list." in page.content()


@pytest.mark.parametrize(
    ("setting", "width", "scripts"), [(ASH, 1280, True), (BEECH, 320, False)], ids=["wide", "narrow, no scripts"]
)
def test_help_is_found_and_papers_are_taken(
    world: World, cycle: int, visit: Open, setting: str, width: int, scripts: bool
) -> None:
    office = visit(session_of(world, Role.business_manager, NORTHERN), width=width, scripts=scripts)
    given_an_offer_for_every_subject(office)
    found = audits.submitted(world, setting, at=now())
    head = visit(session_of(world, Role.headteacher, setting), width=width, scripts=scripts)
    head.open(f"/audits/returns/{found.pk}/")
    head.press("Who could help with your action plan")
    assert "Talk with an adviser" in head.page.content()
    head.page.get_by_role("link", name="Talk with an adviser").first.click()
    head.check()
    assert "help@calder-voices.example" in head.page.content()
    head.open(f"/audits/returns/{found.pk}/")
    head.press("Papers for governors and inspectors")
    head.press("Make the inspection pack")
    pack = taken(head)
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        assert archive.testzip() is None
        assert {"index.html", "index.json", "signatures.csv", "evidence-index.csv"} <= set(archive.namelist())
    office.open(f"/audits/cycles/{cycle}/board-pack/")
    office.check()
    assert "Who returned" in office.page.content()


def taken(visited: Visit) -> bytes:
    """What the worker has made, downloaded."""
    make_document(visited.page.url.rstrip("/").rpartition("/")[2])
    if not visited.scripts:
        visited.press("See whether it is ready")
    link = visited.page.get_by_role("link", name="Download")
    expect(link).to_be_visible()
    visited.check()
    with visited.page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename.startswith("inspection-pack-")
    return Path(download.value.path()).read_bytes()
