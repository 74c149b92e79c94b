"""Tables: what two editors, unseen by each other, say that a question asks about, and what a reader found.

What is released is frozen and numbered, so that a carried answer can name the tags it rests on.
"""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from concordat.core.handling import DataClass, Handling, fields
from concordat.questionnaires.models.forms import Expectation, FormVersion
from concordat.questionnaires.models.guidance import GuidanceEdition

PERSON = settings.AUTH_USER_MODEL
WHY = "Which questions of different forms ask the same, so that nobody answers twice (D2-08)"
_HANDED_IN = "raise exception 'tags that were handed in stay as they are' using errcode = 'restrict_violation';"
_CHECKED = "raise exception 'a cover check stays as it was made' using errcode = 'restrict_violation';"
_RELEASED = "raise exception 'released tags are frozen' using errcode = 'restrict_violation';"
_SEATED = """
    if exists (
        select 1
        from (values (old.first_id, new.first_id), (old.second_id, new.second_id), (old.third_id, new.third_id))
            seat(before, now)
        where before is distinct from now and core.has_handed_in(old.id, before)
    ) then
        raise exception 'an editor who has handed in keeps the seat' using errcode = 'restrict_violation';
    end if;
    return new;
"""
_FINISHED = """
    if tg_op = 'DELETE' or exists (select 1 from questionnaires_tagrelease where tagging_id = old.id) then
        raise exception 'released tags are frozen' using errcode = 'restrict_violation';
    end if;
    return new;
"""


def _other_than(one: str, *others: str) -> Q:
    """Somebody else than each of these, where there is one."""
    condition = Q()
    for other in others:
        condition &= Q(**{f"{one}__isnull": True}) | Q(**{f"{other}__isnull": True}) | ~Q(**{one: F(other)})
    return condition


class Tagging(models.Model):
    """Work on the tags of a form version: two editors, a reader, and a third editor where they disagree.

    `answered_here` names the questions that whoever asks wants answered here, whatever was answered elsewhere.
    """

    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="taggings")
    first = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    third = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_here = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(
        DataClass.staff,
        whose="the editors and the reader",
        keep="with the form version",
        why=WHY,
        fields=fields(
            plain="id opened_at",
            public="version answered_here",
            personal="first second reader third opened_by",
        ),
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=_other_than("first", "second"), name="tagging_two_editors"),
            models.CheckConstraint(condition=_other_than("reader", "first", "second", "third"), name="tagging_reader"),
            models.CheckConstraint(condition=_other_than("third", "first", "second"), name="tagging_third_editor"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="released_work_is_over",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_FINISHED,
            ),
            pgtrigger.Trigger(
                name="handed_in_keeps_the_seat",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_SEATED,
            ),
        ]


class TaggedQuestion(models.Model):
    """A question that is to be tagged; the second round is both editors choosing again."""

    tagging = models.ForeignKey(Tagging, on_delete=models.PROTECT, related_name="questions")
    question = models.CharField(max_length=60)
    round = models.PositiveSmallIntegerField()

    handling = Handling(
        DataClass.public,
        whose="nobody",
        keep="with the form version",
        why=WHY,
        fields=fields(plain="id round", public="tagging question"),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tagging", "question", "round"], name="tagged_question_round"),
        ]


class TagChoice(models.Model):
    """What one editor says that a question asks about; unseen by the other until the other has handed in."""

    asked = models.ForeignKey(TaggedQuestion, on_delete=models.PROTECT, related_name="choices")
    editor = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    expectations = models.JSONField(default=list)
    complete = models.BooleanField()
    saved_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.staff,
        whose="the editor",
        keep="with the form version",
        why=WHY,
        fields=fields(
            plain="id saved_at handed_in_at",
            organisational="asked expectations complete",
            personal="editor",
        ),
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["asked", "editor"], name="tag_choice_once")]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="handed_in_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__handed_in_at__isnull=False),
                func=_HANDED_IN,
            )
        ]


class CoverCheck(models.Model):
    """What a second reader found who tried to be green on the tags and still false on the question."""

    asked = models.OneToOneField(TaggedQuestion, on_delete=models.PROTECT, related_name="cover_check")
    reader = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    covers = models.BooleanField()
    because = models.CharField(max_length=500, blank=True)
    checked_at = models.DateTimeField()

    handling = Handling(
        DataClass.staff,
        whose="the reader",
        keep="with the form version",
        why=WHY,
        fields=fields(plain="id checked_at", organisational="asked covers because", personal="reader"),
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(covers=True) | ~Q(because=""), name="cover_check_says_why"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="check_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_CHECKED,
            )
        ]


class TagRelease(models.Model):
    """The tags of a form version as they may be relied on: numbered, frozen, with the digest that proves them."""

    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="tag_releases")
    number = models.PositiveIntegerField()
    tagging = models.OneToOneField(Tagging, on_delete=models.PROTECT, related_name="release")
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(
        DataClass.public,
        whose="the organisation that asks",
        keep="permanently, for the answers that were carried by it",
        why=WHY,
        fields=fields(plain="id digest", public="version number tagging content released_at", personal="released_by"),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "number"], name="tag_release_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="tag_release_from_one"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="tag_release_digest"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="released_is_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_RELEASED,
            )
        ]


class ExpectationChange(models.Model):
    """An edition of guidance that asks more or other of the same expectation than the edition before it."""

    expectation = models.ForeignKey(Expectation, on_delete=models.PROTECT, related_name="changes")
    edition = models.ForeignKey(GuidanceEdition, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=250)

    handling = Handling(
        DataClass.public,
        whose="nobody",
        keep="permanently",
        why="An answer that was given under other guidance is not made ready (N-06)",
        fields=fields(plain="id", public="expectation edition what"),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["expectation", "edition"], name="expectation_change_once"),
        ]
