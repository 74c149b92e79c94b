"""Whoever visits a return is given none of its answers: papers about all of them are made by somebody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from concordat.accounts.documents import EVERYTHING
from concordat.accounts.vocabulary import Role
from concordat.audits import board_papers, documents, operations
from concordat.audits.models import AuditCycle
from concordat.core.actor import Actor, acting_as
from concordat.core.documents import kinds
from concordat.core.problems import Problem
from tests.factories import checking
from tests.factories.checking import LATER, office, person, second
from tests.web.signed_in import client_of
from tests.world import ASH, BEECH, NORTHERN, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ABOUT_A_CYCLE = [documents.BOARD_PACK, documents.ANALYSIS_XLSX, documents.ANALYSIS_PDF]


def visited_by_the_office(world: World, *settings: str) -> AuditCycle:
    """The business manager visits these settings and has not finished."""
    cycle = checking.two_submitted(world)
    checking.drawn(world, cycle)
    visitor, visits = person(office(world)), [checking.visit_of(world, setting) for setting in settings]
    with acting_as(second(world), at=LATER) as by:
        for visit in visits:
            operations.book_visit(visit=visit, visitor_id=visitor, visit_on=LATER.date(), by=by, at=LATER)
    return cycle


def asks(kind: str, about_id: int) -> Callable[[Actor], object]:
    """Somebody asks for a document."""
    variant = "phase" if "analysis" in kind else ""
    return lambda by: kinds.named(kind).about(by, about_id, variant)


def test_papers_about_every_return_are_refused_to_whoever_visits_some(world: World) -> None:
    cycle = visited_by_the_office(world, ASH, BEECH)
    wanted = [asks(kind, cycle.pk) for kind in ABOUT_A_CYCLE]
    wanted += [asks(EVERYTHING, world.id(NORTHERN)), lambda by: board_papers.pack_of(by, cycle.pk)]
    for one in wanted:
        with acting_as(office(world), at=LATER) as by, pytest.raises(Problem, match="You visit 2 of these returns"):
            one(by)
    for one in wanted[:3] + wanted[4:]:  # the administrator takes nothing whole, and visits nothing
        with acting_as(second(world), at=LATER) as by:
            assert one(by)


def test_after_the_visit_the_same_person_makes_them(world: World) -> None:
    cycle = visited_by_the_office(world, ASH)
    visit = checking.visit_of(world, ASH)
    with acting_as(office(world), at=LATER) as by:
        with pytest.raises(Problem, match="You visit 1 of these returns"):
            board_papers.pack_of(by, cycle.pk)
        given = {code: operations.Given("green", "As seen.") for code in visit.draw.questions}
        operations.rate_visit(visit=visit, given=given, whole="A calm school.", by=by, at=LATER)
        operations.lock_visit(visit=visit, by=by, at=LATER)
        assert board_papers.pack_of(by, cycle.pk)
        assert asks(EVERYTHING, world.id(NORTHERN))(by)


def test_the_page_of_results_says_how_many_are_not_counted_and_its_file_is_refused(world: World) -> None:
    cycle = visited_by_the_office(world, ASH)
    client = client_of(world, Role.business_manager, NORTHERN)
    page = client.get(reverse("audits:analysis", args=[cycle.pk])).content.decode()
    assert "1 return is not counted here" in page
    file = client.get(reverse("audits:analysis_csv", args=[cycle.pk]))
    assert file.status_code == 422
    assert "You visit 1 of these returns" in file.content.decode()
    other = client_of(world, Role.education_safeguarding_lead, NORTHERN)
    assert "not counted here" not in other.get(reverse("audits:analysis", args=[cycle.pk])).content.decode()
    assert other.get(reverse("audits:analysis_csv", args=[cycle.pk])).status_code == 200
