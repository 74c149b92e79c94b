"""Answers that somebody offers a setting: they become its own only when one of its people confirms them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from concordat.audits.models.returns import KEEP, AuditReturn
from concordat.audits.vocabulary import OfferSource
from concordat.core.handling import DataClass, Handling, fields


class OfferedAnswer(models.Model):
    """An answer taken down on the telephone, or written by the setting that this one follows."""

    audit_return = models.ForeignKey(AuditReturn, on_delete=models.PROTECT, related_name="offers")
    establishment_id = models.BigIntegerField()
    partnership_id = models.BigIntegerField()
    question = models.CharField(max_length=40)
    value = models.JSONField()
    source = models.CharField(max_length=12, choices=[(s.value, s.name) for s in OfferSource])
    told_by = models.CharField(max_length=100)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    offered_name = models.CharField(max_length=150)
    offered_at = models.DateTimeField()
    taken = models.BooleanField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why="A setting that tells its answers on the telephone, or follows another, confirms what was taken down",
        fields=fields(
            plain="id taken",
            organisational="audit_return establishment_id partnership_id question value source told_by offered_at"
            " settled_at",
            personal="offered_by offered_name settled_by",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audit_return", "question", "source"],
                condition=Q(settled_at__isnull=True),
                name="one_offer_a_question",
            ),
            models.CheckConstraint(
                condition=Q(taken__isnull=True, settled_at__isnull=True)
                | Q(taken__isnull=False, settled_at__isnull=False),
                name="offer_settled_has_time",
            ),
            models.CheckConstraint(condition=Q(source__in=[s.value for s in OfferSource]), name="offer_source"),
        ]
        indexes = [models.Index(fields=["establishment_id"], name="offer_of_setting")]
