"""Work on the tags of a form by invented people of two partnerships."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from concordat.accounts.vocabulary import Role
from concordat.core.actor import Actor, acting_as
from concordat.questionnaires import operations
from concordat.questionnaires.models import FormVersion, TaggedQuestion, Tagging, TagRelease
from tests.world import NORTHERN, NOW, SOUTHERN, World


@dataclass(frozen=True)
class Work:
    """A tagging with its people; each step is taken by the one whose part it is."""

    tagging: Tagging
    keeper: Actor
    first: Actor
    second: Actor
    reader: Actor
    third: Actor
    at: datetime = NOW

    def a_question(self) -> str:
        """The code of its first question."""
        with acting_as(self.keeper, at=self.at):
            return str(TaggedQuestion.objects.filter(tagging=self.tagging).order_by("pk")[0].question)

    def asked(self, question: str) -> TaggedQuestion:
        """The newest round of a question."""
        found = TaggedQuestion.objects.select_related("tagging__version__form")
        return found.filter(tagging=self.tagging, question=question).order_by("-round")[0]

    def hand_in(self, who: Actor, question: str, tags: Collection[str], *, complete: bool = True) -> None:
        """One editor hands in."""
        with acting_as(who, at=self.at):
            operations.choose_tags(
                asked=self.asked(question), expectations=tags, complete=complete, hand_in=True, by=who, at=self.at
            )

    def agree(self, question: str, tags: Collection[str], *, complete: bool = True) -> None:
        """Both editors hand in the same."""
        self.hand_in(self.first, question, tags, complete=complete)
        self.hand_in(self.second, question, tags, complete=complete)

    def check(self, question: str, *, covers: bool = True, because: str = "") -> None:
        """The reader says what was found."""
        with acting_as(self.reader, at=self.at):
            operations.check_cover(
                asked=self.asked(question), covers=covers, because=because, by=self.reader, at=self.at
            )

    def release(self) -> TagRelease:
        """The keeper releases."""
        with acting_as(self.keeper, at=self.at):
            tagging = Tagging.objects.select_related("version__form").get(pk=self.tagging.pk)
            return operations.release_tags(tagging=tagging, by=self.keeper, at=self.at)


def opened(world: World, version_id: int, *, place: str = NORTHERN) -> Work:
    """Two editors of one partnership, a reader and a third editor of the other."""
    return opened_by(world, world.actor(Role.business_manager, place), version_id, place=place)


def opened_by(world: World, keeper: Actor, version_id: int, *, place: str = NORTHERN) -> Work:
    """The same people, asked by whoever keeps the form."""
    people = {
        "first": world.actor(Role.education_safeguarding_lead, place),
        "second": world.actor(Role.partnership_chair, place),
        "reader": world.actor(Role.independent_scrutineer, SOUTHERN if place == NORTHERN else NORTHERN),
        "third": world.actor(Role.analyst, place),
    }
    ids = {part: actor.person_id or 0 for part, actor in people.items()}
    with acting_as(keeper, at=NOW):
        version = FormVersion.objects.select_related("form").get(pk=version_id)
        made = operations.open_tagging(version=version, team=operations.Team(**ids), by=keeper, at=NOW)
    return Work(made, keeper, people["first"], people["second"], people["reader"], people["third"])


def agree_all(work: Work, tags: Mapping[str, Collection[str]]) -> None:
    """Every question that has tags: agreed, complete and read."""
    for question, given in tags.items():
        work.agree(question, given)
        if given:
            work.check(question)
