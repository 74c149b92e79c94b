"""What follows: actions that a setting takes on, and recommendations that every setting of a partnership answers."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from concordat.audits.checking_rules import ActionState, Standing
from concordat.audits.models.frozen import stays
from concordat.audits.models.returns import KEEP, NO_CONTEXT, AuditReturn
from concordat.core.handling import DataClass, Handling, fields


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), append_only=True, context_field=NO_CONTEXT)
class PlannedAction(models.Model):
    """One action: proposed by what was found amber or red, then the setting's own, until it is done (D2-01)."""

    audit_return = models.ForeignKey(AuditReturn, on_delete=models.PROTECT, related_name="actions")
    establishment_id = models.BigIntegerField()
    partnership_id = models.BigIntegerField()
    question = models.CharField(max_length=40)
    rating = models.CharField(max_length=8)
    what = models.TextField(max_length=1000)
    who = models.CharField(max_length=150, blank=True)
    by_when = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=[(s.value, s.name) for s in ActionState])
    said = models.TextField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why="What a setting does about what was found, carried to next year (D2-01)",
        fields=fields(
            plain="id version",
            organisational="audit_return establishment_id partnership_id question rating what by_when state said"
            " changed_at",
            personal="who changed_by",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit_return", "question"], name="one_action_a_question"),
            models.CheckConstraint(condition=~Q(what=""), name="action_says_what"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in ActionState]), name="action_state"),
            models.CheckConstraint(condition=~Q(state="dropped") | ~Q(said=""), name="action_dropped_says_why"),
            models.CheckConstraint(
                condition=~Q(state="accepted") | (~Q(who="") & Q(by_when__isnull=False)), name="action_has_who_and_when"
            ),
        ]
        triggers = [stays("audit_return", "establishment_id", "partnership_id", "question", "rating")]
        indexes = [
            models.Index(fields=["establishment_id", "state"], name="action_of_setting"),
            models.Index(fields=["partnership_id"], name="action_of_partnership"),
        ]


class Recommendation(models.Model):
    """Something that every setting of the partnership is asked to put in place, such as after an inspection."""

    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    asks = models.TextField(max_length=2000)
    source = models.CharField(max_length=200)
    due_on = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep=KEEP,
        why="Recommendations are driven through all settings (BX-HUL-2)",
        fields=fields(
            plain="id",
            organisational="partnership title asks source due_on made_at closed_at",
            personal="made_by",
        ),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "title"], name="recommended_once")]


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), append_only=True, context_field=NO_CONTEXT)
class RecommendationStanding(models.Model):
    """Where one setting stands with a recommendation, and what shows it."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="standings")
    establishment_id = models.BigIntegerField()
    partnership_id = models.BigIntegerField()
    state = models.CharField(max_length=5, choices=[(s.value, s.name) for s in Standing])
    shows = models.TextField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why="Recommendations are driven through all settings (BX-HUL-2)",
        fields=fields(
            plain="id version",
            organisational="recommendation establishment_id partnership_id state shows said_at",
            personal="said_by",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "establishment_id"], name="one_standing_a_setting"),
            models.CheckConstraint(condition=~Q(state="done") | ~Q(shows=""), name="done_says_what_shows_it"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in Standing]), name="standing_state"),
        ]
        indexes = [
            models.Index(fields=["establishment_id"], name="standing_of_setting"),
            models.Index(fields=["partnership_id"], name="standing_of_partnership"),
        ]
