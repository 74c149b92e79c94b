"""What schools say that tried an audit before it opened for everybody."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from concordat.audits.models.returns import KEEP, AuditReturn
from concordat.core.handling import DataClass, Handling, fields


class PilotNote(models.Model):
    """What was unclear, about one question or the whole, and how many minutes it took."""

    audit_return = models.ForeignKey(AuditReturn, on_delete=models.PROTECT, related_name="pilot_notes")
    establishment_id = models.BigIntegerField()
    partnership_id = models.BigIntegerField()
    question = models.CharField(max_length=40, blank=True)
    unclear = models.TextField(max_length=1000, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_name = models.CharField(max_length=150)
    said_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why="Ask what can be understood, and no more minutes than are needed (B-24)",
        fields=fields(
            plain="id",
            organisational="audit_return establishment_id partnership_id question unclear minutes said_at",
            personal="said_by said_name",
        ),
    )

    class Meta:
        indexes = [models.Index(fields=["establishment_id"], name="pilot_note_of_setting")]
