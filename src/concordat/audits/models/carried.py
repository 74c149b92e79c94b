"""Answers that came from another return of the same setting, ticks below amber answers, and why answers differ."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from concordat.audits.models.frozen import stays
from concordat.audits.models.returns import KEEP, NO_CONTEXT, AuditReturn
from concordat.core.handling import DataClass, Handling, fields

LONGEST_REASON = 1000
_RETURN, _TRUST, _PACK = (Q(**{f"source_{name}__isnull": True}) for name in ("return", "trust", "pack"))
ONE_SOURCE = (
    (~_RETURN & _TRUST & _PACK & Q(source_version__isnull=False))
    | (_RETURN & ~_TRUST & _PACK & Q(source_version__isnull=False))
    | (_RETURN & _TRUST & ~_PACK & Q(source_version__isnull=True))
)


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), append_only=True, context_field=NO_CONTEXT)
class CarriedAnswer(models.Model):
    """One source of one carried answer, as it was when a person confirmed it; several where they cover it together.

    The source is a return of the setting, what its trust said, or a pack that the setting brought in; a pack answers a
    form of another installation, so that it names no version here.

    The answer is carried while `ended_at` is empty: the database ends it in the moment in which a person chooses
    otherwise (a trigger of `Answer`), so that no way of writing an answer can forget it.
    """

    audit_return = models.ForeignKey(AuditReturn, on_delete=models.PROTECT, related_name="carried")
    establishment_id = models.BigIntegerField()
    partnership_id = models.BigIntegerField()
    question = models.CharField(max_length=40)
    source_return = models.ForeignKey(AuditReturn, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source_trust = models.ForeignKey(
        "audits.TrustAudit", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source_pack = models.ForeignKey(
        "audits.AnswerPack", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source_version = models.ForeignKey(
        "questionnaires.FormVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source_question = models.CharField(max_length=40)
    source_says = models.JSONField()
    source_name = models.CharField(max_length=300)
    tag_release = models.CharField(max_length=80, blank=True)
    relation = models.CharField(max_length=20)
    rule = models.CharField(max_length=20)
    rating = models.CharField(max_length=12)
    value = models.CharField(max_length=40)
    signed_on = models.DateField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_name = models.CharField(max_length=150)
    confirmed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why="A carried answer says where it comes from, by which rule, and who confirmed it",
        fields=fields(
            plain="id",
            organisational="audit_return establishment_id partnership_id question source_return source_trust"
            " source_pack source_version source_question source_says source_name tag_release relation rule rating value"
            " signed_on confirmed_at ended_at",
            personal="confirmed_by confirmed_name",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audit_return", "question", "source_return", "source_question"],
                condition=Q(ended_at__isnull=True),
                name="carried_once",
            ),
            models.UniqueConstraint(
                fields=["audit_return", "question", "source_trust", "source_question"],
                condition=Q(ended_at__isnull=True),
                name="carried_once_from_trust",
            ),
            models.UniqueConstraint(
                fields=["audit_return", "question", "source_pack", "source_question"],
                condition=Q(ended_at__isnull=True),
                name="carried_once_from_pack",
            ),
            models.CheckConstraint(condition=ONE_SOURCE, name="carried_from_one_source"),
            models.CheckConstraint(condition=~Q(source_return=models.F("audit_return")), name="carried_from_another"),
            models.CheckConstraint(condition=~Q(rating__in=["moderated", "visit"]), name="carried_is_a_self_rating"),
        ]
        indexes = [
            models.Index(fields=["establishment_id"], name="carried_of_setting"),
            models.Index(fields=["partnership_id"], name="carried_of_partnership"),
        ]


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), append_only=True, context_field=NO_CONTEXT)
class TickedAnswer(models.Model):
    """What was ticked below an amber answer: which of the things it asks about is not in place yet.

    It refines the answer as it stood (`answer_version`); once that answer changes, the ticks say nothing any more.
    """

    audit_return = models.ForeignKey(AuditReturn, on_delete=models.PROTECT, related_name="ticked")
    establishment_id = models.BigIntegerField()
    partnership_id = models.BigIntegerField()
    question = models.CharField(max_length=40)
    answer_version = models.PositiveIntegerField()
    not_in_place = models.JSONField()
    ticked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ticked_name = models.CharField(max_length=150)
    ticked_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why="Asked once which part is missing, so that the rest need not be asked again",
        fields=fields(
            plain="id answer_version",
            organisational="audit_return establishment_id partnership_id question not_in_place ticked_at",
            personal="ticked_by ticked_name",
        ),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audit_return", "question"], name="ticked_once_an_answer")]
        triggers = [stays("audit_return", "establishment_id", "partnership_id", "question")]
        indexes = [
            models.Index(fields=["establishment_id"], name="ticked_of_setting"),
            models.Index(fields=["partnership_id"], name="ticked_of_partnership"),
        ]


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), append_only=True, context_field=NO_CONTEXT)
class DifferenceReason(models.Model):
    """Why a setting says that something is in place here, though its own signed answer elsewhere says it is not."""

    audit_return = models.ForeignKey(AuditReturn, on_delete=models.PROTECT, related_name="differences")
    establishment_id = models.BigIntegerField()
    partnership_id = models.BigIntegerField()
    question = models.CharField(max_length=40)
    value = models.CharField(max_length=40)
    against = models.TextField(max_length=2000)
    reason = models.TextField(max_length=LONGEST_REASON)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_name = models.CharField(max_length=150)
    said_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why="Whoever reads the return sees why two signed answers differ",
        fields=fields(
            plain="id",
            organisational="audit_return establishment_id partnership_id question value against reason said_at",
            personal="said_by said_name",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit_return", "question"], name="one_reason_a_question"),
            models.CheckConstraint(condition=~Q(reason=""), name="difference_has_reason"),
        ]
        triggers = [stays("audit_return", "establishment_id", "partnership_id", "question")]
        indexes = [
            models.Index(fields=["establishment_id"], name="difference_of_setting"),
            models.Index(fields=["partnership_id"], name="difference_of_partnership"),
        ]
