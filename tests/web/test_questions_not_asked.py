"""A question that a setting screened out: its answer is kept, and counted nowhere."""

from __future__ import annotations

import pytest
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, queries
from concordat.audits.analysis.results import results
from concordat.audits.models import AuditReturn
from concordat.audits.operations import Posted
from concordat.core.actor import acting_as
from tests.factories import audits
from tests.web.signed_in import client_of
from tests.web.test_audit_pages import page_fields
from tests.world import ASH, NORTHERN, NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SCREENING = "setting.uses_alternative_provision"
ABOUT_IT = "A10.3"


def save(world: World, found: AuditReturn, code: str, choice: str) -> None:
    """The DSL answers one question; what it showed before is what is stored now."""
    dsl = world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        now = queries.answers_of(found)
        was = now[code].token if code in now else ""
        operations.save_section(audit_return=found, posted={code: Posted({"choice": choice}, was)}, by=dsl, at=NOW)


def value_of(world: World, found: AuditReturn, code: str) -> object:
    with acting_as(world.actor(Role.dsl, ASH)):
        return queries.values_of(queries.answers_of(found)).get(code)


def test_saving_the_page_keeps_the_answer_that_it_does_not_show(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    save(world, found, SCREENING, "yes")
    save(world, found, ABOUT_IT, "amber")
    save(world, found, SCREENING, "no")
    client = client_of(world, Role.dsl, ASH)
    address = reverse("audits:section", args=[found.pk, "A10"])
    fields = page_fields(client, address)
    assert f'name="{ABOUT_IT}.choice"' not in client.get(address).content.decode()
    assert client.post(address, fields | {"A10.1.choice": "green"}).status_code == 302
    assert value_of(world, found, "A10.1") == {"choice": "green"}
    assert value_of(world, found, ABOUT_IT) == {"choice": "amber"}


def test_an_answer_that_is_shown_can_be_emptied(world: World) -> None:
    audits.opened(world)
    found = audits.return_of(world, ASH)
    save(world, found, "A10.1", "amber")
    client = client_of(world, Role.dsl, ASH)
    address = reverse("audits:section", args=[found.pk, "A10"])
    assert client.post(address, page_fields(client, address)).status_code == 302
    assert value_of(world, found, "A10.1") is None


def test_the_partnership_counts_only_settings_that_the_question_concerns(world: World) -> None:
    cycle = audits.opened(world)
    found = audits.answered(world, ASH)
    save(world, found, SCREENING, "yes")
    save(world, found, ABOUT_IT, "amber")
    save(world, found, SCREENING, "no")
    audits.signed_and_submitted(world, ASH)
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        for section in ("A10", ""):
            counted = {each.code: each for each in results(manager, cycle, section=section).questions}
            assert counted["A10.1"].overall is None  # one return is fewer than the partnership shows
            about_it = counted[ABOUT_IT].overall
            assert about_it is not None
            assert (about_it.asked, about_it.answered) == (0, 0)
