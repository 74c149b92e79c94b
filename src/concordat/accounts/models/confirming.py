"""Codes by mail, and what somebody typed before being asked to confirm who they are."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from concordat.core.handling import DataClass, Handling, fields


class MailedCode(models.Model):
    """A code of six digits sent by mail; it is stored as a hash under a key outside the database."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mailed_codes")
    nonce = models.CharField(max_length=32)
    code_hash = models.BinaryField(max_length=32)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.staff,
        whose="the person",
        keep="1 day",
        why="To confirm who is signing in where no stronger proof is at hand",
        fields=fields(plain="id tries", personal="person asked_at expires_at used_at", secret="nonce code_hash"),
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(expires_at__gt=F("asked_at")), name="mailed_code_lasts")]
        indexes = [models.Index(fields=["person", "-asked_at"], name="mailed_codes_of_person")]


class IdleRule(models.Model):
    """From when on a session is locked after how many minutes without use."""

    minutes = models.PositiveSmallIntegerField()
    from_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="nobody",
        keep="with the database",
        why="After how long without use people are asked again who they are",
        fields=fields(plain="id from_at", organisational="minutes"),
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=120), name="idle_within_reason")]


class KeptForm(models.Model):
    """What a person had typed on a page when the site asked to confirm who they are; encrypted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_forms")
    path = models.CharField(max_length=500)
    typed = models.TextField()
    kept_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    handling = Handling(
        DataClass.staff,
        whose="the person",
        keep="1 day",
        why="So that nothing typed is lost when the person is asked to confirm who they are",
        fields=fields(plain="id", personal="person path kept_at expires_at", secret="typed"),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "path"], name="one_kept_form_of_a_page")]
