"""A setting that two partnerships ask: a signed audit of one, an open one of the other, tags as a test wants them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import pytest

from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import operations, queries
from concordat.audits.models import AuditReturn
from concordat.audits.operations import FormChoice, Posted
from concordat.audits.vocabulary import Scheme
from concordat.core.actor import acting_as
from concordat.demo import answers
from concordat.lib import crosswalk
from concordat.lib.crosswalk import Colour, Kind, Scale, TagState
from concordat.partnership import operations as partnership_operations
from concordat.partnership import queries as partnership_queries
from concordat.questionnaires import queries as questionnaire_queries
from concordat.questionnaires import tags
from tests.factories import audits, tagging
from tests.world import ASH, NORTH, NORTHERN, NOW, SOUTHERN, World

AUDIT, TOOLKIT = "annual-school-audit", "sexual-harm-toolkit"
OPENS, CLOSES = date(2026, 11, 2), date(2027, 2, 12)
Tags = Mapping[str, Mapping[str, str]]  # by form: by question, expectations with a space between
CODES = [f"T-{number:02d}" for number in range(1, 20)]
SCALES = {
    "rag": Scale(
        "rag",
        tuple({"green": Colour.GREEN, "amber": Colour.AMBER, "red": Colour.RED, "na": Colour.NOT_APPLICABLE}.items()),
        "green",
    ),
    "lvl4": Scale("lvl4", (("1", Colour.RED), ("2", Colour.AMBER), ("3", Colour.GREEN), ("4", Colour.GREEN)), "3"),
}


def tagged(
    monkeypatch: pytest.MonkeyPatch,
    by_form: Tags,
    *,
    state: TagState = TagState.AGREED,
    must: tuple[str, ...] = (),
    kinds: Mapping[str, Kind] | None = None,
    changed_on: Mapping[str, date] | None = None,
    guidance_on: Mapping[str, date] | None = None,
) -> None:
    """Two editors agree on these tags and that they say all; on nothing else."""

    def forms_for(version_ids: object) -> dict[int, crosswalk.Form]:
        found = {}
        for version in set(version_ids):  # type: ignore[call-overload]
            form = questionnaire_queries.form_of(version)
            given = by_form.get(form.code, {})
            asked = []
            for question in form.questions.values():
                expectations = frozenset(given.get(question.code, "").split())
                agreed = bool(expectations) and state is TagState.AGREED
                asked.append(
                    crosswalk.Question(
                        question.code,
                        expectations,
                        SCALES.get(question.scale),
                        state if expectations else TagState.DRAFT,
                        agreed,
                        kind=(kinds or {}).get(question.code, Kind.PRACTICE),
                        must=question.code in must,
                        text=question.text,
                    )
                )
            on = (guidance_on or {}).get(form.code, date(2026, 9, 1))
            found[version] = crosswalk.Form(form.code, str(version), form.title, on, tuple(asked))
        return found

    def bank(*, at: date) -> crosswalk.Bank:
        days = changed_on or {}
        every = (
            crosswalk.Expectation(code, f"Thing {code}", changed_on=(days[code],) if code in days else ())
            for code in CODES
        )
        return crosswalk.Bank(tuple(every))

    monkeypatch.setattr(tags, "forms_for", forms_for)
    monkeypatch.setattr(tags, "bank", bank)


def said(
    world: World, chosen: Mapping[str, str], *, setting: str = ASH, at: datetime = NOW, ask: bool = True
) -> AuditReturn:
    """The northern audit is open and answered: green but for these; nobody has signed yet. `ask`: open it first."""
    if ask:
        audits.opened(world, at=at)
    found, dsl = audits.return_of(world, setting), world.actor(Role.dsl, setting)
    with acting_as(dsl):
        form, facts = queries.form_of(found), queries.register_facts(found)
        staff = [("Designated safeguarding lead", "Ada Invented")]
        given = answers.whole(form, facts, answers.Setting("very", staff, at.date(), False), seed=1)
        for code in given:
            if form.questions[code].scale == "rag":
                given[code] = rated(form.questions[code], chosen.get(code, "green"))
        posted = {code: Posted(value) for code, value in given.items()}
        operations.save_section(audit_return=found, posted=posted, by=dsl, at=at)
    return audits.return_of(world, setting)


def rated(question: object, colour: str) -> dict[str, object]:
    """An answer of that colour; green ticks every part."""
    value: dict[str, object] = {"choice": colour}
    for part in question.parts:  # type: ignore[attr-defined]
        if part.all_for == colour:
            value[part.name] = [option.value for option in part.options]
    return value


def signed(
    world: World, chosen: Mapping[str, str], *, setting: str = ASH, at: datetime = NOW, ask: bool = True
) -> AuditReturn:
    """The same, signed by head and chair and submitted."""
    said(world, chosen, setting=setting, at=at, ask=ask)
    return audits.signed_and_submitted(world, setting, at=at)


def asked_again(world: World, *, setting: str = ASH, code: str = TOOLKIT, at: datetime = NOW) -> AuditReturn:
    """The other partnership covers the same council and asks with another form; the setting's new return."""
    with acting_as(FOUNDER, at=at):
        southern = partnership_queries.by_name(SOUTHERN)
        assert southern is not None
        partnership_operations.begin_term(
            partnership=southern, organisation_id=world.id(NORTH), from_on=date(2020, 1, 1), by=FOUNDER, at=at
        )
    manager = world.actor(Role.business_manager, SOUTHERN)
    with acting_as(manager):
        form = questionnaire_queries.published_version(code).pk
        cycle = operations.prepare_cycle(
            partnership_id=world.id(SOUTHERN),
            title="Sexual harm toolkit",
            year="2026 to 2027",
            opens_on=OPENS,
            closes_on=CLOSES,
            forms=[FormChoice(Scheme.s175, form), FormChoice(Scheme.s157, form)],
            by=manager,
            at=at,
        )
        operations.open_cycle(cycle=cycle, by=manager, at=at)
    dsl = world.actor(Role.dsl, setting)
    with acting_as(dsl):
        return queries.return_in(dsl, cycle.pk, world.id(setting))


def released(world: World, code: str, given: Mapping[str, list[str]]) -> None:
    """Two editors and a reader agree on these tags of a form that comes with Concordat, and they are released."""
    with acting_as(world.actor(Role.business_manager, NORTHERN)):
        version = questionnaire_queries.published_version(code)
    work = tagging.opened(world, version.pk)
    tagging.agree_all(work, given)
    work.release()


def handed_in(world: World, setting: str, cycle_id: int, *, at: datetime) -> AuditReturn:
    """The return of a cycle answered, signed and submitted."""
    dsl, head, chair = (world.actor(role, setting) for role in (Role.dsl, Role.headteacher, Role.governor))
    with acting_as(dsl):
        found = queries.return_in(dsl, cycle_id, world.id(setting))
        form, facts = queries.form_of(found), queries.register_facts(found)
        staff = [("Designated safeguarding lead", "Ada Invented")]
        given = answers.whole(form, facts, answers.Setting("very", staff, at.date(), False), seed=1)
        posted = {code: Posted(value) for code, value in given.items()}
        operations.save_section(audit_return=found, posted=posted, by=dsl, at=at)
        operations.complete_return(audit_return=found, by=dsl, at=at)
    with acting_as(head):
        operations.sign_as_head(
            audit_return=found, statement="Read.", shown=queries.answers_digest(found), by=head, at=at
        )
    with acting_as(chair):
        operations.sign_as_chair(
            audit_return=found, statement="Read.", shown=queries.answers_digest(found), by=chair, at=at
        )
    with acting_as(dsl):
        return operations.submit_return(audit_return=found, by=dsl, at=at)
