"""The drafted tags of two forms, agreed by two invented editors, tried by a reader and released."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from concordat.questionnaires import operations
from concordat.questionnaires import queries as questionnaire_queries
from concordat.questionnaires.operations import Team

CODES = ("annual-school-audit", "sexual-harm-toolkit")


def tags_of_two_editors(team: Mapping[Role, Actor], *, at: datetime) -> None:
    """Every rated question with drafted tags, of both forms."""
    for code in CODES:
        _tag(code, team, at=at)


def _tag(code: str, team: Mapping[Role, Actor], *, at: datetime) -> None:
    keeper, reader = team[Role.business_manager], team[Role.independent_scrutineer]
    editors = (team[Role.education_safeguarding_lead], team[Role.partnership_chair])
    with acting_as(keeper, at=at):
        version = questionnaire_queries.published_version(code)
        ids = [person.person_id or 0 for person in (*editors, reader)]
        tagging = operations.open_tagging(version=version, team=Team(*ids), by=keeper, at=at)
        form = questionnaire_queries.form_of(version.pk)
        asked = {one.question: one for one in tagging.questions.all()}
    tagged = {one.code: one for one in form.questions.values() if one.expectations and one.scale}
    for editor in editors:
        with acting_as(editor, at=at):
            for place, question in tagged.items():
                operations.choose_tags(
                    asked=asked[place],
                    expectations=question.expectations,
                    complete=True,
                    hand_in=True,
                    by=editor,
                    at=at,
                )
    with acting_as(reader, at=at):
        for place in tagged:
            operations.check_cover(asked=asked[place], covers=True, because="", by=reader, at=at)
    with acting_as(keeper, at=at):
        operations.release_tags(tagging=tagging, by=keeper, at=at)
