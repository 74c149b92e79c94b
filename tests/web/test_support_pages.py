"""The pages of the support log: a call in one page, nothing typed is lost, case load, lead officers, report."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.core.demo import is_demo
from concordat.support import operations
from concordat.support.models import Call, HelpRequest
from concordat.support.operations import SupportNotPossible
from tests.factories import support
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, CEDAR, DAISY, NORTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def said(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def officer(world: World) -> Client:
    return client_of(world, Role.partnership_administrator, NORTHERN)


@pytest.fixture
def dsl(world: World) -> Client:
    return client_of(world, Role.dsl, ASH)


def typed(**more: Any) -> dict[str, Any]:
    """What the page of a call posts."""
    plain = {"said": "", "kind": "audit", "words": "Where is B4? Shown.", "minutes": "5", "channel": "telephone"}
    return {**plain, "form_key": str(uuid4()), "next_step": "", "next_on": "", "follower": "", "on": "", **more}


def calls(world: World) -> list[Call]:
    with acting_as(support.administrator(world)):
        return list(Call.objects.order_by("pk"))


@pytest.mark.parametrize("words", ["Ash Primary", "ash", "Ash Primray Scool", "ash primary school"])
def test_a_call_is_noted_by_name_with_slips_of_the_pen(world: World, officer: Client, words: str) -> None:
    response = officer.post(reverse("support:note"), typed(said=words), follow=True)
    assert "Noted: Ash Primary School" in said(response)
    assert [call.establishment_id for call in calls(world)] == [world.id(ASH)]


def test_from_the_page_of_a_setting_the_setting_is_filled_in(world: World, officer: Client, dsl: Client) -> None:
    page = officer.get(reverse("establishments:setting", args=[world.id(ASH)])).content.decode()
    address = f"{reverse('support:note')}?setting={world.id(ASH)}"
    assert f'href="{address}"' in page
    shown = officer.get(address).content.decode()
    assert ASH in shown
    assert 'name="said"' not in shown
    officer.post(address, typed(setting_id=world.id(BEECH)))
    assert [call.establishment_id for call in calls(world)] == [world.id(ASH)] or calls(world) == []
    far = officer.get(reverse("establishments:setting", args=[world.id(CEDAR)]))
    assert far.status_code == 200
    assert reverse("support:note") not in far.content.decode().split("<main")[1]
    own = dsl.get(reverse("establishments:setting", args=[world.id(ASH)])).content.decode()
    assert reverse("support:ask", args=[world.id(ASH)]) in own
    assert reverse("support:note") not in own


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({}, "Say which setting it was."),
        ({"said": "Nowhere at all"}, "No open setting of your area is called so"),
        ({"said": CEDAR}, "No open setting of your area is called so"),
        ({"said": ASH, "kind": ""}, "Choose what it was about."),
        ({"said": ASH, "words": ""}, "Say in a line or two"),
        ({"said": ASH, "words": "Kept words about a pupil, dob 3/4/2015"}, "speaks of a date of birth"),
        ({"said": ASH, "words": "Kept words 943 476 5919"}, "looks like an NHS number"),
        ({"said": ASH, "next_step": "Ring back"}, "An open call needs"),
        (
            {"said": ASH, "next_step": "Ring", "next_on": "2020-01-01", "follower": "1"},
            "Choose somebody from your team.",
        ),
        ({"said": ASH, "on": "2090-01-01"}, "today or before"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    world: World, officer: Client, more: dict[str, str], says: str
) -> None:
    posted = typed(**more)
    response = officer.post(reverse("support:note"), posted)
    assert response.status_code == 422
    page = said(response)
    assert says in page
    for kept in filter(None, (posted["said"], posted["words"], posted["next_step"])):
        assert kept in page
    assert calls(world) == []


def test_several_that_fit_are_shown_to_choose_from(world: World, officer: Client) -> None:
    response = officer.post(reverse("support:note"), typed(said="e"))
    page = response.content.decode()
    assert "Several settings fit. Choose one, or" in page
    assert ASH not in page or BEECH in page
    assert CEDAR not in page
    officer.post(reverse("support:note"), typed(said="e", setting_id=world.id(DAISY)))
    officer.post(reverse("support:note"), typed(said="e", setting_id=world.id(CEDAR)))
    assert [call.establishment_id for call in calls(world)] == [world.id(DAISY)]
    assert f'value="{world.id(DAISY)}"' in officer.get(reverse("support:note")).content.decode()


def test_an_open_call_is_planned_anew_and_closed(world: World, officer: Client) -> None:
    kept = support.a_call(world, to_do_in=1)
    address = reverse("support:call", args=[kept.pk])
    later = (now() + timedelta(days=9)).date().isoformat()
    wrong = officer.post(address, {"step": "plan", "next_step": "Look in", "next_on": "", "follower": ""})
    assert wrong.status_code == 422
    assert "An open call needs" in said(wrong)
    more = {"step": "plan", "next_step": "Look in", "next_on": later, "follower": str(kept.noted_by_id)}
    assert "Look in" in said(officer.post(address, more, follow=True))
    assert "The call is closed." in said(officer.post(address, {"step": "close"}, follow=True))
    assert "The call is closed." in said(officer.post(address, {"step": "close"}, follow=True))  # pressed twice
    manager = client_of(world, Role.business_manager, NORTHERN)
    assert manager.post(address, {"step": "close"}).status_code == 422


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=training", {"About training"}),
        ("state=open", {"Still open"}),
        ("channel=visit", {"On a visit"}),
        ("search=BEECH", {"On a visit"}),
        ("kind=<b>&state=x&officer=zz&search=&sort=evil&page=-1", {"About training", "Still open", "On a visit"}),
        ("search=%00", {"About training", "Still open", "On a visit"}),
        ("officer=99999999999999999999", {"About training", "Still open", "On a visit"}),
    ],
)
def test_the_log_and_its_file_are_narrowed_alike(world: World, officer: Client, query: str, expected: set[str]) -> None:
    support.a_call(world, kind="training", words="About training")
    support.a_call(world, words="Still open", to_do_in=2)
    support.a_call(world, BEECH, words="On a visit", channel="visit")
    page = said(officer.get(f"{reverse('support:log')}?{query}"))
    file = said(officer.get(f"{reverse('support:log_csv')}?{query}"))
    for words in ("About training", "Still open", "On a visit"):
        assert (words in page) is (words in file) is (words in expected), words


@pytest.mark.parametrize(
    ("route", "most"),
    [
        ("support:log", 9),
        ("support:requests", 9),
        ("support:case_load", 10),
        ("support:leads", 10),
        ("support:report", 10),
        ("support:note", 8),
    ],
)
def test_pages_take_the_same_queries_for_one_row_and_for_many(
    world: World, officer: Client, route: str, most: int
) -> None:
    is_demo()

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert officer.get(reverse(route)).status_code == 200
        return len([one for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]])

    support.a_call(world)
    support.a_request(world)
    support.leads(world, support.administrator(world), ASH)
    first = count()
    for setting in (ASH, BEECH, DAISY) * 5:
        support.a_call(world, setting, to_do_in=1)
        support.a_request(world, setting)
    support.leads(world, support.an_officer(world, "Second Officer"), BEECH, DAISY)
    assert count() <= first
    assert first <= most


def test_lead_officers_are_assigned_for_what_the_list_shows(world: World, officer: Client) -> None:
    second = support.an_officer(world, "Second Officer")
    address = f"{reverse('support:leads')}?phase=Secondary"
    today = now().date().isoformat()
    response = officer.post(address, {"person_id": str(second.person_id), "from_on": today}, follow=True)
    assert "1 settings have a new lead officer" in said(response) or "1 setting has" in said(response)
    file = said(officer.get(reverse("support:leads_csv")))
    assert file.count("Second Officer") == 1
    stranger = world.people[f"dsl of {ASH}"]
    assert officer.post(address, {"person_id": str(stranger), "from_on": today}).status_code == 422
    assert support.a_request(world, BEECH).officer_id == second.person_id


@pytest.mark.parametrize("others", [0, 1])
def test_a_ticked_request_that_is_gone_hands_over_nothing(world: World, officer: Client, others: int) -> None:
    first, second = support.an_officer(world, "First Officer"), support.an_officer(world, "Second Officer")
    support.leads(world, first, ASH, BEECH)
    asked = support.a_request(world)
    for _ in range(others):
        support.a_request(world, BEECH)
    support.a_call(world, by=first, to_do_in=1)
    address = reverse("support:hand_over", args=[first.person_id])
    assert "Only these requests" in said(officer.get(address))
    support.an_answer(world, asked, by=first)
    posted = {"to_id": str(second.person_id), "requests": [str(asked.pk)]}
    response = officer.post(address, posted)
    assert response.status_code == 422
    assert "no longer open with this officer" in said(response)
    assert [call.follower_id for call in calls(world)] == [first.person_id]
    give: dict[str, Any] = {"partnership_id": world.id(NORTHERN), "from_id": first.person_id, "to_id": second.person_id}
    by = support.administrator(world)
    with acting_as(by):
        left = list(HelpRequest.objects.filter(state="asked").values_list("pk", flat=True))
        with pytest.raises(SupportNotPossible, match="no longer open"):
            operations.hand_over(**give, request_ids=[asked.pk, *left], by=by, at=now())
    assert "Handed over: " in said(officer.post(address, {"to_id": str(second.person_id)}, follow=True))
    assert [call.follower_id for call in calls(world)] == [second.person_id]


def test_cover_shows_on_the_first_page_of_whoever_covers(world: World, officer: Client) -> None:
    second = support.an_officer(world, "Second Officer")
    support.leads(world, second, ASH)
    support.a_request(world)
    today = now().date()
    posted = {
        "person_id": str(second.person_id),
        "from_on": today.isoformat(),
        "until_on": (today + timedelta(days=2)).isoformat(),
        "covered_by": str(support.administrator(world).person_id),
    }
    page = said(officer.post(reverse("support:case_load"), posted, follow=True))
    assert "covered by partnership_administrator" in page
    assert "1 request of Second Officer, who is away" in said(officer.get("/"))
    assert officer.post(reverse("support:case_load"), {**posted, "covered_by": posted["person_id"]}).status_code == 422


def test_what_is_late_rises_to_the_manager(world: World) -> None:
    support.leads(world, support.administrator(world), ASH)
    support.a_request(world, at=now() - timedelta(days=30))
    officer, manager = (
        client_of(world, role, NORTHERN) for role in (Role.partnership_administrator, Role.business_manager)
    )
    assert "request of a setting is yours" in said(officer.get("/")) or "waits for an officer" in said(officer.get("/"))
    assert "1 request of a setting is late" in said(manager.get("/"))


def test_the_report_says_who_had_no_contact_and_hides_small_groups_in_a_paper(world: World, officer: Client) -> None:
    support.a_call(world)
    page = said(officer.get(reverse("support:report")))
    assert "1 of 3 settings" in page
    assert DAISY in page
    assert BEECH in said(officer.get(reverse("support:without_csv")))
    paper = f"{reverse('support:report')}?for=paper&by=setting&since=nonsense"
    shown = said(officer.get(paper))
    assert "Too few to show" in shown
    assert DAISY not in shown
    assert "Too few to show" in said(officer.get(f"{reverse('support:report_csv')}?for=paper"))
    assert "too few settings had support to show figures" in shown


def test_period_and_groups_stay_where_the_report_is_shown_for_a_paper(world: World, officer: Client) -> None:
    here, chosen = reverse("support:report"), "by=kind&since=2026-09-02&until=2026-10-03"
    assert f'href="{here}?{chosen}&for=paper"'.replace("&", "&amp;") in officer.get(f"{here}?{chosen}").content.decode()
    paper = officer.get(f"{here}?{chosen}&for=paper").content.decode()
    assert f'href="{here}?{chosen}&for="'.replace("&", "&amp;") in paper


def test_the_clock_is_the_offices_to_set(world: World, officer: Client) -> None:
    day = (now() + timedelta(days=2)).date().isoformat()
    posted = {"answer_days": "5", "manager_days": "1", "from_on": day}
    assert "within 3 school days" in said(officer.get(reverse("support:clock")))
    assert "5 school days" in said(officer.post(reverse("support:clock"), posted, follow=True))
    lead = client_of(world, Role.education_safeguarding_lead, NORTHERN)
    assert lead.get(reverse("support:clock")).status_code == 403
