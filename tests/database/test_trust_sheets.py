"""A trust's own audit comes in as a form, is tagged once, and serves every partnership that asks its schools."""

from __future__ import annotations

import pytest

from concordat.accounts.vocabulary import Role
from concordat.audits.carrying.known import Known, known_of
from concordat.audits.models import AuditReturn, TrustAnswer, TrustAudit, TrustSignature
from concordat.audits.operations.trusts import TrustNotPossible
from concordat.core.actor import acting_as
from concordat.core.problems import NotAllowed
from concordat.lib.crosswalk import Obstacle
from concordat.lib.form_logic import FormProblems
from concordat.questionnaires import queries as questionnaire_queries
from concordat.questionnaires.models import FormVersion
from tests.factories import audits, carrying, tagging, trusts
from tests.factories.carrying import TOOLKIT
from tests.world import BEECH, CEDAR, NORTHERN, NOW, SOUTHERN, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = NOW.date()
TITLE = "Trust review"
SHEET = (
    ("Question", BEECH, CEDAR),
    ("Leaders assume that it happens here.", "yes", "yes"),
    ("Something partly so.", "partly", "yes"),
    ("Signed by", "A. Invented", ""),
    ("Signed on", "2026-10-20", ""),
    ("Board approved on", "2026-10-21", ""),
    ("Minute", "4", ""),
)


@pytest.fixture
def target(world: World) -> AuditReturn:
    """A school of the trust, asked by a partnership with the toolkit."""
    audits.opened(world)
    return carrying.asked_again(world, setting=BEECH)


def known(world: World, target: AuditReturn) -> Known:
    dsl = world.actor(Role.dsl, BEECH)
    with acting_as(dsl):
        return known_of(dsl, target, on=TODAY)


def tagged(world: World, made: TrustAudit, tags: dict[str, list[str]]) -> None:
    """The trust asks two editors and a reader for the tags of its form, once."""
    work = tagging.opened_by(world, trusts.lead(world), made.form_version_id)
    tagging.agree_all(work, tags)
    work.release()


def test_it_serves_the_form_of_a_partnership_by_its_tags_and_only_where_it_is_signed(
    world: World, target: AuditReturn
) -> None:
    carrying.released(world, TOOLKIT, {"B1.2": ["CUL-01"], "B1.1": ["CUL-03"]})
    made = trusts.brought_in(world, SHEET, title=TITLE)
    tagged(world, made, {"Q1": ["CUL-01"], "Q2": ["CUL-03"]})
    assert known(world, target).ready == {}  # a draft
    trusts.sign(world, made)
    found = known(world, target)
    assert list(found.to_confirm) == ["B1.2"]
    assert found.to_confirm["B1.2"].value == {"choice": "3"}
    assert Obstacle.NOT_ALL_IN_PLACE in found.offers["B1.1"].suggestions[0].obstacles
    lead = trusts.lead(world)
    with acting_as(lead):
        counted = {one.audit_return.pk: one for one in trusts.filled(lead, made.pk, on=TODAY)}
        assert (counted[target.pk].ready, counted[target.pk].minutes) == (1, 2)
        assert counted[target.pk].gaps == counted[target.pk].asked - 1
        assert TrustSignature.objects.get(withdrawn_at=None).signed_name == "A. Invented"
    # A school whose column nobody signed reads what was said of it, and gets nothing ready.
    with acting_as(world.actor(Role.dsl, CEDAR)):
        assert set(TrustAnswer.objects.values_list("establishment_id", flat=True)) == {world.id(CEDAR)}
        assert not TrustSignature.objects.exists()


def test_without_tags_nothing_of_it_is_ready(world: World, target: AuditReturn) -> None:
    trusts.sign(world, trusts.brought_in(world, SHEET, title=TITLE))
    found = known(world, target)
    assert (found.ready, found.gaps[0]) == ({}, "B1.1")


def test_the_same_file_twice_is_once_and_a_changed_one_replaces_what_was_not_signed(
    world: World, target: AuditReturn
) -> None:
    made = trusts.brought_in(world, SHEET, title=TITLE)
    again = trusts.brought_in(world, SHEET, title=TITLE)
    assert made.pk == again.pk
    lead = trusts.lead(world)
    with acting_as(lead):
        assert (TrustAnswer.objects.count(), TrustSignature.objects.count()) == (4, 1)
        assert set(TrustAnswer.objects.values_list("version", flat=True)) == {1}
    changed = (SHEET[0], (SHEET[1][0], "no", ""), *SHEET[2:])
    assert trusts.brought_in(world, changed, title=TITLE).pk == made.pk
    with acting_as(lead):
        said = {(row.establishment_id, row.question): row for row in TrustAnswer.objects.all()}
        assert said[world.id(BEECH), "Q1"].value == {"choice": "red"}
        assert said[world.id(CEDAR), "Q1"].value == {}
        assert said[world.id(BEECH), "Q1"].version == 2
    trusts.sign(world, made)
    with pytest.raises(TrustNotPossible, match="Open it again"):
        trusts.brought_in(world, SHEET, title=TITLE)


def test_a_file_with_other_questions_takes_the_place_of_the_one_before(world: World, target: AuditReturn) -> None:
    first = trusts.sign(world, trusts.brought_in(world, SHEET, title=TITLE))
    more = (*SHEET[:3], ("One more question.", "yes", "yes"), *SHEET[3:])
    second = trusts.brought_in(world, more, title=TITLE)
    assert second.pk != first.pk
    with acting_as(trusts.lead(world)):
        assert TrustAudit.objects.get(pk=first.pk).state == "signed"  # until the new one is
    trusts.sign(world, second)
    with acting_as(trusts.lead(world)):
        assert TrustAudit.objects.get(pk=first.pk).state == "draft"
        assert FormVersion.objects.get(pk=second.form_version_id).number == 2


def test_a_file_with_a_fault_keeps_nothing(world: World, target: AuditReturn) -> None:
    with pytest.raises(FormProblems, match="Row 2"):
        trusts.brought_in(world, (SHEET[0], ("Is it so?", "mostly", "yes")), title=TITLE)
    with acting_as(trusts.lead(world)):
        assert not TrustAudit.objects.exists()
        assert not FormVersion.objects.filter(form__owner_id=world.id(TRUST)).exists()


def test_only_the_trust_brings_it_in_and_no_partnership_can_ask_with_it(world: World, target: AuditReturn) -> None:
    for role, place in ((Role.dsl, BEECH), (Role.business_manager, NORTHERN)):
        with pytest.raises(NotAllowed):
            trusts.brought_in(world, SHEET, title=TITLE, by=world.actor(role, place))
    made = trusts.brought_in(world, SHEET, title=TITLE)
    with acting_as(world.actor(Role.business_manager, SOUTHERN)):
        offered = questionnaire_queries.published_versions().values_list("pk", flat=True)
        assert made.form_version_id not in set(offered)


def test_a_trust_keeps_its_own_forms_and_not_those_that_come_along(world: World, target: AuditReturn) -> None:
    with acting_as(world.actor(Role.business_manager, NORTHERN)):
        version = questionnaire_queries.published_version(TOOLKIT).pk
    with pytest.raises(NotAllowed):
        tagging.opened_by(world, trusts.lead(world), version)
    made = trusts.brought_in(world, SHEET, title=TITLE)
    with pytest.raises(NotAllowed):
        tagging.opened_by(world, world.actor(Role.business_manager, NORTHERN), made.form_version_id)
