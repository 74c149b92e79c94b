"""The pages of requests: the calendar, writing, what it means, sending, answering, refusing, the burden of a year."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.core.clock import today
from concordat.core.demo import is_demo
from concordat.requests.models import Request
from tests.factories import audits
from tests.factories import requests as asking
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, CEDAR, DAISY, NORTHERN, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def said(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def office(world: World) -> Client:
    return client_of(world, Role.business_manager, NORTHERN)


@pytest.fixture
def lead(world: World) -> Client:
    return client_of(world, Role.dsl, ASH)


def typed(**more: Any) -> dict[str, Any]:
    plain = {
        "title": "Places for the spring training",
        "kind": "data",
        "why": "To plan places.",
        "who_sees": "The training officer.",
        "how": "Send one number to training@partnership.example.",
        "minutes": "20",
        "sent_on": today().isoformat(),
        "due_on": asking.weekday(28).isoformat(),
        "areas": ["GOV"],
        "expectations": "dsl-03",
    }
    return {**plain, **more}


def shown_in(page: str) -> str:
    """The mark of what a form shows."""
    return page.split('name="shown" value="')[1].split('"')[0]


def only(world: World) -> Request:
    with acting_as(world.actor(Role.business_manager, NORTHERN)):
        return Request.objects.get()


def test_an_officer_writes_sees_what_it_means_and_sends(world: World, office: Client, lead: Client) -> None:
    audits.opened(world)
    audits.submitted(world, ASH)
    write = reverse("requests:write", args=[world.id(NORTHERN)])
    response = office.post(write, typed(), follow=True)
    made, page = only(world), said(response)
    assert made.expectations == ["DSL-03", "GOV"]
    assert "Draft: no setting sees it yet" in page
    assert "All of them together: 1 hour." in page
    assert "1 of 3" in page  # of three settings one has answered about it
    assert "School safeguarding audit" in page
    assert (
        client_of(world, Role.dsl, BEECH).get(reverse("requests:asked", args=[made.pk, world.id(BEECH)])).status_code
        == 404
    )
    shown = page.split('name="shown" value="')[1].split('"')[0].replace("&#x27;", "'")
    response = office.post(reverse("requests:draft", args=[made.pk]), {"shown": shown}, follow=True)
    assert "Sent to 3 settings, to be found on the first page there." in said(response)
    assert "Places for the spring training: Ash Primary School" in said(lead.get(reverse("home")))


def test_a_lead_answers_and_the_office_sees_it(world: World, office: Client, lead: Client) -> None:
    made = asking.sent(world)
    here = reverse("requests:asked", args=[made.pk, world.id(ASH)])
    page = said(lead.get(here))
    assert "Why we ask" in page
    assert "The training officer." in page
    answer = reverse("requests:answer", args=[made.pk, world.id(ASH)])
    refused = lead.post(answer, {"minutes": "a lot"})
    assert refused.status_code == 422
    assert 'value="a lot"' in said(refused)
    assert "The partnership sees that you have answered." in said(lead.post(answer, {"minutes": "35"}, follow=True))
    page = said(office.get(reverse("requests:request", args=[made.pk])))
    assert "1 setting said how long it took: 35 minutes on average; you had said 20 minutes." in page


def test_a_head_says_no_with_a_reason_that_is_counted(world: World, office: Client) -> None:
    made, head = asking.sent(world), client_of(world, Role.headteacher, DAISY)
    refuse = reverse("requests:refuse", args=[made.pk, world.id(DAISY)])
    response = head.post(refuse, {"refusal": "other", "words": " "})
    assert response.status_code == 422
    assert "Say the other reason in a sentence." in said(response)
    head.post(refuse, {"refusal": "answered_before", "words": "In the audit."})
    page = said(office.get(reverse("requests:burden", args=[world.id(NORTHERN)])))
    assert "1 refusal in" in page
    assert "We have told you or another partnership this already: 1" in page
    page = said(office.get(reverse("requests:request", args=[made.pk]) + "?outcome=refused"))
    assert "In the audit." in page
    assert "1 of 3 settings" in page


def test_too_little_notice_keeps_what_was_typed(world: World, office: Client) -> None:
    soon = asking.weekday(2).isoformat()
    response = office.post(reverse("requests:write", args=[world.id(NORTHERN)]), typed(due_on=soon), follow=True)
    page = said(response)
    assert "Give them 10 at least" in page
    made = only(world)
    shown = shown_in(page)
    response = office.post(reverse("requests:draft", args=[made.pk]), {"shown": shown})
    assert response.status_code == 422
    assert "or say why it must be sooner" in said(response)
    revise = reverse("requests:revise", args=[made.pk])
    page = said(office.get(revise))
    assert "Places for the spring training" in page
    mark = shown_in(page)
    response = office.post(revise, typed(due_on=soon, minutes="none", shown=mark))
    assert response.status_code == 422
    assert "Give the minutes as a whole number." in said(response)
    explained = typed(due_on=soon, short_because="A snow day took the time.", shown=mark)
    assert "You say why it must be sooner" in said(office.post(revise, explained, follow=True))


def test_two_officers_who_change_one_draft_lose_nothing(world: World, office: Client) -> None:
    made = asking.a_draft(world)
    revise = reverse("requests:revise", args=[made.pk])
    mine, theirs = (shown_in(said(office.get(revise))) for _ in range(2))
    assert office.post(revise, typed(title="Theirs", shown=theirs)).status_code == 302
    refused = office.post(revise, typed(title="Mine", shown=mine))
    assert refused.status_code == 422
    assert "Somebody changed this request meanwhile." in said(refused)
    assert 'value="Mine"' in said(refused)
    assert only(world).title == "Theirs"
    assert office.post(revise, typed(title="Mine", shown=shown_in(said(refused)))).status_code == 302
    assert only(world).title == "Mine"


def test_who_does_not_read_audits_is_told_that_they_are_not_counted(world: World, office: Client) -> None:
    here, own = reverse("requests:burden", args=[world.id(NORTHERN)]), reverse("requests:own")
    analyst = client_of(world, Role.analyst, NORTHERN)
    for page in (said(analyst.get(here)), said(client_of(world, Role.school_business_manager, ASH).get(own))):
        assert "Audits are not in this count" in page
    for page in (said(office.get(here)), said(client_of(world, Role.dsl, ASH).get(own))):
        assert "Audits are not in this count" not in page


def test_withdrawing_asks_for_a_reason_and_a_draft_is_thrown_away(world: World, office: Client, lead: Client) -> None:
    made = asking.sent(world)
    withdraw = reverse("requests:withdraw", args=[made.pk])
    assert office.post(withdraw, {"because": ""}).status_code == 422
    office.post(withdraw, {"because": "We have found the figures."})
    page = said(lead.get(reverse("requests:asked", args=[made.pk, world.id(ASH)])))
    assert "We have found the figures." in page
    assert "We have answered" not in page
    draft = asking.a_draft(world)
    assert "Nobody has seen it." in said(office.get(reverse("requests:withdraw", args=[draft.pk])))
    office.post(reverse("requests:withdraw", args=[draft.pk]))
    assert office.get(reverse("requests:draft", args=[draft.pk])).status_code == 404


def test_a_trust_and_a_lead_read_one_list_of_everything(world: World, lead: Client) -> None:
    audits.opened(world)
    asking.sent(world, minutes=25)
    page = said(lead.get(reverse("requests:mine"), follow=True))
    assert "2 asks, 2 hours 47 minutes in all." in page
    trust = client_of(world, Role.trust_safeguarding_lead, TRUST)
    page = said(trust.get(reverse("requests:own")))
    assert BEECH in page
    assert ASH not in page
    assert CEDAR not in page


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len([one for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]])


@pytest.mark.parametrize(
    ("name", "most"), [("calendar", 11), ("burden", 14), ("own", 11), ("request", 8), ("draft", 20)]
)
def test_pages_take_the_same_queries_for_one_request_and_for_many(
    world: World, office: Client, lead: Client, name: str, most: int
) -> None:
    audits.opened(world)
    is_demo()
    made, draft = asking.sent(world), asking.a_draft(world, expectations=("GOV",))
    client = lead if name == "own" else office
    places = {"calendar": world.id(NORTHERN), "burden": world.id(NORTHERN), "request": made.pk, "draft": draft.pk}
    address = reverse(f"requests:{name}", args=[places[name]] if name in places else [])
    client.get(address)  # what is read once a process is read now
    first = queries(client, address)
    for number in range(10):
        asking.sent(world, title=f"Request {number}")
    assert queries(client, address) == first
    assert first <= most


def test_files_say_the_same_and_run_no_formula(world: World, office: Client) -> None:
    made = asking.sent(world, title="=HYPERLINK(1)")
    text = office.get(reverse("requests:calendar_csv", args=[world.id(NORTHERN)])).content.decode()
    assert "'=HYPERLINK(1)" in text
    assert "Ash Primary School" in office.get(reverse("requests:request_csv", args=[made.pk])).content.decode()
    burden = office.get(reverse("requests:burden_csv", args=[world.id(NORTHERN)])).content.decode()
    assert f"{ASH}," in burden


def test_another_partnership_finds_nothing(world: World) -> None:
    made, other = asking.sent(world), client_of(world, Role.business_manager, SOUTHERN)
    for name in ("request", "request_csv", "withdraw", "draft", "revise"):
        assert other.get(reverse(f"requests:{name}", args=[made.pk])).status_code == 404, name
    for name in ("calendar", "burden", "write", "burden_csv"):
        assert other.get(reverse(f"requests:{name}", args=[world.id(NORTHERN)])).status_code == 404, name
