"""Somebody lost what proves who they are: an officer rang back, another person confirmed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from concordat.core.handling import DataClass, Handling, fields
from concordat.joining.vocabulary import RESET_SOURCES


class SignInReset(models.Model):
    """An officer noted the call back and why; somebody else confirms, and then the person sets up a new factor."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=30)
    source = models.CharField(max_length=10, choices=RESET_SOURCES)
    reason = models.CharField(max_length=300)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed = models.BooleanField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.staff,
        whose="the person whose sign-in is reset",
        keep="6 years",
        why="Who let somebody in anew, and on which call",
        fields=fields(
            plain="id source confirmed",
            organisational="organisation number",
            personal="person reason opened_at opened_by expires_at decided_at decided_by done_at",
        ),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("opened_by")), name="reset_by_two"
            ),
            models.CheckConstraint(
                condition=~Q(opened_by=F("person"))
                & (Q(decided_by__isnull=True) | Q(confirmed=False) | ~Q(decided_by=F("person"))),
                name="reset_not_of_oneself",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, confirmed__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False, confirmed__isnull=False),
                name="reset_decided_whole",
            ),
            models.CheckConstraint(condition=Q(done_at__isnull=True) | Q(confirmed=True), name="reset_done_confirmed"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("opened_at")), name="reset_lasts"),
        ]
