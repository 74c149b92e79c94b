"""What the partnership decides about a return beside reading it, and what a setting asks it to decide."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from concordat.audits.models.returns import KEEP, AuditReturn
from concordat.audits.vocabulary import DecisionKind, RequestKind
from concordat.core.handling import DataClass, Handling, fields


class ReturnRequest(models.Model):
    """A setting asks for more time, or says why the audit does not concern it."""

    audit_return = models.ForeignKey(AuditReturn, on_delete=models.PROTECT, related_name="requests")
    establishment_id = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=[(k.value, k.name) for k in RequestKind])
    until = models.DateField(null=True, blank=True)
    why = models.TextField(max_length=1000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_name = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True, blank=True)
    answer = models.TextField(max_length=1000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why="What keeps a setting from its return, and what the partnership answered",
        fields=fields(
            plain="id granted",
            organisational="audit_return establishment_id kind until why asked_at answer decided_at",
            personal="asked_by asked_name decided_by",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audit_return", "kind"], condition=Q(decided_at__isnull=True), name="asked_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(granted__isnull=True, decided_at__isnull=True)
                | Q(granted__isnull=False, decided_at__isnull=False),
                name="request_decision_has_time",
            ),
            models.CheckConstraint(
                condition=Q(kind="extension", until__isnull=False) | Q(kind="exemption", until__isnull=True),
                name="extension_says_until_when",
            ),
        ]
        indexes = [models.Index(fields=["establishment_id"], name="request_of_setting")]


class ReturnDecision(models.Model):
    """More time, exempt, not returned, asked again, reopened: each with its reason, for the setting to read."""

    audit_return = models.ForeignKey(AuditReturn, on_delete=models.PROTECT, related_name="decisions")
    establishment_id = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=[(k.value, k.name) for k in DecisionKind])
    reason = models.TextField(max_length=1000)
    until = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_name = models.CharField(max_length=150)
    decided_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep=KEEP,
        why="Every return ends in a recorded outcome with its reason",
        fields=fields(
            plain="id",
            organisational="audit_return establishment_id kind reason until decided_at",
            personal="decided_by decided_name",
        ),
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="decision_has_a_reason")]
        indexes = [models.Index(fields=["establishment_id"], name="decision_of_setting")]
