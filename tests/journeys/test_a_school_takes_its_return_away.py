"""D2-01: a DSL gets the PDF of the submitted return, and the partnership the workbook of the results."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from concordat.accounts.vocabulary import Role
from concordat.core.clock import now
from concordat.core.documents.jobs import make_document
from tests.accessible_pdf import require_accessible, text_of
from tests.factories import audits
from tests.journeys.conftest import Visit
from tests.web.signed_in import session_of
from tests.world import ASH, BEECH, NORTHERN, World

pytestmark = pytest.mark.slow
Open = Callable[..., Visit]


@pytest.fixture(scope="module")
def cycle(world: World) -> int:
    return audits.opened(world, at=now()).pk


def when_the_worker_has_made_it(visited: Visit) -> None:
    make_document(visited.page.url.rstrip("/").rpartition("/")[2])


def then_it_is_there_to_download(visited: Visit) -> bytes:
    """With scripts the page has moved on by itself; without them the link asks again."""
    if not visited.scripts:
        visited.press("See whether it is ready")
    link = visited.page.get_by_role("link", name="Download")
    expect(link).to_be_visible()
    visited.check()
    with visited.page.expect_download() as download:
        link.click()
    path = download.value.path()
    assert download.value.suggested_filename.endswith((".pdf", ".xlsx"))
    return Path(path).read_bytes()


@pytest.mark.parametrize(
    ("setting", "width", "scripts"), [(ASH, 1280, True), (BEECH, 320, False)], ids=["wide", "narrow, no scripts"]
)
def test_the_return_as_pdf(world: World, cycle: int, visit: Open, setting: str, width: int, scripts: bool) -> None:
    found = audits.submitted(world, setting, at=now())
    dsl = visit(session_of(world, Role.dsl, setting), width=width, scripts=scripts)
    dsl.open(f"/audits/returns/{found.pk}/receipt/")
    dsl.check()
    dsl.press("Whole return as PDF")
    assert dsl.heading == f"Whole return: {setting}"
    assert "Your document is being made" in dsl.page.content()
    when_the_worker_has_made_it(dsl)
    made = then_it_is_there_to_download(dsl)
    require_accessible(made, title=f"Return: {setting}")
    assert found.receipt is not None
    assert found.receipt in text_of(made)


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (320, False)], ids=["wide", "narrow, no scripts"])
def test_the_results_as_a_workbook(world: World, cycle: int, visit: Open, width: int, scripts: bool) -> None:
    role = Role.education_safeguarding_lead if scripts else Role.business_manager
    lead = visit(session_of(world, role, NORTHERN), width=width, scripts=scripts)
    lead.open(f"/audits/cycles/{cycle}/analysis/")
    lead.check()
    lead.press("All questions as a workbook (XLSX)")
    when_the_worker_has_made_it(lead)
    assert then_it_is_there_to_download(lead).startswith(b"PK")
