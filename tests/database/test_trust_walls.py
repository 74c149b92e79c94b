"""What a trust says, before generated people: Python and the database show the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import trust_access
from concordat.audits.models import TrustAnswer, TrustAudit, TrustSignature
from concordat.core.actor import acting_as, set_actor
from concordat.establishments.models import Establishment
from tests.database.test_row_security import AT, HELD, somebody
from tests.factories import audits, trusts
from tests.world import BEECH, CEDAR, NOW, TRUST, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def said(world: World) -> dict[str, int]:
    """A draft, answers for all schools, answers of one school: ids by what they are."""
    audits.opened(world)
    draft = trusts.said(world, {"A1.1": "green"}, title="Draft")
    for_all = trusts.sign(world, trusts.said(world, {"A1.1": "green"}, title="For all"), board_on=NOW.date())
    made = trusts.said(world, {}, title="For each")
    lead = trusts.lead(world)
    with acting_as(lead):
        for school in (BEECH, CEDAR):
            about = {"trust_audit": made, "trust_id": world.id(TRUST), "establishment_id": world.id(school)}
            TrustAnswer.objects.create(
                **about, question="A1.1", value={"choice": "green"}, answered_by_id=lead.person_id or 0, answered_at=NOW
            )
            TrustSignature.objects.create(
                **about, signed_name="Somebody", signed_on=NOW, recorded_by_id=lead.person_id or 0, recorded_at=NOW
            )
        made.state = "signed"
        made.save()
    return {"draft": draft.pk, "all": for_all.pk, "each": made.pk}


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(held=HELD, leaves=st.sampled_from(["", BEECH, CEDAR]))
def test_what_a_trust_says_is_shown_as_python_says(
    world: World, said: dict[str, int], held: list[tuple[Role, str]], leaves: str
) -> None:
    with transaction.atomic():
        set_actor(FOUNDER, at=None)
        actor = somebody(world, held)
        if leaves:
            Establishment.objects.filter(pk=world.id(leaves)).update(trust=None)
        set_actor(actor, at=AT)
        assert set(trust_access.visible_trust_audits(actor)) == set(TrustAudit.objects.all())
        assert set(trust_access.visible_trust_answers(actor)) == set(TrustAnswer.objects.all())
        assert set(trust_access.visible_trust_signatures(actor)) == set(TrustSignature.objects.all())
        for_trust = any(
            place == TRUST and role in (Role.trust_safeguarding_lead, Role.trust_chief_executive)
            for role, place in held
        )
        if not for_trust:
            assert said["draft"] not in set(TrustAudit.objects.values_list("pk", flat=True))
        transaction.set_rollback(True)


def test_a_school_reads_what_was_said_of_itself_and_not_of_another(world: World, said: dict[str, int]) -> None:
    with acting_as(world.actor(Role.dsl, BEECH), at=datetime(2026, 11, 2, 9, tzinfo=UTC)):
        about = TrustAnswer.objects.filter(trust_audit=said["each"]).values_list("establishment_id", flat=True)
        assert list(about) == [world.id(BEECH)]
        assert set(TrustAudit.objects.values_list("pk", flat=True)) == {said["all"], said["each"]}
