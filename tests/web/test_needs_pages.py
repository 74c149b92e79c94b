"""Each answer that is not met proposes offers, and the office sees what nothing is offered for (D2-04)."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, queries
from concordat.audits.analysis.needs import needs_of_cycle
from concordat.audits.models import Answer
from concordat.core.actor import acting_as
from concordat.core.demo import is_demo
from tests.factories import audits, resources
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, DAISY, NORTHERN, NOW, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def said(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def given(world: World, setting: str, chosen: dict[str, str]) -> Any:
    """A return whose answers are all green but these; then submitted."""
    audits.answered(world, setting)
    found, dsl = audits.return_of(world, setting), world.actor(Role.dsl, setting)
    with acting_as(dsl):
        rated = Answer.objects.filter(audit_return=found, value__choice__in=["amber", "red"])
        posted = {}
        for answer in rated:
            token = queries.answers_of(found)[answer.question].token
            posted[answer.question] = operations.Posted({"choice": "green"}, token)
        for code, rating in chosen.items():
            now_held = queries.answers_of(found).get(code)
            posted[code] = operations.Posted({"choice": rating}, now_held.token if now_held else "")
        saved = operations.save_section(audit_return=found, posted=posted, by=dsl, at=NOW)
        assert not saved.conflicts
    return audits.signed_and_submitted(world, setting)


def test_each_answer_that_is_not_met_proposes_what_fits(world: World) -> None:
    audits.opened(world)
    found = given(world, ASH, {"A9.9": "red", "A8.3": "amber"})
    near = resources.an_offer(world, title="Listening groups", standards=("VOI",), phases=("Primary",))
    resources.an_offer(world, title="For older pupils", standards=("VOI",), phases=("Secondary",))
    resources.an_offer(world, SOUTHERN, title="Far away", standards=("VOI", "SVH"))
    dsl = client_of(world, Role.dsl, ASH)
    for name in ("help_for", "receipt"):
        page = said(dsl.get(reverse(f"audits:{name}", args=[found.pk])))
        assert reverse("resources:offer", args=[near.pk]) in page, name
        assert "For older pupils" not in page
        assert "Far away" not in page
        assert page.count("Who could help:</p>") == 1
        assert page.count("Nothing in the local offer fits this yet") == 1
        assert page.index("A9.9") < page.index("A8.3")  # red first
    assert "Who could help" in said(dsl.get(reverse("audits:return", args=[found.pk])))
    assert reverse("audits:help_for", args=[found.pk]) in said(
        dsl.get(reverse("audits:section", args=[found.pk, "A11"]))
    )


def test_the_page_shows_what_the_plan_says_of_each(world: World) -> None:
    audits.opened(world)
    audits.answered(world, ASH)
    found, dsl = audits.return_of(world, ASH), client_of(world, Role.dsl, ASH)
    with acting_as(world.actor(Role.dsl, ASH)):
        plan = queries.answers_of(found)["A11.2"].value["rows"]
    page = said(dsl.get(reverse("audits:help_for", args=[found.pk])))
    assert plan[0]["what_will_be_done"] in page
    assert plan[0]["who"] in page


def test_the_office_sees_what_nothing_is_offered_for(world: World) -> None:
    cycle = audits.opened(world)
    given(world, ASH, {"A9.9": "red", "A8.3": "amber"})
    given(world, BEECH, {"A9.9": "amber", "A8.3": "amber"})
    given(world, DAISY, {"S2": "red"})
    resources.an_offer(world, standards=("VOI-01",), phases=("Primary",))
    lead = world.actor(Role.education_safeguarding_lead, NORTHERN)
    with acting_as(lead):
        found = {one.code: one for one in needs_of_cycle(lead, cycle)}
    assert {code: (one.settings, one.of, one.without_offer) for code, one in found.items()} == {
        "A9.9": (2, 2, 2), "A8.3": (2, 2, 1), "S2": (1, 1, 1),
    }  # fmt: skip
    assert found["A8.3"].phases == {"Secondary": 1}
    office = client_of(world, Role.business_manager, NORTHERN)
    page = said(office.get(reverse("audits:needs", args=[cycle.pk])))
    assert "3 questions are marked red or amber" in page
    assert "Secondary: 1" in page
    rows = list(csv.DictReader(io.StringIO(said_file(office.get(reverse("audits:needs_csv", args=[cycle.pk]))))))
    assert [(row["Question"], row["Do not meet it"], row["Of"], row["Without an offer"]) for row in rows] == [
        ("A9.9", "2", "2", "2"), ("A8.3", "2", "2", "1"), ("S2", "1", "1", "1"),
    ]  # fmt: skip
    resources.an_offer(world, title="Logs and maps", standards=("SVH", "DSL", "VOI"))
    assert "Everything that is not met has an offer." in said(office.get(reverse("audits:needs", args=[cycle.pk])))
    assert "A9.9" in said(office.get(reverse("audits:needs", args=[cycle.pk]) + "?show=all"))


def said_file(response: Any) -> str:
    return str(response.content.decode("utf-8-sig"))


def test_who_may_not_see_the_needs(world: World) -> None:
    cycle = audits.opened(world)
    address = reverse("audits:needs", args=[cycle.pk])
    assert client_of(world, Role.dsl, ASH).get(address).status_code == 403
    assert client_of(world, Role.independent_scrutineer, NORTHERN).get(address).status_code == 403
    assert client_of(world, Role.business_manager, SOUTHERN).get(address).status_code == 404
    unread = reverse("audits:help_for", args=[audits.return_of(world, ASH).pk])
    assert client_of(world, Role.business_manager, NORTHERN).get(unread).status_code == 404  # not submitted
    assert client_of(world, Role.dsl, BEECH).get(unread).status_code == 404


def test_queries_do_not_grow_with_returns(world: World) -> None:
    cycle = audits.opened(world)
    office = client_of(world, Role.business_manager, NORTHERN)
    is_demo()

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert office.get(reverse("audits:needs", args=[cycle.pk])).status_code == 200
        return len([one for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]])

    given(world, ASH, {"A9.9": "red"})
    first = count()
    given(world, BEECH, {"A9.9": "red", "A9.1": "amber"})
    assert count() == first
    assert first <= 9
