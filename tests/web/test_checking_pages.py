"""Pages of moderation, visits, feedback and what follows: what they show, refuse and cost."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.audits import documents
from concordat.audits.checking_rules import Round
from concordat.audits.models import PlannedAction, Visit
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.core.problems import NotFound
from tests.accessible_pdf import require_accessible, text_of
from tests.factories import checking
from tests.web.signed_in import client_of
from tests.web.test_audit_pages import queries_of
from tests.world import ASH, BEECH, NORTHERN, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LEAD, OFFICE = Role.education_safeguarding_lead, Role.business_manager


def body(client: object, address: str) -> str:
    response = client.get(address)  # type: ignore[attr-defined]
    assert response.status_code == 200, address
    return str(response.content.decode())


def test_a_return_is_shared_out_rated_in_sections_and_finished(world: World) -> None:
    cycle = checking.two_submitted(world)
    office, lead = client_of(world, OFFICE, NORTHERN), client_of(world, LEAD, NORTHERN)
    hub = reverse("audits:checking", args=[cycle.pk])
    assert "Share out 2 to be rated" in body(office, hub)
    share = reverse("audits:share_out", args=[cycle.pk])
    assert office.post(share, {}).status_code == 422
    assert office.post(share, {"moderator_ids": [checking.person(checking.lead(world))]}).status_code == 302
    assert "2 returns wait for your rating" in body(lead, "/")
    assert ASH in body(lead, reverse("audits:my_ratings", args=[cycle.pk]))
    moderation = checking.moderation_of(world, ASH)
    section = reverse("audits:moderate_section", args=[moderation.pk, "A1"])
    page = body(lead, section)
    assert "The setting says:" in page
    worse = lead.post(section, {"A1.1.rating": "red", "A1.1.why": "", "A1.1.was": "0"})
    assert worse.status_code == 422
    assert "Say why you rate it otherwise" in worse.content.decode()
    assert re.search(r'value="red" checked', worse.content.decode())  # what was chosen stands
    given = {"A1.1.rating": "red", "A1.1.why": "Nowhere to be found", "A1.1.was": "0", "agrees": "1", "then": "list"}
    assert lead.post(section, given).status_code == 302
    assert "Nowhere to be found" in body(lead, section)
    stale = lead.post(section, {"A1.1.rating": "amber", "A1.1.why": "On paper", "A1.1.was": "0"})
    assert stale.status_code == 422
    assert "rated in another window" in stale.content.decode()
    finish = reverse("audits:finish_moderation", args=[moderation.pk])
    assert lead.post(finish).status_code == 422
    checking.rated(world, moderation, checking.lead(world))
    assert "Release feedback" in body(office, reverse("audits:check_of", args=[moderation.audit_return_id]))
    assert lead.get(section).status_code == 404  # finished


def test_only_the_moderator_opens_the_pages_of_rating(world: World) -> None:
    checking.shared_out(world, checking.two_submitted(world))
    moderation = checking.moderation_of(world, ASH)
    section = reverse("audits:moderate_section", args=[moderation.pk, "A1"])
    for role, place, status in (
        (OFFICE, NORTHERN, 403),
        (Role.independent_scrutineer, NORTHERN, 403),
        (Role.dsl, ASH, 403),
        (LEAD, SOUTHERN, 404),
    ):
        client = client_of(world, role, place)
        assert client.get(section).status_code == status, role
        assert client.post(section, {"A1.1.rating": "red"}).status_code == status, role
    lead = client_of(world, LEAD, NORTHERN)
    assert lead.get(reverse("audits:moderate", args=[999_999])).status_code == 404
    assert lead.get(reverse("audits:moderate_section", args=[moderation.pk, "Z9"])).status_code == 404


def test_a_visit_is_drawn_booked_rated_and_then_shown_beside_the_return(world: World) -> None:
    cycle = checking.two_submitted(world)
    office, visitor = client_of(world, OFFICE, NORTHERN), client_of(world, Role.independent_scrutineer, NORTHERN)
    draw = reverse("audits:draw_visits", args=[cycle.pk])
    asked = checking.questions_of(world, cycle)
    assert office.post(draw, {"risk_size": "", "random_size": "2"}).status_code == 422
    assert office.post(draw, {"risk_size": 0, "random_size": 2, "questions": asked}).status_code == 302
    visits = reverse("audits:visits", args=[cycle.pk])
    assert "2 of 2 visits" in body(office, visits)
    assert "0 of 2 visits" in body(office, visits + "?reason=risk")
    visit = checking.visit_of(world, ASH)
    with acting_as(checking.office(world)):
        today = now().date()
    book = reverse("audits:book_visit", args=[visit.pk])
    past = office.post(book, {"visit_on": "2026-01-05", "visitor_id": checking.person(checking.scrutineer(world))})
    assert past.status_code == 422
    with acting_as(checking.office(world)):  # whatever day it is, also a Saturday
        Visit.objects.filter(pk=visit.pk).update(
            visitor_id=checking.person(checking.scrutineer(world)), visitor_name="The scrutineer", visit_on=today
        )
    assert visitor.get(reverse("audits:read", args=[visit.audit_return_id])).status_code == 200
    rate = reverse("audits:rate_visit", args=[visit.pk])
    page = body(visitor, rate)
    assert "The setting says" not in page
    code = asked[0]
    some = {f"{code}.rating": "red", f"{code}.was": "0", "whole": "A calm school.", "then": "finish"}
    unfinished = visitor.post(rate, some)
    assert unfinished.status_code == 422
    assert "not rated yet" in unfinished.content.decode()
    assert "A calm school." in unfinished.content.decode()
    rest = {f"{one}.rating": "red" for one in asked} | {"whole": "A calm school.", "then": "finish"}
    finished = visitor.post(rate, rest)
    assert finished.status_code == 302, re.findall(r"error-summary.*?</ul>", finished.content.decode(), re.S)
    done = body(visitor, reverse("audits:visit", args=[visit.pk]))
    assert "The setting says" in done
    assert "A calm school." in done
    school = client_of(world, Role.dsl, ASH)
    told = body(school, reverse("audits:return", args=[visit.audit_return_id]))
    assert "drawn by chance" in told
    assert "A calm school." not in told
    assert school.get(reverse("audits:visit", args=[visit.pk])).status_code == 403


def test_feedback_is_released_read_represented_and_decided(world: World) -> None:
    cycle = checking.two_submitted(world)
    checking.shared_out(world, cycle)
    for setting in (ASH, BEECH):
        checking.rated(world, checking.moderation_of(world, setting), checking.lead(world), worse=2)
    office, school = client_of(world, OFFICE, NORTHERN), client_of(world, Role.headteacher, ASH)
    found = checking.return_of(world, ASH)
    feedback = reverse("audits:feedback", args=[found.pk])
    assert school.get(feedback).status_code == 404
    release = reverse("audits:release_to_all", args=[cycle.pk])
    assert office.post(release, {"words": " "}).status_code == 422
    assert office.post(release, {"words": "Thank you for your return."}).status_code == 302
    hub = body(office, reverse("audits:checking", args=[cycle.pk]))
    assert "2 of 2 settings that returned have their feedback" in hub
    page = body(school, feedback)
    assert "Thank you for your return." in page
    assert "We could not find it." in page
    assert "Ask for another moderator" in page
    assert "actions are proposed" in body(school, "/")
    beech = reverse("audits:feedback", args=[checking.return_of(world, BEECH).pk])
    assert "Thank you for your return." in body(client_of(world, Role.trust_safeguarding_lead, TRUST), beech)
    assert school.get(beech).status_code == 404
    ask = reverse("audits:represent", args=[found.pk])
    assert school.post(ask, {"why": ""}).status_code == 422
    assert school.post(ask, {"why": "A1.1 is on our website."}).status_code == 302
    assert "Answer a representation" in body(office, "/")
    again = reverse("audits:look_again", args=[found.pk])
    first = office.post(again, {"moderator_id": checking.person(checking.lead(world))})
    assert first.status_code == 422
    assert "has not rated this return" in first.content.decode()
    assert office.post(again, {"moderator_id": checking.person(checking.second(world))}).status_code == 302
    other = client_of(world, checking.SECOND, NORTHERN)
    decide = reverse("audits:decide_representation", args=[found.pk])
    answer = {"outcome": "changed", "answer": "We found it; the rating is changed."}
    assert other.post(decide, answer).status_code == 422  # rate first
    moderation = checking.moderation_of(world, ASH, number=Round.again)
    checking.rated(world, moderation, checking.second(world))
    assert office.post(decide, answer).status_code == 422  # the other moderator decides
    assert other.post(decide, answer).status_code == 302
    after = body(school, feedback)
    assert "We found it; the rating is changed." in after
    assert "We could not find it." not in after  # the other moderator's rating stands over the first's
    assert school.post(ask, {"why": "Once more"}).status_code == 422


def test_an_action_is_taken_on_and_a_second_window_loses_nothing(world: World) -> None:
    cycle = checking.two_submitted(world)
    checking.shared_out(world, cycle)
    checking.rated(world, checking.moderation_of(world, ASH), checking.lead(world), worse=1)
    checking.told(world, ASH)
    with acting_as(checking.office(world)):
        action = PlannedAction.objects.filter(establishment_id=world.id(ASH)).order_by("pk").first()
    assert action is not None
    school = client_of(world, Role.dsl, ASH)
    address = reverse("audits:action", args=[action.pk])
    typed = {"state": "accepted", "what": "Put it on the website", "who": "", "by_when": "", "said": "", "was": "1"}
    missing = school.post(address, typed)
    assert missing.status_code == 422
    assert "Say who does it and by when." in missing.content.decode()
    full = typed | {"who": "The deputy", "by_when": "2027-03-31"}
    assert school.post(address, full).status_code == 302
    late = school.post(address, full | {"what": "Something else"})
    assert late.status_code == 422
    assert "Something else" in late.content.decode()
    assert client_of(world, OFFICE, NORTHERN).post(address, full).status_code == 403
    assert client_of(world, Role.dsl, BEECH).get(address).status_code == 404


def test_recommendations_are_answered_and_rolled_up_by_trust(world: World) -> None:
    checking.two_submitted(world)
    office, school = client_of(world, OFFICE, NORTHERN), client_of(world, Role.dsl, BEECH)
    new = reverse("audits:recommend", args=[world.id(NORTHERN)])
    asked = {"title": "Keep a log", "asks": "Of low-level concerns", "source": "Inspection", "due_on": "2027-03-31"}
    assert office.post(new, asked | {"source": ""}).status_code == 422
    assert office.post(new, asked).status_code == 302
    assert office.post(new, asked).status_code == 422  # once
    ours = reverse("audits:our_recommendations", args=[world.id(BEECH)])
    link = re.search(r'href="(/audits/settings/\d+/recommendations/\d+/)"', body(school, ours))
    assert link is not None
    said = {"state": "done", "shows": "", "was": "0"}
    assert "Say what shows that it is done." in school.post(link[1], said).content.decode()
    assert school.post(link[1], said | {"shows": "The log"}).status_code == 302
    assert "while you were typing" in school.post(link[1], said | {"shows": "Another"}).content.decode()
    matrix = reverse("audits:recommendations", args=[world.id(NORTHERN)])
    page = body(office, matrix)
    assert "1 of 3 settings have done it" in page
    assert "The log" in page
    trust = page.split("Done, by trust", 1)[1]
    assert re.search(rf"{TRUST}</th><td[^>]*>1 of 1<", trust)
    assert ASH not in body(office, matrix + "?state=done").split('id="list"')[1]
    file = office.get(reverse("audits:recommendations_csv", args=[world.id(NORTHERN)])).content.decode()
    assert "Beech Academy" in file
    assert "The log" in file
    other = client_of(world, Role.dsl, ASH)
    assert other.post(link[1], said).status_code == 404
    assert client_of(world, OFFICE, SOUTHERN).get(matrix).status_code == 404
    assert client_of(world, Role.trust_safeguarding_lead, TRUST).get(link[1]).status_code == 403


def test_small_groups_are_hidden_on_the_page_of_agreement_and_over_claiming(world: World) -> None:
    cycle = checking.everything(world)
    page = body(client_of(world, OFFICE, NORTHERN), reverse("audits:checking_reports", args=[cycle.pk]))
    assert "Too few settings were visited to show this" in page
    assert "No return has been rated twice yet." in page


@pytest.mark.parametrize(
    ("route", "most"),
    [("checking", 10), ("visits", 8), ("checking_reports", 10), ("my_ratings", 7)],
)
def test_pages_of_an_audit_cost_few_queries(world: World, route: str, most: int) -> None:
    cycle = checking.everything(world)
    client = client_of(world, LEAD, NORTHERN)
    address = reverse(f"audits:{route}", args=[cycle.pk])
    client.get(address)
    response, asked = queries_of(client, "get", address)
    assert response.status_code == 200
    assert len(asked) <= most, asked


def test_the_matrix_costs_ten_queries(world: World) -> None:
    checking.everything(world)
    client = client_of(world, OFFICE, NORTHERN)
    address = reverse("audits:recommendations", args=[world.id(NORTHERN)])
    client.get(address)
    _, asked = queries_of(client, "get", address)
    assert len(asked) <= 10, asked


def test_the_letter_is_an_accessible_document_with_the_words_of_the_page(world: World) -> None:
    checking.everything(world)
    found = checking.return_of(world, ASH)
    dsl = world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        made = documents._feedback_pdf(dsl, found.pk, "")
    beech = checking.return_of(world, BEECH)
    with acting_as(dsl), pytest.raises(NotFound):
        documents._feedback_pdf(dsl, beech.pk, "")
    require_accessible(made, title=f"Feedback: {ASH}")
    said = "".join(text_of(made).replace("\u200b", "").split())
    for words in ("Thank you for your return.", "A calm school.", "As seen.", "You have asked for another moderator."):
        assert words.replace(" ", "") in said
    asked = client_of(world, Role.dsl, ASH).post(reverse("documents:ask", args=["audits.feedback_pdf", found.pk]))
    assert asked.status_code == 302


def test_a_setting_without_feedback_stands_in_the_list_of_those_who_have_none(world: World) -> None:
    cycle = checking.two_submitted(world)
    checking.shared_out(world, cycle)
    checking.rated(world, checking.moderation_of(world, ASH), checking.lead(world))
    checking.told(world, ASH)
    office = client_of(world, OFFICE, NORTHERN)
    hub = reverse("audits:checking", args=[cycle.pk])
    listed = body(office, hub + "?stage=rating").split('id="list"')[1]
    assert BEECH in listed
    assert ASH not in listed
    file = office.get(reverse("audits:checking_csv", args=[cycle.pk]) + "?stage=told").content.decode()
    assert ASH in file
    assert BEECH not in file
