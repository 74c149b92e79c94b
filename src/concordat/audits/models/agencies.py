"""An agency's section 11 return: a respondent of its own in a cycle, beside the settings (decision 31)."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from concordat.audits.agency_rules import AgencyState
from concordat.audits.models.frozen import stays
from concordat.core.handling import DataClass, Handling, fields

KEEP = "current and 6 years"
NO_CONTEXT: Any = None


class AgencyReturn(models.Model):
    """What a police force, a health body, an authority, a district or a charity answers in a cycle, and who signed."""

    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    cycle = models.ForeignKey("audits.AuditCycle", on_delete=models.PROTECT, related_name="agency_returns")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    form_version = models.ForeignKey("questionnaires.FormVersion", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=15, choices=[(s.value, s.name) for s in AgencyState], default=AgencyState.not_started
    )
    needed = models.PositiveSmallIntegerField(default=0)
    answered = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=150, blank=True)
    statement = models.TextField(blank=True)
    answers_digest = models.CharField(max_length=64, blank=True)
    sent_back = models.TextField(max_length=1000, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the agency",
        keep=KEEP,
        why="What an agency says of its safeguarding under section 11 (D2-05), and who answers for it",
        fields=fields(
            plain="id needed answered answers_digest",
            organisational="partnership cycle organisation form_version state asked_at changed_at submitted_at"
            " statement sent_back",
            personal="asked_by signed_by signed_name",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "organisation"], name="one_return_an_agency"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in AgencyState]), name="agency_state"),
            models.CheckConstraint(
                condition=(
                    Q(state="submitted", submitted_at__isnull=False, signed_by__isnull=False)
                    & ~Q(statement="")
                    & ~Q(answers_digest="")
                )
                | (~Q(state="submitted") & Q(submitted_at__isnull=True, signed_by__isnull=True)),
                name="agency_submitted_is_signed",
            ),
        ]
        triggers = [stays("partnership", "cycle", "organisation", "form_version", "asked_at", "asked_by")]
        indexes = [models.Index(fields=["organisation"], name="return_of_agency")]


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), append_only=True, context_field=NO_CONTEXT)
class AgencyAnswer(models.Model):
    """The answer to one question; `version` rises with each change, so that nobody overwrites unseen."""

    agency_return = models.ForeignKey(AgencyReturn, on_delete=models.PROTECT, related_name="answers")
    organisation_id = models.BigIntegerField()
    partnership_id = models.BigIntegerField()
    question = models.CharField(max_length=40)
    value = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the agency",
        keep=KEEP,
        why="What an agency says; answers hold no child's name",
        fields=fields(
            plain="id version",
            organisational="agency_return organisation_id partnership_id question value answered_at",
            personal="answered_by",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency_return", "question"], name="one_agency_answer_a_question")
        ]
        triggers = [stays("agency_return", "organisation_id", "partnership_id", "question")]
        indexes = [models.Index(fields=["organisation_id"], name="answer_of_agency")]
