"""Who leads for which setting, who is away and covered by whom, and the clock of answers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from concordat.core.handling import DataClass, Handling, fields


class LeadOfficer(models.Model):
    """The officer to whom a setting's requests go first, from a day to a day."""

    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    establishment = models.ForeignKey("establishments.Establishment", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    handling = Handling(
        DataClass.staff,
        whose="the officer",
        keep="6 years",
        why="A setting knows whom to ask, and a request finds its officer",
        fields=fields(plain="id", organisational="partnership establishment", personal="person from_on until_on"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "establishment"], condition=Q(until_on__isnull=True), name="one_lead_officer"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="lead_officer_days_in_order"
            ),
        ]


class DaysAway(models.Model):
    """Days on which an officer is away, and who covers; why is nobody's business and is not kept."""

    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField()
    covered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.staff,
        whose="the officer",
        keep="1 year",
        why="Calls and requests of somebody who is away reach whoever covers",
        fields=fields(
            plain="id",
            organisational="partnership",
            personal="person from_on until_on covered_by noted_by noted_at withdrawn_at",
        ),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="officer_away_in_order"),
            models.CheckConstraint(condition=~Q(covered_by=F("person")), name="officer_covered_by_another"),
        ]
        indexes = [models.Index(fields=["partnership", "until_on"], name="officer_away_at")]


class AnswerClock(models.Model):
    """Within how many school days a partnership answers, from a day on; the latest that has begun holds."""

    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    answer_days = models.PositiveSmallIntegerField()
    manager_days = models.PositiveSmallIntegerField()

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep="6 years",
        why="Settings know when they hear, and late requests are seen",
        fields=fields(plain="id", organisational="partnership from_on answer_days manager_days"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "from_on"], name="answer_clock_once_a_day"),
            models.CheckConstraint(condition=Q(answer_days__gte=1, answer_days__lte=20), name="answer_clock_days"),
            models.CheckConstraint(condition=Q(manager_days__gte=1, manager_days__lte=20), name="answer_clock_manager"),
        ]
