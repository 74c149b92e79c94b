"""Somebody leaves on a day, and somebody follows."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from concordat.core.handling import DataClass, Handling, fields


class HandOver(models.Model):
    """The hand-over of one role at one place, from the day somebody said it until the successor took over."""

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="hand_overs")
    role_held_id = models.BigIntegerField()
    role = models.CharField(max_length=40)
    leaver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    last_day = models.DateField()
    successor_email = models.EmailField(max_length=254, blank=True)
    invitation_id = models.BigIntegerField(null=True, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    taken_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.staff,
        whose="the person who leaves and the one who follows",
        keep="2 years",
        why="So that nothing about safeguarding is left lying when somebody leaves",
        fields=fields(
            plain="id role_held_id invitation_id",
            organisational="organisation",
            personal="role leaver last_day successor_email opened_at opened_by taken_over_by closed_at",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["role_held_id"], condition=Q(closed_at__isnull=True), name="hand_over_one_a_role"
            ),
        ]
