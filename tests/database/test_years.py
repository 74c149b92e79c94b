"""A question over the years, and last year's answers beside this year's: what continues, what breaks (BX-WOR-8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from concordat.accounts.vocabulary import Role
from concordat.audits import access, operations, queries
from concordat.audits.analysis.results import results
from concordat.audits.analysis.trends import trends
from concordat.audits.carrying.forward import before, last_year
from concordat.audits.carrying.known import known_of
from concordat.audits.carrying.standing import answers_at
from concordat.audits.models import Answer, AuditCycle, AuditReturn, Evidence
from concordat.audits.operations import FormChoice
from concordat.audits.presenters import papers
from concordat.audits.vocabulary import Scheme
from concordat.core.actor import Actor, acting_as
from concordat.lib.crosswalk import Obstacle
from concordat.questionnaires import library
from concordat.questionnaires.operations import import_form_version, publish_form_version
from concordat.questionnaires.vocabulary import LIBRARY
from tests.factories import carrying, register
from tests.factories.carrying import AUDIT
from tests.web.signed_in import client_of
from tests.web.test_audit_pages import queries_of
from tests.world import ASH, BEECH, CEDAR, NORTHERN, NOW, SOUTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NEXT = NOW + timedelta(days=364)


def reworded() -> Any:
    """Next year's form: A1.1 asks something else, A1.2 has another hint on evidence, A1.4 is gone."""
    form = library.form(AUDIT)
    sections = []
    for section in form.sections:
        questions = [
            replace(one, text="Governors lead on safeguarding.")
            if one.code == "A1.1"
            else replace(one, evidence="minutes")
            if one.code == "A1.2"
            else one
            for one in section.questions
            if one.code != "A1.4"
        ]
        sections.append(replace(section, questions=tuple(questions)))
    return replace(form, sections=tuple(sections))


def next_year(world: World) -> tuple[AuditCycle, AuditReturn]:
    """The northern partnership asks again with the changed form."""
    with acting_as(Actor.system_named(LIBRARY)) as keeper:
        version = import_form_version(form=reworded(), owner_id=None, edition="Next", by=keeper, at=NOW)
        publish_form_version(version=version, by=keeper, at=NOW)
    manager, dsl = world.actor(Role.business_manager, NORTHERN), world.actor(Role.dsl, ASH)
    with acting_as(manager):
        cycle = operations.prepare_cycle(
            partnership_id=world.id(NORTHERN),
            title="School safeguarding audit",
            year="2027 to 2028",
            opens_on=date(2027, 10, 11),
            closes_on=date(2027, 12, 17),
            forms=[FormChoice(Scheme.s175, version.pk), FormChoice(Scheme.s157, version.pk)],
            by=manager,
            at=NEXT,
        )
        operations.open_cycle(cycle=cycle, by=manager, at=NEXT)
        cycle = queries.cycle_for(manager, cycle.pk)
    with acting_as(dsl):
        return cycle, queries.return_in(dsl, cycle.pk, world.id(ASH))


def test_last_year_s_answers_and_what_changed_stand_beside_this_year_s(world: World) -> None:
    earlier = carrying.signed(world, {"A1.1": "amber"})
    _, now = next_year(world)
    dsl = world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        standings = answers_at(dsl, now)
        found_before = before(now, standings)
        assert found_before is not None
        assert found_before.return_id == earlier.pk
        found = last_year(now, standings)
        assert before(earlier, standings) is None
    assert found["A1.1"].said.startswith("Amber")
    (changed,) = found["A1.1"].changes
    assert (changed[0], changed[2]) == ("Question", "Governors lead on safeguarding.")
    assert [what for what, _, _ in found["A1.2"].changes] == ["Evidence"]
    assert found["A2.1"].changes == ()
    page = client_of(world, Role.dsl, ASH).get(reverse("audits:last_year", args=[now.pk])).content.decode()
    assert "Last year: Amber" in page
    section = client_of(world, Role.dsl, ASH).get(reverse("audits:section", args=[now.pk, "A1"])).content.decode()
    assert "Question changed, before: “A named governor" in section


@pytest.mark.parametrize("agreed", [False, True])
def test_figures_continue_where_the_question_is_the_same_and_break_where_it_changed(
    world: World, monkeypatch: pytest.MonkeyPatch, agreed: bool
) -> None:
    """Two editors who see the same in the new words close the break; without them new words break."""
    if agreed:
        carrying.tagged(monkeypatch, {AUDIT: {"A1.1": "T-01 T-02"}})
    carrying.signed(world, {})
    cycle, _ = next_year(world)
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        found = results(manager, cycle)
        assert found.questions == ()  # nobody has returned: there is nothing to set beside last year
    carrying.handed_in(world, ASH, cycle.pk, at=NEXT)
    with acting_as(manager):
        found = results(manager, cycle, section="A1")
        made = trends(manager, cycle, found)
    by_code = {code: years for (_, code), years in made.items()}
    assert [(one.year, one.is_break) for one in by_code["A1.1"]] == [("2026 to 2027", not agreed)]
    assert [(one.year, one.is_break) for one in by_code["A1.2"]] == [("2026 to 2027", False)]
    client = client_of(world, Role.business_manager, NORTHERN)
    address = reverse("audits:analysis", args=[cycle.pk]) + "?section=A1"
    body = client.get(address).content.decode()
    assert "A1.2: over the years" in body
    assert ("The question changed: earlier figures are of another question." in body) is not agreed
    _, made_queries = queries_of(client, "get", address)
    assert len(made_queries) <= 20


def test_a_setting_reads_what_the_one_it_follows_handed_in_and_nothing_of_it_is_ready(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the register's links, once the other has closed: beside this year's questions, as suggestions only."""
    carrying.tagged(monkeypatch, {AUDIT: {"A1.1": "T-01", "A1.2": "T-02"}})
    earlier = carrying.signed(world, {"A1.1": "amber"}, setting=BEECH)
    _, now = next_year(world)
    dsl = world.actor(Role.dsl, ASH)
    day = date(2027, 11, 1)

    def seen() -> tuple[bool, Any]:
        with acting_as(dsl, at=NEXT):
            standings = answers_at(dsl, now)
            return earlier.pk in standings, (last_year(now, standings), known_of(dsl, now, on=day))

    register.a_closure(world.id(BEECH), on=date(2100, 1, 1), follower_id=world.id(ASH))
    assert seen()[0] is False  # it has not closed
    register.a_closure(world.id(BEECH), on=date(2026, 11, 20))
    there, (before_, found) = seen()
    assert there
    assert before_["A1.1"].said.startswith("Amber")
    assert found.ready == {}
    suggested = [one for offer in found.offers.values() for one in offer.suggestions]
    assert suggested
    assert all(Obstacle.OTHER_SCOPE in one.obstacles for one in suggested)
    for stranger in (world.actor(Role.dsl, CEDAR), world.actor(Role.business_manager, SOUTHERN)):
        with acting_as(stranger, at=NEXT):
            assert not AuditReturn.objects.filter(pk=earlier.pk).exists()
            assert not Answer.objects.filter(audit_return=earlier.pk).exists()
    with acting_as(dsl, at=NEXT):
        assert set(AuditReturn.objects.all()) == set(access.visible_returns(dsl))
        said = str(papers.whole_return(queries.return_for(dsl, earlier.pk)).as_data())
        assert "Nobody has signed yet." not in said
        assert f"headteacher of {BEECH}" in said
        assert not Evidence.objects.filter(audit_return=earlier.pk).exists()
