"""How often somebody wants the letter, the address of the calendar, and which tasks were told already."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from concordat.core.handling import DataClass, Handling, fields
from concordat.worklist.vocabulary import Rhythm


class DigestChoice(models.Model):
    """How often; weekly for whoever has not chosen."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    rhythm = models.CharField(max_length=10, choices=[(one.value, one.name) for one in Rhythm])
    chosen_at = models.DateTimeField()

    handling = Handling(
        DataClass.staff,
        whose="the person",
        keep="membership",
        why="To write as often as the person wants",
        fields=fields(plain="rhythm", personal="person chosen_at"),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rhythm__in=[one.value for one in Rhythm]), name="digest_rhythm"),
        ]


class FeedAddress(models.Model):
    """The secret of a person's calendar address, as a hash; a new one ends the one before."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    token_hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()

    handling = Handling(
        DataClass.staff,
        whose="the person",
        keep="until taken back, and membership",
        why="A calendar cannot sign in; it shows days and kinds of tasks without names",
        fields=fields(secret="token_hash", personal="person made_at"),
    )


class ToldTask(models.Model):
    """A task that was told by itself, so that it is told once; the key says nothing."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=32)
    kind = models.CharField(max_length=100)
    period = models.CharField(max_length=30)

    handling = Handling(
        DataClass.staff,
        whose="the person",
        keep="membership",
        why="Each new task is told once",
        fields=fields(plain="id key kind period", personal="person"),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="task_told_once")]
