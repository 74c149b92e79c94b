"""Moderation at the desk: who rates a return, what they rate, and the draw of those that are rated twice."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from concordat.audits.checking_rules import DrawKind, Rating, Round
from concordat.audits.models.frozen import all_stays_but
from concordat.audits.models.returns import KEEP, NO_CONTEXT, AuditReturn
from concordat.core.handling import DataClass, Handling, fields


class Draw(models.Model):
    """A draw that anybody can draw again: its seed, and the hash of the frame as it was."""

    cycle = models.ForeignKey("audits.AuditCycle", on_delete=models.PROTECT, related_name="draws")
    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=[(k.value, k.name) for k in DrawKind])
    seed = models.CharField(max_length=32)
    frame_hash = models.CharField(max_length=64)
    frame_size = models.PositiveIntegerField()
    risk_size = models.PositiveSmallIntegerField()
    random_size = models.PositiveSmallIntegerField()
    questions = models.JSONField(default=list)  # of visits: what is looked at everywhere
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep=KEEP,
        why="A sample that can be drawn again from its seed (CX-HAM-8)",
        fields=fields(
            plain="id seed frame_hash frame_size risk_size random_size",
            organisational="cycle partnership kind questions drawn_at",
            personal="drawn_by",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle"], condition=Q(kind="visits"), name="one_draw_of_visits_a_cycle"),
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in DrawKind]), name="draw_kind"),
        ]
        indexes = [models.Index(fields=["partnership", "cycle"], name="draw_of_partnership")]


class DrawFrame(models.Model):
    """From whom was drawn, and each one's risk. Apart from the draw: a visitor does not read it before the visit."""

    draw = models.OneToOneField(Draw, on_delete=models.PROTECT, related_name="frame")
    partnership_id = models.BigIntegerField()
    units = models.JSONField()  # id, risk, whether certain

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep=KEEP,
        why="A sample that can be drawn again from its seed (CX-HAM-8)",
        fields=fields(plain="id", organisational="draw partnership_id units"),
    )


class Moderation(models.Model):
    """One person's rating of one return: the first, a second blind to it, or another after a representation."""

    audit_return = models.ForeignKey(AuditReturn, on_delete=models.PROTECT, related_name="moderations")
    establishment_id = models.BigIntegerField()
    partnership_id = models.BigIntegerField()
    round = models.CharField(max_length=6, choices=[(r.value, r.name) for r in Round])
    draw = models.ForeignKey(Draw, null=True, on_delete=models.PROTECT, related_name="+")
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    moderator_name = models.CharField(max_length=150)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep=KEEP,
        why="Who checks what a setting says of itself (CX-HAM-8)",
        fields=fields(
            plain="id",
            organisational="audit_return establishment_id partnership_id round draw assigned_at done_at withdrawn_at",
            personal="moderator moderator_name assigned_by",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audit_return", "round"], condition=Q(withdrawn_at__isnull=True), name="one_moderation_a_round"
            ),
            models.UniqueConstraint(
                fields=["audit_return", "moderator"],
                condition=Q(withdrawn_at__isnull=True),
                name="each_round_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(withdrawn_at__isnull=True), name="moderation_done_or_withdrawn"
            ),
            models.CheckConstraint(condition=Q(round__in=[r.value for r in Round]), name="moderation_round"),
        ]
        triggers = [all_stays_but("done_at", "withdrawn_at")]
        indexes = [
            models.Index(fields=["moderator"], condition=Q(done_at__isnull=True), name="moderation_under_way"),
            models.Index(fields=["establishment_id"], name="moderation_of_setting"),
            models.Index(fields=["partnership_id"], name="moderation_of_partnership"),
        ]


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), append_only=True, context_field=NO_CONTEXT)
class ModeratedRating(models.Model):
    """How a moderator rates one question. Never the setting's own rating, which stays in its answer."""

    moderation = models.ForeignKey(Moderation, on_delete=models.PROTECT, related_name="ratings")
    audit_return_id = models.BigIntegerField()
    establishment_id = models.BigIntegerField()
    partnership_id = models.BigIntegerField()
    question = models.CharField(max_length=40)
    rating = models.CharField(max_length=8, choices=[(r.value, r.name) for r in Rating])
    why = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)
    rated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    rated_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep=KEEP,
        why="What the partnership finds of what a setting says (CX-HAM-8)",
        fields=fields(
            plain="id version",
            organisational="moderation audit_return_id establishment_id partnership_id question rating why rated_at",
            personal="rated_by",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["moderation", "question"], name="one_moderated_rating_a_question"),
            models.CheckConstraint(condition=Q(rating__in=[r.value for r in Rating]), name="moderated_rating"),
        ]
        indexes = [
            models.Index(fields=["audit_return_id"], name="moderated_rating_of_return"),
            models.Index(fields=["partnership_id"], name="moderated_of_partnership"),
        ]
