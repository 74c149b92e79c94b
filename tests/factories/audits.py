"""A cycle opened and a return taken as far as a test needs it, through operations as the right people."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from concordat.accounts.vocabulary import Role
from concordat.audits import operations, queries
from concordat.audits.models import AuditCycle, AuditReturn, Delegation
from concordat.audits.operations import FormChoice, Handing, Posted
from concordat.audits.vocabulary import Scheme
from concordat.core.actor import acting_as
from concordat.demo import answers
from concordat.questionnaires import queries as questionnaire_queries
from tests.world import NORTHERN, NOW, World, name_of

OPENS, CLOSES = date(2026, 10, 12), date(2026, 12, 18)
STATEMENT = "I have read this return."


def opened(
    world: World, *, partnership: str = NORTHERN, title: str = "School safeguarding audit", at: datetime = NOW
) -> AuditCycle:
    """The partnership's business manager has opened the yearly audit."""
    manager = world.actor(Role.business_manager, partnership)
    with acting_as(manager):
        school = questionnaire_queries.published_version("annual-school-audit").pk
        short = questionnaire_queries.published_version("short-provider-return").pk
        cycle = operations.prepare_cycle(
            partnership_id=world.id(partnership),
            title=title,
            year="2026 to 2027",
            opens_on=OPENS,
            closes_on=CLOSES,
            forms=[
                FormChoice(Scheme.s175, school),
                FormChoice(Scheme.s157, school),
                FormChoice(Scheme.short, short),
            ],
            by=manager,
            at=at,
        )
        operations.open_cycle(cycle=cycle, by=manager, at=at)
        return queries.cycle_for(manager, cycle.pk)


def return_of(world: World, setting: str) -> AuditReturn:
    """The return of a setting, as its DSL sees it."""
    dsl = world.actor(Role.dsl, setting)
    with acting_as(dsl):
        return queries.returns_of(dsl).get(establishment_id=world.id(setting))


def answered(
    world: World, setting: str, *, confidence: str = "very", at: datetime = NOW, shows: bool = False
) -> AuditReturn:
    """Every question answered by the DSL."""
    found = return_of(world, setting)
    dsl = world.actor(Role.dsl, setting)
    with acting_as(dsl):
        form, facts = queries.form_of(found), queries.register_facts(found)
        staff = [("Designated safeguarding lead", "Ada Invented")]
        given = answers.whole(form, facts, answers.Setting(confidence, staff, at.date(), shows), seed=1)
        posted = {code: Posted(value) for code, value in given.items() if code not in found.accepted}
        operations.save_section(audit_return=found, posted=posted, by=dsl, at=at)
    return return_of(world, setting)


def submitted(world: World, setting: str, *, confidence: str = "very", at: datetime = NOW) -> AuditReturn:
    """Answered, finished, signed by head and chair, submitted."""
    answered(world, setting, confidence=confidence, at=at)
    return signed_and_submitted(world, setting, at=at)


def signed_by_head(world: World, setting: str, *, at: datetime = NOW) -> AuditReturn:
    """Answered, finished and signed by the head; the chair is next."""
    found = answered(world, setting, at=at)
    dsl, head = (world.actor(role, setting) for role in (Role.dsl, Role.headteacher))
    with acting_as(dsl):
        operations.complete_return(audit_return=found, by=dsl, at=at)
    with acting_as(head):
        operations.sign_as_head(
            audit_return=found, statement=STATEMENT, shown=queries.answers_digest(found), by=head, at=at
        )
    return return_of(world, setting)


def signed_and_submitted(world: World, setting: str, *, at: datetime = NOW) -> AuditReturn:
    """What stands is finished, signed by head and chair, submitted."""
    found = return_of(world, setting)
    dsl, head, chair = (world.actor(role, setting) for role in (Role.dsl, Role.headteacher, Role.governor))
    with acting_as(dsl):
        operations.complete_return(audit_return=found, by=dsl, at=at + timedelta(minutes=1))
    with acting_as(head):
        operations.sign_as_head(
            audit_return=found,
            statement=STATEMENT,
            shown=queries.answers_digest(found),
            by=head,
            at=at + timedelta(minutes=2),
        )
    with acting_as(chair):
        operations.sign_as_chair(
            audit_return=found,
            statement=STATEMENT,
            shown=queries.answers_digest(found),
            by=chair,
            at=at + timedelta(minutes=3),
        )
    with acting_as(dsl):
        operations.submit_return(audit_return=found, by=dsl, at=at + timedelta(minutes=4))
    return return_of(world, setting)


def handed_over(
    world: World, setting: str, *sections: str, to: Role = Role.school_business_manager, at: datetime = NOW
) -> list[Delegation]:
    """Sections of the setting's return that its DSL has handed to whoever holds this role there."""
    found = return_of(world, setting)
    dsl = world.actor(Role.dsl, setting)
    handing = Handing(sections, world.people[name_of(to, setting)], note="As last year, please.")
    with acting_as(dsl):
        return operations.hand_sections(audit_return=found, handing=handing, by=dsl, at=at)
