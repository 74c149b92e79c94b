"""Validation visits: why a setting is visited, by whom and when, and how a visitor rates what they see."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from concordat.audits.checking_rules import SCALE
from concordat.audits.models.checking import Draw
from concordat.audits.models.frozen import stays
from concordat.audits.models.returns import KEEP, NO_CONTEXT, AuditReturn
from concordat.core.handling import DataClass, Handling, fields
from concordat.lib.survey_sampling import Reason

WHY = "Whether settings are as safe as they say (CX-HAM-8)"


class Visit(models.Model):
    """A setting of the sample. Until `locked_at` the visitor does not get its own ratings from the database."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="visits")
    audit_return = models.ForeignKey(AuditReturn, on_delete=models.PROTECT, related_name="visits")
    establishment_id = models.BigIntegerField()
    partnership_id = models.BigIntegerField()
    reason = models.CharField(max_length=10, choices=[(r.value, r.name) for r in Reason])
    chance = models.FloatField()
    visitor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    visitor_name = models.CharField(max_length=150, blank=True)
    visit_on = models.DateField(null=True, blank=True)
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep=KEEP,
        why=WHY,
        fields=fields(
            plain="id chance",
            organisational="draw audit_return establishment_id partnership_id reason visit_on booked_at begun_at"
            " locked_at",
            personal="visitor visitor_name booked_by",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "audit_return"], name="drawn_once"),
            models.CheckConstraint(condition=Q(reason__in=[r.value for r in Reason]), name="visit_reason"),
            models.CheckConstraint(condition=Q(chance__gt=0, chance__lte=1), name="visit_chance"),
            models.CheckConstraint(
                condition=Q(visitor__isnull=True, visit_on__isnull=True, locked_at__isnull=True)
                | Q(visitor__isnull=False, visit_on__isnull=False),
                name="visit_booked_has_visitor_and_day",
            ),
        ]
        triggers = [stays("draw", "audit_return", "establishment_id", "partnership_id", "reason", "chance")]
        indexes = [
            models.Index(fields=["visitor"], condition=Q(locked_at__isnull=True), name="visit_under_way"),
            models.Index(fields=["establishment_id"], name="visit_of_setting"),
            models.Index(fields=["partnership_id"], name="visit_of_partnership"),
        ]


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), append_only=True, context_field=NO_CONTEXT)
class VisitRating(models.Model):
    """How a visitor rates one question, with what they saw; without a question, what they found altogether."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="ratings")
    audit_return_id = models.BigIntegerField()
    establishment_id = models.BigIntegerField()
    partnership_id = models.BigIntegerField()
    question = models.CharField(max_length=40, blank=True)
    rating = models.CharField(max_length=8, blank=True)
    found = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)
    rated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    rated_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep=KEEP,
        why=WHY,
        fields=fields(
            plain="id version",
            organisational="visit audit_return_id establishment_id partnership_id question rating found rated_at",
            personal="rated_by",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "question"], name="one_visit_rating_a_question"),
            models.CheckConstraint(
                condition=Q(question="", rating="") | (~Q(question="") & Q(rating__in=list(SCALE))), name="visit_rating"
            ),
        ]
        indexes = [
            models.Index(fields=["audit_return_id"], name="visit_rating_of_return"),
            models.Index(fields=["partnership_id"], name="visit_rating_of_partnership"),
        ]
