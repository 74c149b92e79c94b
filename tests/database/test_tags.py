"""Tags by two editors in PostgreSQL: blind until both have handed in, frozen when released, behind one door."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from concordat.accounts.models import Person
from concordat.accounts.vocabulary import Role
from concordat.core import remembered
from concordat.core.actor import Actor, acting_as
from concordat.core.problems import NotAllowed
from concordat.lib import form_logic
from concordat.lib.crosswalk import Kind, TagState
from concordat.questionnaires import access, library, operations, queries, tagging_queries, tags
from concordat.questionnaires.models import (
    CoverCheck,
    Expectation,
    Form,
    FormVersion,
    TagChoice,
    Tagging,
    TagRelease,
)
from concordat.questionnaires.vocabulary import LIBRARY
from tests.factories import tagging as tagging_factory
from tests.factories.tagging import Work
from tests.world import ASH, NORTHERN, NOW, SOUTHERN, World

pytestmark = pytest.mark.django_db
LOADER = Actor.system_named(LIBRARY)
TODAY = NOW.date()
SHORT = "short-provider-return"


@pytest.fixture
def short(world: World) -> FormVersion:
    with acting_as(LOADER, at=NOW):
        return queries.published_version(SHORT)


@pytest.fixture
def work(world: World, short: FormVersion) -> Work:
    return tagging_factory.opened(world, short.pk)


def a_draft(world: World) -> FormVersion:
    rows = [
        form_logic.Row(2, {"id": "Q1", "section": "Q", "text": "Q1?", "type": "rag4", "expectations": "POL-01"}),
        form_logic.Row(3, {"id": "Q2", "section": "Q", "text": "Q2?", "type": "number"}),
    ]
    form = form_logic.build_form(
        rows, code="ours", title="Ours", scales=library.scales(), expectations=frozenset(library.expectations())
    )
    with acting_as(world.actor(Role.business_manager, NORTHERN), at=NOW) as by:
        return operations.import_form_version(form=form, owner_id=world.id(NORTHERN), edition="1", by=by, at=NOW)


def seen_by(actor: Actor) -> set[tuple[str, int]]:
    with acting_as(actor, at=NOW):
        return set(TagChoice.objects.values_list("asked__question", "editor_id"))


class TestNeitherEditorSeesTheOther:
    def test_until_both_have_handed_in(self, work: Work) -> None:
        work.hand_in(work.first, "S2", ["DSL-03"])
        first, second = work.first.person_id, work.second.person_id
        assert seen_by(work.first) == {("S2", first)}
        assert seen_by(work.second) == seen_by(work.keeper) == seen_by(work.reader) == set()
        work.hand_in(work.second, "S2", ["DSL-03", "DSL-01"])
        for actor in (work.first, work.second, work.keeper, work.reader, work.third):
            assert seen_by(actor) == {("S2", first), ("S2", second)}

    def test_a_draft_is_seen_by_nobody_else_at_all(self, work: Work) -> None:
        work.hand_in(work.second, "S3", ["POL-01"])
        with acting_as(work.first, at=NOW):
            operations.choose_tags(
                asked=work.asked("S3"), expectations=["POL-02"], complete=False, hand_in=False, by=work.first, at=NOW
            )
        assert seen_by(work.second) == {("S3", work.second.person_id)}
        assert seen_by(work.first) == {("S3", work.first.person_id)}

    def test_a_new_round_is_blind_again(self, work: Work) -> None:
        work.hand_in(work.first, "S2", ["DSL-03"])
        work.hand_in(work.second, "S2", ["DSL-01"])
        with acting_as(work.second, at=NOW):
            again = operations.choose_again(asked=work.asked("S2"), by=work.second, at=NOW)
        work.hand_in(work.first, "S2", ["DSL-03"])
        with acting_as(work.second, at=NOW):
            assert TagChoice.objects.filter(asked__question="S2").count() == 2
            assert not TagChoice.objects.filter(asked=again).exists()

    def test_the_database_gives_what_python_promises(self, world: World, work: Work) -> None:
        work.agree("S1", ["DSL-01"])
        work.hand_in(work.first, "S2", ["DSL-03"])
        work.hand_in(work.second, "S3", ["POL-01"])
        draft = tagging_factory.opened(world, a_draft(world).pk)
        draft.hand_in(draft.first, "Q1", ["POL-01"])
        others = [world.actor(Role.dsl, ASH), world.actor(Role.business_manager, SOUTHERN), Actor.nobody()]
        systems = [LOADER, Actor.system_named("audits.reminders")]
        for actor in (work.first, work.second, work.reader, work.keeper, draft.reader, *others, *systems):
            with acting_as(LOADER, at=NOW):
                promised = {
                    "choices": set(access.visible_choices(actor).values_list("pk", flat=True)),
                    "taggings": set(access.visible_taggings(actor).values_list("pk", flat=True)),
                    "versions": set(access.visible_versions(actor).values_list("pk", flat=True)),
                }
            with acting_as(actor, at=NOW):
                given = {
                    "choices": set(TagChoice.objects.values_list("pk", flat=True)),
                    "taggings": set(Tagging.objects.values_list("pk", flat=True)),
                    "versions": set(FormVersion.objects.values_list("pk", flat=True)),
                }
            assert given == promised, actor
        assert seen_by(work.second) != seen_by(work.first)

    def test_somebody_who_was_asked_sees_the_draft_and_no_other(self, world: World) -> None:
        version = a_draft(world)
        reader = world.actor(Role.independent_scrutineer, SOUTHERN)
        with acting_as(reader, at=NOW):
            assert not FormVersion.objects.filter(pk=version.pk).exists()
        tagging_factory.opened(world, version.pk)
        with acting_as(reader, at=NOW):
            assert FormVersion.objects.filter(pk=version.pk).exists()
        with acting_as(world.actor(Role.business_manager, SOUTHERN), at=NOW):
            assert not Tagging.objects.filter(version=version).exists()


class TestWhoMay:
    @pytest.mark.parametrize("place", ["keeper", "reader", "third"])
    def test_only_an_editor_tags(self, work: Work, place: str) -> None:
        """The third editor is let in, and only where the two differ."""
        expected = operations.TaggingNotPossible if place == "third" else NotAllowed
        with pytest.raises(expected):
            work.hand_in(getattr(work, place), "S2", ["DSL-03"])

    def test_somebody_whose_roles_are_over_takes_no_part(self, work: Work) -> None:
        with acting_as(replace(work.first, roles=()), at=NOW) as gone:
            asked, given = work.asked("S2"), {"expectations": ["DSL-03"], "complete": True, "hand_in": True}
            with pytest.raises(NotAllowed):
                operations.choose_tags(asked=asked, by=gone, at=NOW, **given)  # type: ignore[arg-type]
        with acting_as(replace(work.reader, roles=()), at=NOW) as gone, pytest.raises(NotAllowed):
            operations.check_cover(asked=asked, covers=True, because="", by=gone, at=NOW)

    def test_the_database_refuses_a_choice_in_anothers_name_or_work(self, world: World, work: Work) -> None:
        with acting_as(work.first, at=NOW):
            asked = work.asked("S2")
        for actor, editor in ((work.first, work.second), (work.reader, work.reader), (work.keeper, work.keeper)):
            with acting_as(actor, at=NOW), pytest.raises(DatabaseError), transaction.atomic():
                TagChoice.objects.bulk_create(
                    [TagChoice(asked=asked, editor_id=editor.person_id or 0, complete=True, saved_at=NOW)]
                )

    def test_who_takes_part_is_told_to_them_and_to_the_keepers_of_the_form_alone(self, world: World) -> None:
        draft = tagging_factory.opened(world, a_draft(world).pk)
        told = {}
        for actor in (draft.keeper, draft.reader, world.actor(Role.business_manager, SOUTHERN), Actor.nobody()):
            with acting_as(actor, at=NOW):
                names, mails = tagging_queries.names(draft.tagging), tagging_queries.mails(draft.tagging)
            told[actor.name] = (len(names), len(mails))
        assert list(told.values()) == [(4, 4), (4, 0), (0, 0), (0, 0)]

    def test_an_address_is_asked_for_by_keepers_alone(self, world: World) -> None:
        with acting_as(Actor.nobody(), phase="sign_in"):
            mail = Person.objects.get(pk=world.people[f"{Role.dsl} of {ASH}"]).email
        for role, place, found in ((Role.business_manager, SOUTHERN, True), (Role.dsl, ASH, False)):
            with acting_as(world.actor(role, place), at=NOW):
                assert (tagging_queries.person_to_ask(mail.upper()) is not None) is found

    def test_only_who_keeps_the_form_opens_and_releases(self, world: World, work: Work) -> None:
        version = a_draft(world)
        other = world.actor(Role.business_manager, SOUTHERN)
        team = operations.Team(work.first.person_id or 0, work.second.person_id or 0)
        with acting_as(other, at=NOW), pytest.raises(NotAllowed):
            operations.open_tagging(version=version, team=team, by=other, at=NOW)
        with acting_as(work.first, at=NOW), pytest.raises(NotAllowed):
            operations.release_tags(tagging=work.tagging, by=work.first, at=NOW)
        with acting_as(work.first, at=NOW), pytest.raises(DatabaseError), transaction.atomic():
            TagRelease.objects.bulk_create([a_release(work, number=1)])

    def test_of_forms_that_belong_to_nobody_one_partnership_decides(
        self, world: World, work: Work, short: FormVersion
    ) -> None:
        """Named by whoever runs the site: no other keeper of forms opens, changes, releases or learns who tags."""
        other = world.actor(Role.business_manager, SOUTHERN)
        team = operations.Team(work.first.person_id or 0, work.second.person_id or 0)
        fresh = Tagging(version=short, first_id=team.first, second_id=team.second, opened_at=NOW)
        with acting_as(other, at=NOW):
            assert (tagging_queries.names(work.tagging), tagging_queries.mails(work.tagging)) == ({}, {})
            for step in (
                lambda: operations.open_tagging(version=short, team=team, by=other, at=NOW),
                lambda: operations.change_team(tagging=work.tagging, team=team, by=other, at=NOW),
                lambda: operations.keep_answered_here(tagging=work.tagging, questions=["S1"], by=other, at=NOW),
                lambda: operations.release_tags(tagging=work.tagging, by=other, at=NOW),
            ):
                with pytest.raises(NotAllowed):
                    step()
            assert Tagging.objects.filter(pk=work.tagging.pk).update(answered_here=["S1"]) == 0
            with pytest.raises(DatabaseError), transaction.atomic():
                Tagging.objects.bulk_create([fresh])
            with pytest.raises(DatabaseError), transaction.atomic():
                TagRelease.objects.bulk_create([a_release(work, number=1)])
            with pytest.raises(NotAllowed):
                operations.name_tag_keeper(organisation_id=world.id(SOUTHERN), by=other, at=NOW)
            with pytest.raises(NotAllowed):
                operations.name_tag_keeper(organisation_id=world.id(SOUTHERN), by=work.keeper, at=NOW)
            assert Form.objects.filter(owner=None).update(tags_kept_by_id=world.id(SOUTHERN)) == 0

    def test_another_partnership_can_be_named_and_forms_that_come_later_follow(
        self, world: World, work: Work, short: FormVersion
    ) -> None:
        with acting_as(LOADER, at=NOW):
            count = Form.objects.filter(owner=None).count()
            for changed in (count, 0):
                named = operations.name_tag_keeper(organisation_id=world.id(SOUTHERN), by=LOADER, at=NOW)
                assert named == changed
            Form.objects.filter(pk=short.form_id).update(tags_kept_by=None)  # as if it were new
            operations.load_library(by=LOADER, at=NOW)
        with acting_as(work.keeper, at=NOW) as before:
            tagging = Tagging.objects.select_related("version__form").get(pk=work.tagging.pk)
            with pytest.raises(NotAllowed):
                operations.release_tags(tagging=tagging, by=before, at=NOW)
        with acting_as(world.actor(Role.partnership_administrator, SOUTHERN), at=NOW) as by:
            tagging = Tagging.objects.select_related("version__form").get(pk=work.tagging.pk)
            assert operations.release_tags(tagging=tagging, by=by, at=NOW).number == 1

    def test_a_form_that_somebody_owns_has_its_tags_kept_by_nobody_else(self, world: World) -> None:
        version = a_draft(world)
        refused = pytest.raises(IntegrityError, match="form_tags_kept_by_its_owner")
        with acting_as(world.actor(Role.business_manager, NORTHERN), at=NOW), refused, transaction.atomic():
            Form.objects.filter(pk=version.form_id).update(tags_kept_by_id=world.id(SOUTHERN))

    def test_the_operator_names_the_partnership(self, world: World) -> None:
        said = StringIO()
        call_command("library", tags_kept_by=SOUTHERN, stdout=said)
        with acting_as(LOADER, at=NOW):
            assert queries.tag_keeper() == world.id(SOUTHERN)
        with pytest.raises(CommandError, match="no partnership"):
            call_command("library", tags_kept_by=ASH, stdout=said)
        with acting_as(LOADER, at=NOW):
            Form.objects.update(tags_kept_by=None)
        call_command("library", stdout=said)
        assert "Nobody keeps the tags" in said.getvalue()

    def test_nobody_reads_their_own_tags(self, world: World, work: Work) -> None:
        with pytest.raises(operations.TaggingNotPossible, match="Nobody checks their own"):
            operations.Team(first=1, second=2, reader=2)
        with acting_as(work.keeper, at=NOW), pytest.raises(IntegrityError), transaction.atomic():
            Tagging.objects.filter(pk=work.tagging.pk).update(reader_id=work.first.person_id)

    def test_an_editor_who_handed_in_is_not_replaced(self, work: Work) -> None:
        work.hand_in(work.first, "S2", ["DSL-03"])
        work.hand_in(work.second, "S2", ["DSL-03"])
        team = operations.Team(first=work.keeper.person_id or 0, second=work.second.person_id or 0)
        with acting_as(work.keeper, at=NOW), pytest.raises(operations.TaggingNotPossible, match="third editor"):
            operations.change_team(tagging=work.tagging, team=team, by=work.keeper, at=NOW)

    @pytest.mark.parametrize("now_in_first", ["keeper", "third", "reader"])
    def test_an_editor_who_alone_has_handed_in_keeps_the_seat(self, work: Work, now_in_first: str) -> None:
        """Row security hides the one hand-in from the keeper; the seat is set all the same."""
        work.hand_in(work.first, "S2", ["DSL-03"])
        ids = {part: getattr(work, part).person_id or 0 for part in ("keeper", "first", "second", "reader", "third")}
        seats = {part: ids[part] for part in ("first", "second", "reader", "third")}
        if now_in_first in seats:
            seats[now_in_first] = ids["first"]
        seats["first"] = ids[now_in_first]
        with acting_as(work.keeper, at=NOW) as by:
            assert not TagChoice.objects.filter(asked__tagging=work.tagging).exists()
            with pytest.raises(operations.TaggingNotPossible, match="third editor"):
                operations.change_team(tagging=work.tagging, team=operations.Team(**seats), by=by, at=NOW)
            with pytest.raises(IntegrityError, match="keeps the seat"), transaction.atomic():
                Tagging.objects.filter(pk=work.tagging.pk).update(
                    **{f"{part}_id": person for part, person in seats.items()}
                )

    def test_an_editor_who_has_saved_and_not_handed_in_can_be_replaced(self, work: Work) -> None:
        with acting_as(work.first, at=NOW) as by:
            operations.choose_tags(
                asked=work.asked("S3"), expectations=["POL-02"], complete=False, hand_in=False, by=by, at=NOW
            )
        work.hand_in(work.second, "S2", ["DSL-03"])
        team = operations.Team(first=work.keeper.person_id or 0, second=work.second.person_id or 0)
        with acting_as(work.keeper, at=NOW) as by:
            changed = operations.change_team(tagging=work.tagging, team=team, by=by, at=NOW)
        assert (changed.first_id, changed.reader_id) == (work.keeper.person_id, None)


def a_release(work: Work, *, number: int) -> TagRelease:
    return TagRelease(
        version_id=work.tagging.version_id,
        number=number,
        tagging=work.tagging,
        content={},
        digest="0" * 64,
        released_at=NOW,
    )


class TestWhatIsFrozen:
    def test_what_was_handed_in(self, work: Work) -> None:
        work.hand_in(work.first, "S2", ["DSL-03"])
        with pytest.raises(operations.TaggingNotPossible, match="You have handed in"):
            work.hand_in(work.first, "S2", ["DSL-01"])
        with acting_as(work.first, at=NOW), pytest.raises(IntegrityError, match="stay"), transaction.atomic():
            TagChoice.objects.filter(asked=work.asked("S2")).update(expectations=["DSL-01"])

    def test_a_check_and_a_release(self, work: Work, owner_connection: Any) -> None:
        work.agree("S2", ["DSL-03"])
        work.check("S2")
        work.release()
        with pytest.raises(operations.TaggingNotPossible, match="frozen"):
            work.hand_in(work.first, "S3", ["POL-01"])
        with acting_as(work.keeper, at=NOW), pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            Tagging.objects.filter(pk=work.tagging.pk).update(answered_here=["S2"])
        with acting_as(work.keeper, at=NOW):
            assert CoverCheck.objects.filter(asked__tagging=work.tagging).count() == 1
            with pytest.raises(DatabaseError), transaction.atomic():
                TagRelease.objects.filter(tagging=work.tagging).update(content={})

    def test_the_same_release_is_not_made_twice(self, work: Work) -> None:
        work.agree("S2", ["DSL-03"])
        work.release()
        with pytest.raises(operations.TaggingNotPossible, match="frozen"):
            work.release()

    def test_publishing_freezes_the_tags_of_a_draft(self, world: World) -> None:
        draft = tagging_factory.opened(world, a_draft(world).pk)
        draft.agree("Q1", ["POL-01"])
        draft.check("Q1")
        with pytest.raises(operations.TaggingNotPossible, match="when it is published"):
            draft.release()
        with acting_as(draft.keeper, at=NOW) as by:
            version = FormVersion.objects.select_related("form").get(pk=draft.tagging.version_id)
            operations.publish_form_version(version=version, by=by, at=NOW)
            assert tags.releases([version.pk])[version.pk].number == 1
            assert tags.forms_for([version.pk])[version.pk].question("Q1").complete

    def test_a_form_without_tags_is_published_all_the_same(self, world: World) -> None:
        version = a_draft(world)
        with acting_as(world.actor(Role.business_manager, NORTHERN), at=NOW) as by:
            operations.publish_form_version(version=version, by=by, at=NOW)
            assert tags.releases([version.pk]) == {}
            assert tags.forms_for([version.pk])[version.pk].question("Q1").tags is TagState.DRAFT


class TestAQuestion:
    def test_complete_after_both_and_the_reader(self, work: Work) -> None:
        work.agree("S2", ["DSL-03"])
        with pytest.raises(operations.TaggingNotPossible, match="You have handed in"):
            work.hand_in(work.first, "S2", ["DSL-03"])
        work.check("S2")
        released = work.release().content
        assert released == {"S2": {"tags": ["DSL-03"], "state": "agreed", "complete": True, "answered_here": False}}

    def test_does_not_cover_needs_a_reason_and_opens_another_round(self, work: Work) -> None:
        work.agree("S2", ["DSL-03"])
        with pytest.raises(operations.TaggingNotPossible, match="Say what could be false"):
            work.check("S2", covers=False)
        work.check("S2", covers=False, because="Says nothing of holidays.")
        with acting_as(work.first, at=NOW):
            operations.choose_again(asked=work.asked("S2"), by=work.first, at=NOW)
            assert work.asked("S2").round == 2
        work.agree("S2", ["DSL-03", "DSL-04"])
        work.check("S2")
        assert work.release().content["S2"] == {
            "tags": ["DSL-03", "DSL-04"],
            "state": "agreed",
            "complete": True,
            "answered_here": False,
        }

    def test_a_dispute_is_settled_by_a_third_editor(self, work: Work) -> None:
        work.hand_in(work.first, "S2", ["DSL-03"])
        work.hand_in(work.second, "S2", ["DSL-01"])
        work.hand_in(work.third, "S2", ["DSL-01"])
        assert work.release().content["S2"]["tags"] == ["DSL-01"]

    def test_a_dispute_is_released_as_one(self, work: Work) -> None:
        work.hand_in(work.first, "S2", ["DSL-03"])
        work.hand_in(work.second, "S2", ["DSL-01"])
        work.release()
        with acting_as(work.first, at=NOW):
            question = tags.forms_for([work.tagging.version_id])[work.tagging.version_id].question("S2")
        assert (question.tags, question.complete) == (TagState.DISPUTED, False)
        assert question.expectations == {"DSL-01", "DSL-03"}

    @pytest.mark.parametrize(
        ("given", "said"),
        [(["NOT-99"], "no expectation NOT-99"), ([f"SVH-{n:02}" for n in range(1, 22)], "20 tags at most")],
    )
    def test_tags_come_from_the_bank(self, work: Work, given: list[str], said: str) -> None:
        with pytest.raises(operations.TaggingNotPossible, match=said):
            work.hand_in(work.first, "S2", given)

    def test_what_is_retired_is_not_chosen_any_more(self, work: Work) -> None:
        with acting_as(LOADER, at=NOW):
            for changed in (1, 0):
                found = operations.date_expectations(retired={"DSL-03": TODAY}, kinds={}, changes=[], by=LOADER, at=NOW)
                assert found == changed
        with pytest.raises(operations.TaggingNotPossible, match="in use today"):
            work.hand_in(work.first, "S2", ["DSL-03"])

    def test_only_so_many_questions_have_to_be_answered_here(self, work: Work) -> None:
        ten = [f"S{number}" for number in range(1, 11)]
        with acting_as(work.keeper, at=NOW) as by:
            with pytest.raises(operations.TaggingNotPossible, match="At most 10"):
                operations.keep_answered_here(tagging=work.tagging, questions=[*ten, "S11"], by=by, at=NOW)
            with pytest.raises(operations.TaggingNotPossible, match="no question X1"):
                operations.keep_answered_here(tagging=work.tagging, questions=["X1"], by=by, at=NOW)
            operations.keep_answered_here(tagging=work.tagging, questions=ten, by=by, at=NOW)
        work.release()
        with acting_as(work.keeper, at=NOW):
            form = tags.forms_for([work.tagging.version_id])[work.tagging.version_id]
        assert [one.id for one in form.questions if one.answer_here] == ten


class TestTheDoor:
    def test_three_queries_for_any_number_then_one(self, world: World, django_assert_num_queries: Any) -> None:
        with acting_as(world.actor(Role.dsl, ASH), at=NOW):
            wanted = list(FormVersion.objects.values_list("pk", flat=True))
            tags.forget()
            tags.bank(at=TODAY)
            with django_assert_num_queries(2):  # nothing is released
                found = tags.forms_for(wanted)
            with django_assert_num_queries(1):
                assert tags.forms_for(wanted)[wanted[0]] is found[wanted[0]]
        assert {form.code for form in found.values()} == set(library.titles())

    def test_a_release_is_seen_at_once_and_costs_one_query_more(
        self, work: Work, django_assert_num_queries: Any
    ) -> None:
        version = work.tagging.version_id
        with acting_as(work.keeper, at=NOW):
            before = tags.forms_for([version])[version]
        work.agree("S2", ["DSL-03"])
        work.release()
        with acting_as(work.keeper, at=NOW):
            tags.bank(at=TODAY)
            with django_assert_num_queries(3):
                after = tags.forms_for([version])[version]
        assert before.question("S2").tags is TagState.DRAFT
        assert after.question("S2").tags is TagState.AGREED

    def test_a_second_release_keeps_what_it_does_not_change(self, world: World, work: Work, short: FormVersion) -> None:
        work.agree("S2", ["DSL-03"])
        first = work.release()
        later = tagging_factory.opened(world, short.pk)
        later.agree("S3", ["POL-01"])
        second = later.release()
        assert (first.number, second.number) == (1, 2)
        assert set(second.content) == {"S2", "S3"}
        with acting_as(work.keeper, at=NOW):
            assert tags.releases([short.pk])[short.pk] == tags.Release(2, second.digest)

    def test_a_later_release_keeps_back_ten_at_most_and_leaves_what_was_agreed(
        self, world: World, work: Work, short: FormVersion
    ) -> None:
        ten, others = [f"S{n}" for n in range(1, 11)], ["S11", "S12", "S2"]
        with acting_as(work.keeper, at=NOW) as by:
            operations.keep_answered_here(tagging=work.tagging, questions=ten, by=by, at=NOW)
        work.agree("S2", ["DSL-03"])
        work.agree("S3", ["POL-01"])
        work.release()
        later = tagging_factory.opened(world, short.pk)
        assert sorted(later.tagging.answered_here) == sorted(ten)
        with acting_as(work.keeper, at=NOW) as by:
            operations.keep_answered_here(tagging=later.tagging, questions=others, by=by, at=NOW)
        said = later.release().content
        assert {code for code, one in said.items() if one["answered_here"]} == set(others)
        assert (said["S2"]["tags"], said["S2"]["state"]) == (["DSL-03"], "agreed")
        assert (said["S3"]["tags"], said["S3"]["state"]) == (["POL-01"], "agreed")

    def test_a_later_rule_may_keep_back_fewer(self, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
        with acting_as(work.keeper, at=NOW) as by:
            operations.keep_answered_here(tagging=work.tagging, questions=["S1", "S2"], by=by, at=NOW)
        fewer = [{**row, "means": "1"} if row["code"] == "answered_here" else row for row in library.carrying()]
        monkeypatch.setattr(library, "carrying", lambda: fewer)
        with pytest.raises(operations.TaggingNotPossible, match="At most 1 question"):
            work.release()

    def test_a_bank_loaded_anew_is_read_anew(self, work: Work) -> None:
        """The kinds of expectations are the bank's: another process forgets them after a minute, and its forms too."""
        version = work.tagging.version_id
        with acting_as(work.keeper, at=NOW):
            before = tags.forms_for([version])[version].question("S2").kind
        with acting_as(LOADER, at=NOW):
            Expectation.objects.filter(code__in=library.form(SHORT).questions["S2"].expectations).update(kind="count")
        remembered.forget_everything()
        with acting_as(work.keeper, at=NOW):
            after = tags.forms_for([version])[version].question("S2").kind
        assert before is not Kind.COUNT and after is Kind.COUNT

    def test_whoever_changes_a_version_and_its_tags_waits_in_the_same_order(self, world: World) -> None:
        """First for the tags, then for the version: two who wait for each other would both be refused."""
        version = a_draft(world)
        with acting_as(world.actor(Role.business_manager, NORTHERN), at=NOW) as by:
            version = FormVersion.objects.select_related("form").get(pk=version.pk)
            form = replace(queries.form_of(version.pk), title="Ours anew")
            with CaptureQueriesContext(connection) as edited:
                operations.edit_draft(version=version, form=form, before=version.digest, by=by, at=NOW)
            with CaptureQueriesContext(connection) as published:
                operations.publish_form_version(version=version, by=by, at=NOW)
        for captured in (edited, published):
            said = [one["sql"].lower() for one in captured.captured_queries]
            tags_first = next(n for n, sql in enumerate(said) if "questionnaires.tags " in sql)
            assert tags_first < next(n for n, sql in enumerate(said) if "for update" in sql)

    def test_the_bank_knows_when_guidance_asked_more(self, world: World) -> None:
        with acting_as(world.actor(Role.dsl, ASH), at=NOW):
            bank = tags.bank(at=TODAY)
            assert len(bank.expectations) == len(library.expectations()) == Expectation.objects.count()
            assert bank.by_id["ONL-02"].changed_on == (date(2025, 9, 1),)
            assert tags.bank(at=date(2025, 8, 1)).by_id["ONL-02"].changed_on == ()
            assert "ONL-02" in bank.changed_between(date(2025, 7, 1), TODAY)

    def test_scales_levels_and_kinds_come_from_the_dated_files(self, world: World) -> None:
        with acting_as(world.actor(Role.dsl, ASH), at=NOW):
            forms = {
                form.code: form for form in tags.forms_for(FormVersion.objects.values_list("pk", flat=True)).values()
            }
        audit = forms["annual-school-audit"]
        rated = audit.question("A2.4").scale
        assert rated is not None and (rated.descriptor, rated.established) == ("rag", "green")
        assert audit.question("A2.4").must and not audit.question("A3.4").must
        assert audit.question("A1.5").scale is None  # confidence never carries
        kinds = {code: audit.question(code).kind for code in ("A2.1", "A3.2", "A4.1", "A9.11")}
        assert kinds == {
            "A2.1": Kind.PRACTICE,
            "A3.2": Kind.PEOPLE_AND_TRAINING,
            "A4.1": Kind.COUNT,
            "A9.11": Kind.PRACTICE,
        }
        assert audit.question("A10.4").inapplicable_when == {"boarding"}
        assert {one.scale.descriptor for one in forms["sexual-harm-toolkit"].questions if one.scale} == {"lvl4"}

    def test_a_scale_with_words_of_its_own_means_the_same_only_to_itself(self) -> None:
        part = form_logic.Part(
            form_logic.PartKind.choice,
            "value",
            options=(form_logic.Option("green", "Done"), form_logic.Option("red", "Not done")),
            scale="rag",
        )
        question = form_logic.Question("Q1", "Q1?", "rag4", (part,))
        scale = tags.scale_of(question, TODAY)
        assert scale is not None and scale.descriptor != "rag"
        assert tags.scale_of(question, date(2020, 1, 1)) is None
