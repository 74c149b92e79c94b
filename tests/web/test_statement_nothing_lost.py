"""A draft of the duties that was typed while a colleague published it is kept, and no colleague's draft is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.partnership import operations, queries
from concordat.partnership.duties import tracking
from tests.factories import duties
from tests.web.signed_in import client_of
from tests.world import NORTHERN, NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def said(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_words_typed_while_a_colleague_publishes_go_into_a_draft_of_their_own(world: World) -> None:
    duties.named(world)
    office, place = world.actor(Role.business_manager, NORTHERN), world.id(NORTHERN)
    client = client_of(world, Role.education_safeguarding_lead, NORTHERN)

    def draft() -> Any:
        with acting_as(office):
            return tracking.draft_of(office, place)

    with acting_as(office, at=NOW):
        made = queries.partnership(place)
        seen = operations.begin_statement(partnership=made, afresh=True, by=office, at=NOW).digest
        operations.publish_statement(partnership=made, seen=seen, by=office, at=NOW)
    address = reverse("partnership:write_statement", args=[place])
    typed = {"seen": seen, "every": "- Quite other duties", "maintained": "- Ours"}
    shown = client.post(address, typed)
    assert shown.status_code == 422
    assert "published the draft while you were typing" in said(shown)
    assert "- Quite other duties" in said(shown)
    assert 'name="anew"' in said(shown)
    assert draft() is None
    looked = client.post(address, {**typed, "look": "1"})
    assert "- Quite other duties" in said(looked)

    colleague = {"every": "- What the colleague wrote", "maintained": ""}
    with acting_as(office, at=NOW):
        begun = operations.begin_statement(partnership=made, afresh=True, by=office, at=NOW)
        operations.write_statement(partnership=made, texts=colleague, seen=begun.digest, by=office, at=NOW)
    stale = client.post(address, {**typed, "anew": "1"})
    assert stale.status_code == 422
    assert "Somebody has changed" in said(stale)
    assert "- Quite other duties" in said(stale)
    assert draft().texts["every"] == "- What the colleague wrote"

    latest = draft().digest
    with acting_as(office, at=NOW):
        operations.publish_statement(partnership=made, seen=latest, by=office, at=NOW)
    assert "The draft is saved" in said(client.post(address, {**typed, "anew": "1"}, follow=True))
    assert draft().texts["every"] == "- Quite other duties"
    assert client.get(reverse("partnership:publish_statement", args=[place])).status_code == 200
