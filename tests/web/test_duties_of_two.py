"""Duties of a setting that two partnerships name, and of one that has closed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from concordat.accounts.models import Organisation
from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.core.clock import today
from concordat.establishments.models import Establishment
from concordat.partnership import operations, queries
from concordat.partnership.duties import pages
from concordat.partnership.models import DutySignature, PartnerTerm
from tests.factories import duties
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, NORTH, NORTHERN, NOW, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def said(response: Any) -> str:
    return " ".join(response.content.decode().split())


def hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}"')[1].split('value="')[1].split('"')[0]


def named_by_the_south(world: World) -> None:
    """The south covers the north as well, names Ash and publishes duties of its own."""
    with acting_as(FOUNDER):
        PartnerTerm.objects.create(
            partnership_id=world.id(SOUTHERN), organisation_id=world.id(NORTH), from_on=date(2020, 1, 1)
        )
        south = queries.partnership(world.id(SOUTHERN))
        made = operations.publish_arrangements(
            partnership=south, version="South 9", published_on=duties.PUBLISHED, address="https://south.example/",
            by=FOUNDER, at=NOW,
        )  # fmt: skip
        operations.name_settings(
            arrangements=made, establishment_ids=[world.id(ASH)], basis_code=duties.BASIS,
            named_on=date(2026, 9, 2), by=FOUNDER, at=NOW,
        )  # fmt: skip
    office = world.actor(Role.business_manager, SOUTHERN)
    with acting_as(office, at=NOW):
        draft = operations.begin_statement(partnership=south, afresh=True, by=office, at=NOW)
        operations.publish_statement(partnership=south, seen=draft.digest, by=office, at=NOW)


def test_both_are_on_the_first_page_and_both_are_done(world: World) -> None:
    duties.named(world)
    duties.published(world)
    named_by_the_south(world)
    head = client_of(world, Role.headteacher, ASH)
    home = head.get("/").content.decode()
    here = reverse("partnership:setting_duties", args=[world.id(ASH)])
    sign = reverse("partnership:sign_duties", args=[world.id(ASH)])
    acknowledge = reverse("partnership:acknowledge", args=[world.id(ASH)])
    opened = reverse("partnership:setting_arrangements", args=[world.id(ASH)])
    for place, other, version in ((NORTHERN, SOUTHERN, "2026-27"), (SOUTHERN, NORTHERN, "South 9")):
        under = f"?under={world.id(place)}"
        assert f'href="{here}{under}&amp;of=' in home
        page = head.get(here + under)
        assert f"by {place}" in said(page)
        assert f'href="{here}?under={world.id(other)}"' in page.content.decode()
        assert f"{sign}{under}" in page.content.decode()
        shown = said(head.post(opened + under, follow=True))
        assert f"{version}, published" in shown
        known = head.post(acknowledge + under, {"arrangements": hidden(shown, "arrangements")}, follow=True)
        assert f"by {place}" in said(known)
        words = said(head.get(sign + under))
        posted = {name: hidden(words, name) for name in ("statement", "digest", "kind")}
        assert f"by {place}" in said(head.post(sign + under, posted, follow=True))
    assert "sign your duties" not in said(head.get("/"))
    with acting_as(world.actor(Role.headteacher, ASH)):
        assert set(DutySignature.objects.values_list("partnership_id", flat=True)) == {
            world.id(NORTHERN),
            world.id(SOUTHERN),
        }
    for wrong in ("?under=999999", "?under=x", f"?under={'9' * 30}"):
        assert head.get(here + wrong).status_code == 404


def test_a_setting_that_closed_is_asked_for_nothing_and_counted_nowhere(world: World) -> None:
    duties.named(world)
    duties.published(world)
    head, office = client_of(world, Role.headteacher, ASH), client_of(world, Role.business_manager, NORTHERN)
    listed = reverse("partnership:duty_list_csv", args=[world.id(NORTHERN)])
    assert "sign your duties" in said(head.get("/"))
    assert ASH in said(office.get(listed))
    with acting_as(FOUNDER):
        Organisation.objects.filter(pk=world.id(ASH)).update(closed_on=today())
        Establishment.objects.filter(pk=world.id(ASH)).update(status="Closed")
    assert "sign your duties" not in said(head.get("/"))
    assert ASH not in said(office.get(listed))
    assert BEECH in said(office.get(listed))


def test_a_letter_about_support_is_called_so_on_the_page_of_the_duties() -> None:
    assert pages.letter_name("support.request") == "Answer to a request for support"
