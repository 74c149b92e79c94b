"""What a setting asks for, what it was answered, and what the team notes among itself."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from concordat.core.handling import DataClass, Handling, fields
from concordat.support.vocabulary import Kind, State

# The setting's own words and the days that it was told; and what the team did. Closing leaves both as they are.
ASKED = ("form_key", "partnership", "establishment", "kind", "words", "asked_by", "asked_at", "answer_by", "manager_on")
DONE = ("officer_id", "answered_at", "answered_in_days", "answers", "minutes")


def _of(row: str) -> str:
    return ", ".join(f"{row}.{column}" for column in DONE)


class HelpRequest(models.Model):
    """A request of a setting: asked, taken, answered, closed; with the days that the clock gave it."""

    form_key = models.UUIDField(unique=True)
    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    establishment = models.ForeignKey("establishments.Establishment", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    words = models.TextField(max_length=1_000)
    state = models.CharField(max_length=10, default=State.asked.value)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer_by = models.DateField()
    manager_on = models.DateField()
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_in_days = models.PositiveSmallIntegerField(null=True, blank=True)
    answers = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveIntegerField(default=0)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep="6 years",
        why="A setting asks its partnership for support and hears the answer (AX-WAK-3); no child is named",
        fields=fields(
            plain="id form_key state answers",
            organisational="partnership establishment kind words answer_by manager_on answered_in_days minutes",
            personal="asked_by asked_at officer answered_at closed_by closed_at",
        ),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in Kind]), name="help_kind"),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in State]), name="help_state"),
            models.CheckConstraint(condition=Q(manager_on__gte=F("answer_by")), name="help_days_in_order"),
            models.CheckConstraint(
                condition=~Q(state=State.answered.value) | Q(answered_at__isnull=False, answers__gt=0),
                name="help_answered_has_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(state=State.closed.value, closed_at__isnull=False, closed_by__isnull=False)
                | (~Q(state=State.closed.value) & Q(closed_at__isnull=True, closed_by__isnull=True)),
                name="help_closed_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["partnership", "state"], name="help_of_partnership"),
            models.Index(fields=["establishment", "state"], name="help_of_setting"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="what_was_asked_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(*ASKED),
                func="raise exception 'what was asked stays as it was' using errcode = 'restrict_violation';",
            ),
            pgtrigger.Trigger(
                name="closing_only_closes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__state=State.closed.value),
                func=f"if ({_of('new')}) is distinct from ({_of('old')}) then"
                " raise exception 'closing a request changes nothing else' using errcode = 'restrict_violation';"
                " end if; return new;",
            ),
        ]


class Answer(models.Model):
    """What the team answered to a request; another answer is added, none is changed."""

    form_key = models.UUIDField(unique=True)
    request = models.ForeignKey(HelpRequest, on_delete=models.PROTECT, related_name="given")
    partnership_id = models.BigIntegerField()
    establishment_id = models.BigIntegerField()
    words = models.TextField(max_length=1_000)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep="6 years",
        why="The answer goes back to whoever asked (AX-WAK-3); no child is named",
        fields=fields(
            plain="id form_key request partnership_id establishment_id",
            organisational="words",
            personal="answered_by answered_at",
        ),
    )

    class Meta:
        indexes = [models.Index(fields=["establishment_id"], name="answer_to_setting")]


class InternalNote(models.Model):
    """What the team notes for itself. A table of its own, so that the database keeps it from the setting."""

    form_key = models.UUIDField(unique=True)
    request = models.ForeignKey(HelpRequest, on_delete=models.PROTECT, related_name="notes")
    partnership_id = models.BigIntegerField()
    words = models.TextField(max_length=1_000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep="6 years",
        why="Colleagues go on with a request where another left it; no child is named",
        fields=fields(
            plain="id form_key request partnership_id", organisational="words", personal="written_by written_at"
        ),
    )

    class Meta:
        indexes = [models.Index(fields=["partnership_id"], name="internal_note_of")]
