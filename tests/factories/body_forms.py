"""A form of an invented neighbouring council: brought in, laid out, worded, tagged, and before a setting."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from concordat.accounts.vocabulary import Role
from concordat.audits.models import BodyAnswer, BodyForm, BodyFormAsked
from concordat.audits.operations import body_answers, others
from concordat.audits.operations.body_answers import Outcome, Typed
from concordat.audits.others import find
from concordat.audits.others.mapping import layouts_of
from concordat.audits.others.proposed import Proposed, proposed
from concordat.core.actor import Actor, acting_as
from concordat.questionnaires import queries as questionnaire_queries
from concordat.questionnaires.vocabulary import OWN_FORM_KEEPERS
from tests.factories import body_files, carrying, tagging
from tests.world import ASH, NORTHERN, NOW, World

WORDS = {"green": "Yes", "amber": "Partly", "red": "No"}
WORD_WORDS = {"green": "Met", "amber": "Partly met", "red": "Not met"}


def manager(world: World) -> Actor:
    """The partnership's business manager."""
    return world.actor(Role.business_manager, NORTHERN)


def rated_codes(world: World) -> list[str]:
    """The questions of the yearly audit that are rated."""
    with acting_as(manager(world)):
        form = questionnaire_queries.form_of(questionnaire_queries.published_version(carrying.AUDIT).pk)
    return [question.code for question in form.questions.values() if question.scale == "rag"]


def brought_in(
    world: World, content: bytes | None = None, *, name: str = "audit.xlsx", by: Actor | None = None, at: datetime = NOW
) -> BodyForm:
    """The body's file, with nothing said of it yet but what can be seen."""
    actor = by or manager(world)
    owner = next(iter(actor.organisations(*OWN_FORM_KEEPERS)))
    given = body_files.workbook() if content is None else content
    with acting_as(actor, at=at):
        return others.bring_in_body_form(
            owner_id=owner, title=body_files.TITLE, body=body_files.BODY, file=(name, given), by=actor, at=at
        )


def settled(
    world: World, content: bytes | None = None, *, name: str = "audit.xlsx", words: Mapping[str, str] = WORDS,
    by: Actor | None = None, at: datetime = NOW,
) -> BodyForm:  # fmt: skip
    """Laid out as it was proposed, its words named, its form published."""
    actor = by or manager(world)
    made = brought_in(world, content, name=name, by=actor, at=at)
    with acting_as(actor, at=at):
        others.lay_out_body_form(body_form=made, layouts=layouts_of(made.layouts), by=actor, at=at)
        return others.settle_body_form(body_form=made, words=words, by=actor, at=at)


def tagged(world: World, made: BodyForm, tags: Mapping[str, Collection[str]], *, by: Actor | None = None) -> None:
    """Two editors and a reader agree on these tags, and they are released."""
    work = tagging.opened_by(world, by or manager(world), made.form_version_id or 0)
    tagging.agree_all(work, tags)
    work.release()


def asked(
    world: World, made: BodyForm, settings: Sequence[str] = (ASH,), *, by: Actor | None = None, at: datetime = NOW
) -> BodyFormAsked:
    """The form is before these settings; what the first of them sees."""
    actor = by or manager(world)
    with acting_as(actor, at=at):
        ids = [world.id(one) for one in settings]
        others.ask_with_body_form(body_form=made, establishment_ids=ids, by=actor, at=at)
    dsl = world.actor(Role.dsl, settings[0])
    with acting_as(dsl, at=at):
        return next(one for one in find.asked_of(dsl) if one.body_form_id == made.pk)


def known(world: World, before: BodyFormAsked, *, setting: str = ASH, at: datetime = NOW) -> Proposed:
    """What the setting's page is made of."""
    dsl = world.actor(Role.dsl, setting)
    with acting_as(dsl, at=at):
        return proposed(dsl, before, on=at.date())


def confirmed(world: World, before: BodyFormAsked, *, setting: str = ASH, at: datetime = NOW) -> Outcome:
    """The setting's safeguarding lead confirms all that is ready."""
    dsl = world.actor(Role.dsl, setting)
    with acting_as(dsl, at=at):
        shown = {code: one.mark for code, one in proposed(dsl, before, on=at.date()).to_confirm.items()}
        return body_answers.confirm_for_body(asked=before, shown=shown, by=dsl, at=at)


def typed(
    world: World, before: BodyFormAsked, said: Mapping[str, Typed], *, setting: str = ASH, at: datetime = NOW
) -> Outcome:
    """The same lead types."""
    dsl = world.actor(Role.dsl, setting)
    with acting_as(dsl, at=at):
        return body_answers.answer_for_body(asked=before, typed=said, by=dsl, at=at)


def downloaded(world: World, before: BodyFormAsked, *, setting: str = ASH, at: datetime = NOW) -> bytes:
    """The body's file as the lead downloads it."""
    dsl = world.actor(Role.dsl, setting)
    with acting_as(dsl, at=at):
        return body_answers.fill_file(asked=before, by=dsl)


def answers(world: World, before: BodyFormAsked, *, setting: str = ASH) -> dict[str, BodyAnswer]:
    """What is kept."""
    with acting_as(world.actor(Role.dsl, setting)):
        return find.answers_of(before)
