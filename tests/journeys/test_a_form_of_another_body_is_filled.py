"""A neighbouring council sends a workbook: it is brought in once, and a school gets it back filled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from concordat.accounts.vocabulary import Role
from concordat.audits.models import BodyForm
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.lib.filled_files import read
from tests.factories import body_files, body_forms, carrying
from tests.factories.carrying import AUDIT
from tests.journeys.conftest import Visit
from tests.web.signed_in import session_of
from tests.world import ASH, NORTHERN, World

pytestmark = pytest.mark.slow
BODIES = "/audits/other-bodies/"


@pytest.fixture(scope="module")
def signed(world: World, fresh_database: str) -> None:
    """A school has signed that everything is in place."""
    carrying.released(world, AUDIT, {"A1.1": ["GOV-01"], "A1.2": ["GOV-04"]})
    carrying.signed(world, {}, at=now() - timedelta(minutes=30))


def test_the_file_is_brought_in_once_and_the_school_downloads_it_filled(
    world: World, signed: None, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    file = tmp_path / "fairshire.xlsx"
    file.write_bytes(body_files.workbook())
    manager = visit(session_of(world, Role.business_manager, NORTHERN))
    manager.open(BODIES)
    manager.check()
    manager.press(f"Bring in a file for {NORTHERN}")
    manager.page.get_by_label("What the form is called").fill(body_files.TITLE)
    manager.page.get_by_label("Whose form it is").fill(body_files.BODY)
    manager.page.get_by_label("Their file").set_input_files(str(file))
    manager.press("Continue")
    assert manager.heading == "What is where in this file?"
    manager.press("Continue")
    assert "5 questions found" in manager.page.inner_text("main")
    manager.press("Make these questions a form")
    assert "Ready to ask" in manager.page.inner_text("main")
    with acting_as(body_forms.manager(world)):
        made = BodyForm.objects.get()
    body_forms.tagged(world, made, {"Q1": ["GOV-01"], "Q2": ["GOV-04"], "Q3": ["GOV-01", "GOV-04"]})
    manager.press("Say which settings the body asks")
    manager.page.get_by_label("Those that I name below").check()
    manager.page.get_by_label("Names or URNs").fill(ASH)
    manager.press("Put it before them")
    assert "Settings that are asked (1)" in manager.page.inner_text("main")

    for width, scripts in ((1280, True), (320, False)):
        dsl = visit(session_of(world, Role.dsl, ASH), width=width, scripts=scripts)
        dsl.open("/audits/")
        dsl.check()
        assert "your signed answers fill 3 of 5 questions" in dsl.page.inner_text("main")
        dsl.press(f"{ASH}: {body_files.TITLE}")
        if scripts:
            assert "3 answers ready" in dsl.page.inner_text("main")
            dsl.press("I have read these 3: all are right")
        assert "0 answers ready" in dsl.page.inner_text("main")
        dsl.press("Leadership and governance")
        dsl.page.locator("input[name='Q4.word'][value='Partly']").check()
        dsl.page.get_by_label("Comment on Q4").fill("Being advertised")
        dsl.press("Keep these answers")
        assert "4 of 5 questions are answered" in dsl.page.inner_text("main")
    with dsl.page.expect_download() as given:
        dsl.page.get_by_role("button", name="Download fairshire.xlsx").click()
    found = read(Path(given.value.path()).read_bytes())
    texts = [found.at(f"Audit!C{row}").text for row in (4, 5, 6, 7, 8)]  # type: ignore[union-attr]
    assert texts == ["Yes", "Yes", "Yes", "Partly", ""]
