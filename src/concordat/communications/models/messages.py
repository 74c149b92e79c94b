"""A message that the office writes to a list of settings, and the lines that say to whom it goes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from concordat.core.handling import DataClass, Handling, fields


class Message(models.Model):
    """What the office wrote, to which list, narrowed how; sent once it is confirmed."""

    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=40)
    audience_title = models.CharField(max_length=100)
    narrowed_by = models.CharField(max_length=500, blank=True)
    roles = models.CharField(max_length=200)
    subject = models.CharField(max_length=100)
    text = models.TextField(max_length=5_000)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep="2 years",
        why="What was written to whom, when and by whom",
        fields=fields(
            plain="id audience audience_title",
            organisational="partnership narrowed_by roles subject text",
            personal="written_at written_by sent_at sent_by",
        ),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by__isnull=True)
                | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="message_sent_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["partnership", "-written_at"], name="message_of_partnership")]


class MessageLine(models.Model):
    """One address at one setting, or that there is none."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="lines")
    partnership_id = models.BigIntegerField()
    establishment = models.ForeignKey("establishments.Establishment", on_delete=models.PROTECT, related_name="+")
    address = models.EmailField(max_length=254, blank=True)

    handling = Handling(
        DataClass.staff,
        whose="the person written to",
        keep="2 years",
        why="To whom a message went, and whether it arrived",
        fields=fields(plain="id message partnership_id", organisational="establishment", personal="address"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint("message", "establishment", Lower("address"), name="message_line_once"),
        ]
