"""What guidance expects and how far settings are: read from signed answers, by hand tallies, small groups hidden."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits.analysis import coverage as counting
from concordat.audits.analysis.coverage import Coverage, Setting, Stand, coverage
from concordat.core.actor import acting_as
from concordat.establishments.queries import EstablishmentBrief
from concordat.lib.crosswalk import TagState
from concordat.questionnaires import parts_of_guidance
from tests.factories import audits, carrying
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, NORTHERN, NOW, SOUTHERN, World, look_up

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = NOW.date()
TAGS = {carrying.AUDIT: {"A1.1": "T-01 T-02", "A1.2": "T-03", "A1.3": "T-03 T-04"}}


@pytest.fixture
def world(db: None) -> World:
    with acting_as(FOUNDER):
        return look_up()


def stands(
    world: World, setting: str, *, role: Role = Role.education_safeguarding_lead, on: Any = TODAY
) -> dict[str, bool]:
    by = world.actor(role, NORTHERN)
    with acting_as(by):
        found = coverage(by, world.id(NORTHERN), on=on, threshold=5)
    return {
        code: stand.is_met
        for one in found.settings
        if one.brief.id == world.id(setting)
        for code, stand in one.stands.items()
    }


def test_green_meets_all_it_asks_and_red_alone_meets_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    carrying.tagged(monkeypatch, TAGS)
    carrying.signed(world, {"A1.1": "green", "A1.2": "red", "A1.3": "amber"})
    assert stands(world, ASH) == {"T-01": True, "T-02": True, "T-03": False}  # T-04 is only a part of what is amber
    assert stands(world, BEECH) == {}


def test_nothing_is_certain_by_drafts_by_the_unsigned_or_by_what_is_old(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrying.tagged(monkeypatch, TAGS)
    carrying.said(world, {"A1.1": "green"})
    assert stands(world, ASH) == {}
    audits.signed_and_submitted(world, ASH)
    assert stands(world, ASH)["T-01"] is True
    assert stands(world, ASH, on=TODAY + timedelta(days=366)) == {}
    carrying.tagged(monkeypatch, TAGS, state=TagState.DRAFT)
    assert stands(world, ASH) == {}


def brief(number: int, phase: str) -> EstablishmentBrief:
    return EstablishmentBrief(number, f"School {number}", None, "01", phase, None, "", 1, None)


def made(said: dict[str, list[bool | None]]) -> Coverage:
    """Settings by phase; each meets the one expectation, does not, or is open."""
    found: list[Setting] = []
    for phase, every in said.items():
        for is_met in every:
            stand = {} if is_met is None else {"T-01": Stand(is_met, TODAY, "Audit", "A1.1", 1)}
            found.append(Setting(brief(len(found), phase), stand))
    return Coverage(tuple(found), 5)


def test_counts_by_phase_are_those_of_a_hand_tally() -> None:
    line = made({"Primary": [True] * 6 + [False] * 2 + [None], "Secondary": [True, False] * 3}).line("T-01")
    assert (line.whole.met, line.whole.not_met, line.whole.open, line.whole.settings) == (9, 5, 1, 15)
    assert (line.whole.at_least, line.whole.at_most) == (60, 67)
    assert {one.name: (one.met, one.not_met, one.settings) for one in line.groups} == {
        "Primary": (6, 2, 9),
        "Secondary": (3, 3, 6),
    }


def test_a_group_that_is_too_small_hides_another_so_that_nobody_takes_it_from_the_whole() -> None:
    line = made({"Nursery": [False] * 2, "Primary": [True] * 9, "Secondary": [True, False] * 3}).line("T-01")
    assert {one.name for one in line.groups if one.is_hidden} == {"Nursery", "Secondary"}
    assert not line.whole.is_hidden
    few = made({"Nursery": [False] * 2, "Primary": [True] * 2}).line("T-01")
    assert few.whole.is_hidden
    assert all(one.is_hidden and (one.met, one.not_met) == (0, 0) for one in few.groups)


def test_one_certain_answer_among_many_settings_is_hidden_as_that_setting_s_own() -> None:
    line = made({"Nursery": [False] + [None] * 5, "Primary": [True] * 12 + [None] * 12}).line("T-01")
    assert {one.name for one in line.groups if one.is_hidden} == {"Nursery", "Primary"}
    alone = made({"Nursery": [False] + [None] * 5, "Primary": [None] * 24}).line("T-01")
    assert alone.whole.is_hidden
    nothing = made({"Nursery": [None] * 6, "Primary": [None] * 24}).line("T-01")
    assert not any(one.is_hidden for one in (nothing.whole, *nothing.groups))


def test_what_was_answered_before_guidance_changed_is_counted() -> None:
    found = made({"Primary": [True] * 6})
    assert found.line("T-01", changed_on=TODAY).changed_since == 0
    assert found.line("T-01", changed_on=TODAY + timedelta(days=1)).changed_since == 6


def test_parts_and_changes_come_from_the_library() -> None:
    parts = parts_of_guidance.parts()
    assert "Keeping children safe in education, part five" in {one.name for one in parts.values()}
    assert all(one.expectations for one in parts.values())
    changed = parts_of_guidance.changes(TODAY)
    assert changed["ONL-02"].from_on.isoformat() == "2025-09-01"
    assert parts_of_guidance.changes(changed["ONL-02"].from_on - timedelta(days=1)) == {}


def test_the_newest_answer_counts_and_of_one_day_what_is_missing() -> None:
    kept: dict[str, Stand] = {}
    old, new = Stand(True, TODAY - timedelta(days=9), "a", "A", 1), Stand(False, TODAY, "b", "B", 2)
    for order in ((old, new), (new, old)):
        kept.clear()
        for one in order:
            counting._keep(kept, "T-01", one)
        assert kept["T-01"] == new
    same = Stand(True, TODAY, "c", "C", 3)
    for order in ((new, same), (same, new)):
        kept.clear()
        for one in order:
            counting._keep(kept, "T-01", one)
        assert kept["T-01"] == new


def said(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def lead(world: World) -> Client:
    return client_of(world, Role.education_safeguarding_lead, NORTHERN)


def test_the_pages_say_it_and_hide_what_is_small(world: World, lead: Client) -> None:
    carrying.released(world, carrying.AUDIT, {"A1.1": ["GOV-01"], "A1.2": ["GOV-02"]})
    audits.opened(world)
    audits.submitted(world, ASH)
    address = reverse("audits:guidance", args=[world.id(NORTHERN)])
    page = said(lead.get(reverse("audits:my_guidance"), follow=True))
    assert "Read from what 1 setting signed within a year." in page
    assert "Too few to show" in page
    assert "A named governor, trustee or proprietor leads on safeguarding at board level" in page
    text = lead.get(reverse("audits:guidance_csv", args=[world.id(NORTHERN)])).content.decode()
    assert "too few" in text
    one = said(lead.get(reverse("audits:guidance_one", args=[world.id(NORTHERN), "GOV-01"])))
    assert ASH in one
    assert "1 of 1 settings" in one
    assert lead.get(reverse("audits:guidance_one", args=[world.id(NORTHERN), "VOI-99"])).status_code == 404
    other = client_of(world, Role.education_safeguarding_lead, SOUTHERN)
    assert other.get(address).status_code == 404


def test_what_an_edition_changed_becomes_a_list_of_what_to_do(world: World, lead: Client) -> None:
    """Each change is there, also one that no form asks about; a recommendation made from it is named in its place."""
    carrying.released(world, carrying.AUDIT, {"A1.1": ["ONL-02"]})
    audits.opened(world)
    audits.submitted(world, ASH)
    address = reverse("audits:guidance", args=[world.id(NORTHERN)])
    page = said(lead.get(address))
    assert "Since 1 September 2025, Keeping children safe in education 2025: Misinformation" in page
    assert "No form that settings signed within a year asks about it." in page  # the other change
    recommend = page.split('href="/audits/partnerships/')[1].split('"')[0].replace("&amp;", "&")
    form = said(lead.get(f"/audits/partnerships/{recommend}"))
    assert "Keeping children safe in education 2025 (" in form
    source = form.split('name="source"')[1].split('value="')[1].split('"')[0]
    typed = {"title": "Since the edition", "asks": "Do it.", "source": source, "due_on": "2031-01-01"}
    there = reverse("audits:recommend", args=[world.id(NORTHERN)])
    assert lead.post(there, typed).status_code == 302
    assert "Recommended to every setting by 1 January 2031" in said(lead.get(address))
    scrutineer = client_of(world, Role.independent_scrutineer, NORTHERN)
    assert "To do:" not in said(scrutineer.get(address))
