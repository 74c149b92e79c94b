"""What a trust says of all its schools, or of each of them, in an audit of its own or in a form that they are asked."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from concordat.audits.models.frozen import all_stays_but, stays
from concordat.audits.models.returns import KEEP
from concordat.core.handling import DataClass, Handling, fields

NO_CONTEXT: Any = None
PERSON = settings.AUTH_USER_MODEL


class TrustAudit(models.Model):
    """A version of a form that a trust answers: one answer for all its schools, or one for each (design, rule 12).

    While it is a draft the trust alone reads and writes it; signed it is frozen and its schools read it.
    """

    trust = models.ForeignKey("establishments.Trust", on_delete=models.PROTECT, related_name="+")
    form_version = models.ForeignKey("questionnaires.FormVersion", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=150)
    state = models.CharField(max_length=10, choices=[("draft", "draft"), ("signed", "signed")], default="draft")
    brought_in = models.BooleanField(default=False)
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the trust",
        keep=KEEP,
        why="A trust answers once for its schools (D2X-NY-1)",
        fields=fields(
            plain="id", organisational="trust form_version title state brought_in made_at", personal="made_by"
        ),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["draft", "signed"]), name="trust_audit_state"),
            models.UniqueConstraint(fields=["trust", "form_version", "title"], name="trust_audit_once"),
        ]
        triggers = [all_stays_but("state")]


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), append_only=True, context_field=NO_CONTEXT)
class TrustAnswer(models.Model):
    """The trust's answer to a question: for all its schools, or for the one that is named."""

    trust_audit = models.ForeignKey(TrustAudit, on_delete=models.PROTECT, related_name="answers")
    trust_id = models.BigIntegerField()
    establishment_id = models.BigIntegerField(null=True, blank=True)
    question = models.CharField(max_length=40)
    value = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    answered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the trust",
        keep=KEEP,
        why="What a trust says of its schools; answers hold no child's name",
        fields=fields(
            plain="id version",
            organisational="trust_audit trust_id establishment_id question value answered_at",
            personal="answered_by",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["trust_audit", "establishment_id", "question"],
                nulls_distinct=False,
                name="trust_answers_once",
            )
        ]
        triggers = [stays("trust_audit", "trust_id", "establishment_id", "question")]
        indexes = [models.Index(fields=["trust_id"], name="trust_answer_of_trust")]


class TrustSignature(models.Model):
    """Who signed a trust's answers, and when: for all schools, or for the audit of the one that is named.

    A signature that ended, because the trust changed its answers, stays on record.
    """

    trust_audit = models.ForeignKey(TrustAudit, on_delete=models.PROTECT, related_name="signatures")
    trust_id = models.BigIntegerField()
    establishment_id = models.BigIntegerField(null=True, blank=True)
    signed_name = models.CharField(max_length=150)
    signed_on = models.DateField()
    board_on = models.DateField(null=True, blank=True)
    minute_number = models.CharField(max_length=40, blank=True)
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the person who signed",
        keep=KEEP,
        why="Who answers for what the trust says, and how old it is",
        fields=fields(
            plain="id",
            organisational="trust_audit trust_id establishment_id signed_on board_on minute_number recorded_at"
            " withdrawn_at",
            personal="signed_name recorded_by",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["trust_audit", "establishment_id"],
                condition=Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="trust_signs_once",
            ),
            models.CheckConstraint(condition=~Q(signed_name=""), name="trust_signature_has_name"),
        ]
        triggers = [all_stays_but("withdrawn_at")]
        indexes = [models.Index(fields=["trust_id"], name="trust_signature_of_trust")]
