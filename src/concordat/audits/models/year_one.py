"""What a partnership brings along from the year before it used Concordat."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from concordat.audits.models.returns import KEEP
from concordat.core.handling import DataClass, Handling, fields

WHY = "The first year begins with what is known (D2-01: the action plan is carried on)"


class YearOneList(models.Model):
    """A spreadsheet of last year while its columns are being explained; its rows go when they were brought in."""

    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    year = models.CharField(max_length=20)
    headings = models.JSONField()
    rows = models.JSONField()
    meanings = models.JSONField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    brought_in_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.staff,
        whose="the settings and their contacts",
        keep="rows until they are brought in, the rest current and 6 years",
        why=WHY,
        fields=fields(
            plain="id",
            organisational="partnership year headings meanings added_at brought_in_at",
            personal="rows added_by",
        ),
    )


class PastFact(models.Model):
    """A result, an action or a training date of last year, as the partnership had it."""

    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    establishment_id = models.BigIntegerField()
    year = models.CharField(max_length=20)
    kind = models.CharField(max_length=12)
    label = models.CharField(max_length=200)
    text = models.CharField(max_length=500)
    due_on = models.DateField(null=True, blank=True)
    brought_in_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why=WHY,
        fields=fields(
            plain="id", organisational="partnership establishment_id year kind label text due_on brought_in_at"
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "establishment_id", "year", "kind", "label", "text"], name="past_fact_once"
            )
        ]
        indexes = [models.Index(fields=["establishment_id"], name="past_fact_of_setting")]
