"""The counting of pages and fields that other journeys state their work by."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from concordat.accounts.vocabulary import Role
from tests.journeys.conftest import Visit
from tests.journeys.work import Work
from tests.web.signed_in import session_of
from tests.world import ASH, NORTHERN, World

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("scripts", [True, False])
def test_pages_and_fields_are_counted_and_redirects_are_not(
    world: World, visit: Callable[..., Visit], scripts: bool
) -> None:
    work = Work(visit(session_of(world, Role.business_manager, NORTHERN), scripts=scripts))
    place = f"/people/{world.id(ASH)}/"
    work.open(place)
    assert (work.pages, work.fields, work.typed) == (1, 0, 0)
    work.type("Full name", "Ned New")
    work.type("Work email address", "not an address")
    work.choose("Role", "Member of staff")
    work.press("Send the invitation")
    assert work.visit.page.get_by_text("Enter an email address in the correct format").first.is_visible()
    assert work.pages == 2  # the same page again, with an error
    work.type("Work email address", f"ned{scripts}@ash.example".lower())
    work.press("Send the invitation")
    assert work.visit.page.url.endswith(place)
    assert work.pages == 3  # the redirect after sending is no page
    assert (work.fields, work.typed) == (4, 3)
    assert work.seconds == 3 * 3 + 4 * 2 + 3 * 5
    assert str(work) == "3 pages, 4 fields (3 typed), 0.5 minutes"
