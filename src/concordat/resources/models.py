"""Offers: a service of an agency for the children, schools or staff of a partnership's area."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from concordat.core.handling import DataClass, Handling, fields
from concordat.resources.vocabulary import Sector


class Offer(models.Model):
    """What an agency offers: for whom, where, how to ask, until when it was looked at (A-26)."""

    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="offers")
    agency = models.ForeignKey("accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    agency_name = models.CharField(max_length=250)
    sector = models.CharField(max_length=20, choices=[(one.value, one.name) for one in Sector])
    title = models.CharField(max_length=150)
    what = models.TextField(max_length=2000)
    standards = models.JSONField(default=list)  # areas and expectations of the question bank
    levels = models.JSONField(default=list)
    phases = models.JSONField(default=list)
    age_from = models.PositiveSmallIntegerField(null=True)
    age_to = models.PositiveSmallIntegerField(null=True)
    authorities = models.JSONField(default=list)
    how_to_ask = models.TextField(max_length=1000)
    link = models.URLField(max_length=300, blank=True)
    days = models.CharField(max_length=150)
    cost = models.CharField(max_length=150)
    review_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    handling = Handling(
        DataClass.organisational,
        whose="the agency that offers",
        keep="while offered and 6 years",
        why="Who helps with what, and how to ask (A-26, D2-04)",
        fields=fields(
            plain="id",
            organisational="partnership agency agency_name sector title what standards levels phases age_from age_to"
            " authorities how_to_ask link days cost review_on changed_at withdrawn_at",
            personal="made_at made_by",
        ),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(agency_name=""), name="offer_has_an_agency"),
            models.CheckConstraint(condition=Q(sector__in=[one.value for one in Sector]), name="offer_sector"),
            models.CheckConstraint(
                condition=Q(age_from__isnull=True) | Q(age_to__isnull=True) | Q(age_to__gte=F("age_from")),
                name="offer_ages_in_order",
            ),
        ]
        indexes = [models.Index(fields=["partnership", "withdrawn_at"], name="offer_of_partnership")]
