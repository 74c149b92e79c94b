"""The tags of the forms that come along: two invented editors agree on the drafts, and a reader looks for gaps."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from concordat.core.actor import Actor, acting_as
from concordat.questionnaires import library, operations, queries, tagging_queries
from concordat.questionnaires.vocabulary import LIBRARY

CASE_AUDIT = "multi-agency-case-audit"  # asks about one child, not about a setting: left to be tagged


def tagged_forms(*, office: Actor, editors: tuple[Actor, Actor], reader: Actor, at: datetime) -> int:
    """Tag, read and release each form; says how many questions are agreed and complete.

    The reader finds what `read-through.csv` says: a question of which no pair was read waits for the reader.
    """
    with acting_as(Actor.system_named(LIBRARY), at=at) as loader:
        operations.name_tag_keeper(organisation_id=office.roles[0].organisation_id, by=loader, at=at)
    complete = 0
    for number, code in enumerate(each for each in library.titles() if each != CASE_AUDIT):
        team = Team(office, editors, reader)
        complete += tag(code, team, found=found_by_the_reader(code), at=at + timedelta(days=number))
    return complete


@dataclass(frozen=True)
class Team:
    """Who keeps a form, who tags it, who reads."""

    office: Actor
    editors: tuple[Actor, Actor]
    reader: Actor


def tag(
    code: str,
    team: Team,
    *,
    found: Mapping[str, str],
    at: datetime,
    version_id: int | None = None,
    agreed: Mapping[str, Collection[str]] | None = None,
) -> int:
    """Tag, read and release a form: with the tags it drafts, or with those agreed; says how many are complete.

    `found` is what the reader found of each question that was read: a gap, or nothing where there is none.
    """
    with acting_as(team.office, at=at):
        pk = version_id or queries.published_version(code).pk
        version = queries.version(team.office, pk)
        first, second = team.editors
        asked_of = operations.Team(first=_id(first), second=_id(second), reader=_id(team.reader))
        work = operations.open_tagging(version=version, team=asked_of, by=team.office, at=at)
    asked = queries.form_of(version.pk).questions
    for days, editor in enumerate(team.editors, start=1):
        then = at + timedelta(days=days)
        with acting_as(editor, at=then):
            for question, one in tagging_queries.pictures(editor, work).items():
                tags = asked[question].expectations if agreed is None else agreed.get(question, ())
                operations.choose_tags(
                    asked=one.asked, expectations=tags, complete=bool(tags), hand_in=True, by=editor, at=then
                )
    then = at + timedelta(days=5)
    with acting_as(team.reader, at=then):
        pictures = tagging_queries.pictures(team.reader, work)
        for question, gap in found.items():
            operations.check_cover(asked=pictures[question].asked, covers=not gap, because=gap, by=team.reader, at=then)
    with acting_as(team.office, at=then):
        released = operations.release_tags(tagging=work, by=team.office, at=then)
    return sum(bool(one["complete"]) for one in released.content.values())


def found_by_the_reader(code: str) -> Mapping[str, str]:
    """By question of a form the first gap that was found, or nothing where every pair that was read holds."""
    found: dict[str, str] = {}
    for row in library.read_through():
        if row["target_form"] == code:
            gap = row["because"] if row["covers"] == "no" else ""
            found[row["target_question"]] = found.get(row["target_question"]) or gap
    return found


def _id(actor: Actor) -> int:
    assert actor.person_id is not None
    return actor.person_id
