"""Offers of agencies for the children, schools or staff of an area; what the area does, and who takes part."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from concordat.core.handling import DataClass, Handling, fields
from concordat.resources.vocabulary import InitiativeKind, Sector, Taking


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


class Initiative(models.Model):
    """Something that the area does about a recommendation: what, by whom, for whom, from when until when (BX-BAR-2).

    `answers` names recommendations: codes of reviews, or of the partnership's own tracker. `aims` are expectations of
    the question bank that it is to improve.
    """

    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=150)
    kind = models.CharField(max_length=10, choices=[(one.value, one.name) for one in InitiativeKind])
    what = models.TextField(max_length=2000)
    agency = models.ForeignKey("accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    agency_name = models.CharField(max_length=250)
    offer = models.ForeignKey(Offer, null=True, on_delete=models.PROTECT, related_name="+")
    phases = models.JSONField(default=list)
    authorities = models.JSONField(default=list)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    answers = models.JSONField()
    aims = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep="while it runs and 6 years",
        why="What the area does about what a review asks, and what came of it (BX-BAR-2)",
        fields=fields(
            plain="id version",
            organisational="partnership title kind what agency agency_name offer phases authorities from_on until_on"
            " answers aims changed_at ended_at",
            personal="made_at made_by",
        ),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in InitiativeKind]), name="initiative_kind"),
            models.CheckConstraint(condition=~Q(agency_name=""), name="initiative_has_an_agency"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="initiative_lasts"
            ),
            models.CheckConstraint(condition=~Q(answers=[]), name="initiative_answers_something"),
            models.UniqueConstraint(fields=["partnership", "title"], name="initiative_once"),
        ]


class TakeUp(models.Model):
    """That a setting takes part in an initiative: since when, how many staff and sessions. Never a name of a child."""

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="take_up")
    partnership_id = models.BigIntegerField()
    establishment_id = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=[(one.value, one.name) for one in Taking])
    since_on = models.DateField()
    staff = models.PositiveSmallIntegerField(null=True)
    sessions = models.PositiveSmallIntegerField(null=True)
    by_office = models.BooleanField()
    version = models.PositiveIntegerField(default=1)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_name = models.CharField(max_length=150)
    noted_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep="while the initiative runs and 6 years",
        why="How far an initiative reaches, and what those who took part answer afterwards (BX-BAR-2)",
        fields=fields(
            plain="id version",
            organisational="initiative partnership_id establishment_id state since_on staff sessions by_office",
            personal="noted_by noted_name noted_at",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["initiative", "establishment_id"], name="one_take_up_a_setting"),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in Taking]), name="take_up_state"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="stays_about_the_same", fields=["initiative", "partnership_id", "establishment_id"])
        ]
        indexes = [
            models.Index(fields=["establishment_id"], name="take_up_of_setting"),
            models.Index(fields=["partnership_id"], name="take_up_of_partnership"),
        ]
