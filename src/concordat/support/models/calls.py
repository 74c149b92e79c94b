"""A call that was noted: who was spoken to, about what, and what is still to do."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from concordat.core.handling import DataClass, Handling, fields
from concordat.support.vocabulary import Channel, Kind


class Call(models.Model):
    """A line of the log. Open calls say the next step, its day and who follows it up."""

    form_key = models.UUIDField(unique=True)  # of the form: sent twice it is one call
    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    establishment = models.ForeignKey("establishments.Establishment", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    channel = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    words = models.TextField(max_length=1_000)
    minutes = models.PositiveSmallIntegerField()
    next_step = models.CharField(max_length=200, blank=True)
    next_on = models.DateField(null=True, blank=True)
    follower = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep="6 years",
        why="What support settings were given, and what is still to do for them (AX-WAK-3); no child is named",
        fields=fields(
            plain="id form_key",
            organisational="partnership establishment on channel kind words minutes next_step next_on",
            personal="follower noted_by noted_at closed_by closed_at",
        ),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=[one.value for one in Channel]), name="call_channel"),
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in Kind]), name="call_kind"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False)
                | (Q(next_on__isnull=False) & Q(follower__isnull=False) & ~Q(next_step="")),
                name="call_open_has_a_next_step",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="call_closed_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["partnership", "-on"], name="call_of_partnership"),
            models.Index(fields=["establishment", "-on"], name="call_with_setting"),
        ]
