"""The toolkit about sexual harm asked of schools in an audit, answered at one level, and asked again a year later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, queries
from concordat.audits.models import AuditCycle, AuditReturn
from concordat.audits.operations import FormChoice, Posted
from concordat.audits.vocabulary import Scheme
from concordat.core.actor import acting_as
from concordat.questionnaires import queries as questionnaire_queries
from tests.factories import audits
from tests.factories.whole_answers import whole
from tests.world import NORTHERN, NOW, World

YEAR = timedelta(days=364)


def opened(
    world: World, *, year: str = "2026 to 2027", opens_on: date = audits.OPENS, at: datetime = NOW
) -> AuditCycle:
    """Of every school; the short return goes to the other providers."""
    manager = world.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        toolkit = questionnaire_queries.published_version("sexual-harm-toolkit").pk
        cycle = operations.prepare_cycle(
            partnership_id=world.id(NORTHERN),
            title="Sexual harm between children",
            year=year,
            opens_on=opens_on,
            closes_on=opens_on + timedelta(days=63),
            forms=[FormChoice(Scheme.s175, toolkit), FormChoice(Scheme.s157, toolkit)],
            by=manager,
            at=at,
        )
        operations.open_cycle(cycle=cycle, by=manager, at=at)
        return queries.cycle_for(manager, cycle.pk)


def answered(
    world: World,
    cycle: AuditCycle,
    place: str,
    *,
    level: str = "3",
    otherwise: Mapping[str, str] | None = None,
    at: datetime = NOW,
    hand_in: bool = True,
) -> AuditReturn:
    """Every level question at one level but those named otherwise; finished, signed and handed in."""
    dsl = world.actor(Role.dsl, place)
    with acting_as(dsl):
        found = queries.return_in(dsl, cycle.pk, world.id(place))
        form = queries.form_of(found)
        posted = {code: Posted(value) for code, value in whole(form, level, otherwise or {}).items()}
        operations.save_section(audit_return=found, posted=posted, by=dsl, at=at)
        if not hand_in:
            return queries.return_for(dsl, found.pk)
        found = queries.return_for(dsl, found.pk)
        operations.complete_return(audit_return=found, by=dsl, at=at)
    head, chair = (world.actor(role, place) for role in (Role.headteacher, Role.governor))
    with acting_as(head):
        operations.sign_as_head(
            audit_return=found, statement="I sign.", shown=queries.answers_digest(found), by=head, at=at
        )
    with acting_as(chair):
        operations.sign_as_chair(
            audit_return=found, statement="I sign.", shown=queries.answers_digest(found), by=chair, at=at
        )
    with acting_as(dsl):
        operations.submit_return(audit_return=found, by=dsl, at=at)
        return queries.return_for(dsl, found.pk)
