"""Forms of bodies that do not use Concordat: their own file, which settings they ask, what each setting says in it.

The file is kept as it was made safe and is never shown as a page; what a setting says is the setting's own.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from concordat.audits.models.returns import KEEP
from concordat.audits.others_words import FormState
from concordat.core.handling import DataClass, Handling, fields

PERSON = settings.AUTH_USER_MODEL
STATES = [(state.value, state.name) for state in FormState]


class BodyForm(models.Model):
    """A body's file, brought in once by a partnership or a trust: which cell asks what and takes the answer.

    `questions` has for each its code, section, words, cell of the answer, cell for a comment and the cell's own list;
    `words` says how the body writes each rating. Both are settled when its questions become a form.
    """

    owner = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=150)
    body = models.CharField(max_length=150)
    file_id = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    file_name = models.CharField(max_length=255)
    file_kind = models.CharField(max_length=4, choices=[("xlsx", "xlsx"), ("docx", "docx")])
    file_digest = models.CharField(max_length=64)
    layouts = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    words = models.JSONField(default=dict)
    form_version = models.ForeignKey(
        "questionnaires.FormVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=STATES, default=FormState.draft)
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the body whose form it is",
        keep=KEEP,
        why="A form of another body is filled from answers that are held (D2X-NY-1)",
        fields=fields(
            plain="id file_id file_kind file_digest",
            organisational="owner title body file_name layouts questions words form_version state made_at ended_at",
            personal="made_by",
        ),
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=[one.value for one in FormState]), name="body_form_state"),
            models.CheckConstraint(
                condition=Q(form_version__isnull=False) | ~Q(state=FormState.asked.value), name="body_form_is_whole"
            ),
            models.CheckConstraint(
                condition=Q(state=FormState.ended.value, ended_at__isnull=False)
                | (~Q(state=FormState.ended.value) & Q(ended_at__isnull=True)),
                name="body_form_ends_on_a_day",
            ),
            models.CheckConstraint(condition=Q(file_digest__regex=r"^[0-9a-f]{64}$"), name="body_form_digest"),
        ]
        indexes: ClassVar = [models.Index(fields=["owner", "state"], name="body_form_of_owner")]


class BodyFormAsked(models.Model):
    """A setting that the body asks; it sees the form from the day on which all are asked."""

    body_form = models.ForeignKey(BodyForm, on_delete=models.PROTECT, related_name="asked")
    establishment = models.ForeignKey("establishments.Establishment", on_delete=models.PROTECT, related_name="+")
    owner_id = models.BigIntegerField()
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why="Which settings another body asks",
        fields=fields(plain="id", organisational="body_form establishment owner_id asked_at", personal="asked_by"),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body_form", "establishment"], name="body_form_asks_once")
        ]


class BodyAnswer(models.Model):
    """What a setting says to one question, in the body's word, and where it comes from if somebody confirmed it so.

    `source` holds each source as it was confirmed: name, question, what it said, when it was signed, the relation and
    the rule. It is never a source itself.
    """

    asked = models.ForeignKey(BodyFormAsked, on_delete=models.PROTECT, related_name="answers")
    establishment_id = models.BigIntegerField()
    question = models.CharField(max_length=40)
    word = models.TextField(max_length=4000, blank=True)
    comment = models.TextField(max_length=4000, blank=True)
    source = models.JSONField(default=list)
    mark = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField(default=1)
    answered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    answered_name = models.CharField(max_length=150)
    answered_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why="What a setting says in another body's form; answers hold no child's name",
        fields=fields(
            plain="id mark version",
            organisational="asked establishment_id question word comment source answered_at",
            personal="answered_by answered_name",
        ),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["asked", "question"], name="body_question_answered_once"),
            models.CheckConstraint(condition=~Q(word="") | Q(source=[]), name="body_answer_taken_back_has_no_source"),
        ]
        indexes: ClassVar = [models.Index(fields=["establishment_id"], name="body_answer_of_setting")]
