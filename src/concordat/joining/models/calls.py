"""A setting was rung because everybody who kept its accounts has left."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from concordat.accounts.vocabulary import SETTING_KEEPERS
from concordat.core.handling import DataClass, Handling, fields
from concordat.joining.vocabulary import CALL_SOURCES


class CallBack(models.Model):
    """One officer rang the setting and noted who confirmed the new keeper; a second officer confirms the note."""

    establishment = models.ForeignKey(
        "establishments.Establishment", on_delete=models.PROTECT, related_name="calls_back"
    )
    number = models.CharField(max_length=30)
    source = models.CharField(max_length=10, choices=CALL_SOURCES)
    called_at = models.DateTimeField()
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    spoke_with = models.CharField(max_length=150)
    spoke_as = models.CharField(max_length=100)
    name = models.CharField(max_length=150)
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=40)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed = models.BooleanField(null=True, blank=True)
    invitation_id = models.BigIntegerField(null=True, blank=True)

    handling = Handling(
        DataClass.staff,
        whose="the new keeper, and whoever was spoken with",
        keep="6 years",
        why="Who let somebody in when nobody at the setting was left to do it",
        fields=fields(
            plain="id source confirmed invitation_id",
            organisational="establishment number",
            personal="called_at called_by spoke_with spoke_as name email role decided_at decided_by",
        ),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("called_by")), name="call_back_by_two"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, confirmed__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False, confirmed__isnull=False),
                name="call_back_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in SETTING_KEEPERS]), name="call_back_role_keeps"
            ),
            models.UniqueConstraint(
                fields=["establishment"], condition=Q(decided_at__isnull=True), name="call_back_one_at_a_time"
            ),
        ]
