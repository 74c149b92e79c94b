"""Letters that were printed, each with a code that brings the first keeper of a setting's accounts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from concordat.core.handling import DataClass, Handling, fields


class LetterRun(models.Model):
    """Letters that were made together, to be printed as one document."""

    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="letter_runs")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep="1 year",
        why="To print letters again, and to see which were used",
        fields=fields(plain="id made_at", organisational="partnership", personal="made_by"),
    )


class ClaimCode(models.Model):
    """The code of one letter, stored as a hash only; the letter is addressed to a post, never to a person."""

    run = models.ForeignKey(LetterRun, on_delete=models.PROTECT, related_name="codes")
    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    establishment = models.ForeignKey(
        "establishments.Establishment", on_delete=models.PROTECT, related_name="claim_codes"
    )
    nonce = models.CharField(max_length=32)
    code_hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep="1 year",
        why="To let the first person of a setting in where mail is filtered (B-05)",
        fields=fields(
            plain="id run tries",
            secret="nonce code_hash",
            organisational="partnership establishment made_at expires_at used_at revoked_at",
            personal="revoked_by",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["establishment"],
                condition=Q(used_at__isnull=True, revoked_at__isnull=True),
                name="claim_code_one_a_setting",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="claim_code_lasts"),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(revoked_at__isnull=True), name="claim_code_ends_one_way"
            ),
        ]
