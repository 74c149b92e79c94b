"""Audits of others that a partnership accepts in place of its own, and what settings offer of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from concordat.audits.models.frozen import all_stays_but
from concordat.audits.models.returns import KEEP, AuditReturn
from concordat.audits.outside_rules import Outcome
from concordat.core.handling import DataClass, Handling, fields


class OutsideAudit(models.Model):
    """One outside audit by name: whose it is, which sections of which form it may stand for, since when and why."""

    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    whose = models.CharField(max_length=150)
    form_code = models.CharField(max_length=80)
    sections = models.JSONField(default=list)  # empty: the whole form
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    reason = models.TextField(max_length=1000)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    end_reason = models.TextField(max_length=1000, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep=KEEP,
        why="Which audits of others spare a setting the same questions (D2X-NY-1)",
        fields=fields(
            plain="id",
            organisational="partnership name whose form_code sections from_on until_on reason named_at ended_at"
            " end_reason",
            personal="named_by ended_by",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "name", "form_code"],
                condition=Q(ended_at__isnull=True),
                name="outside_audit_named_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="outside_audit_has_a_reason"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=models.F("from_on")), name="outside_audit_lasts"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end_reason="") | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="outside_audit_end_has_reason",
            ),
        ]


class OutsideOffer(models.Model):
    """A setting offers one for sections of its return, with evidence; the partnership accepts or declines each.

    `questions` are those that the accepted sections ask, so that the database knows them too. `counted` says how
    many were needed and answered when it was offered, and from when it was accepted on how many then, because the
    office does not read the answers before the return comes in.
    """

    audit_return = models.ForeignKey(AuditReturn, on_delete=models.PROTECT, related_name="outside_offers")
    establishment_id = models.BigIntegerField()
    partnership_id = models.BigIntegerField()
    outside_audit = models.ForeignKey(OutsideAudit, on_delete=models.PROTECT, related_name="offers")
    named = models.CharField(max_length=310)
    evidence = models.ForeignKey("audits.Evidence", on_delete=models.PROTECT, related_name="+")
    shown = models.CharField(max_length=200)
    # How far the evidence was shared before the offer opened it to the partnership; empty where it was open already.
    shared_before = models.CharField(max_length=12, blank=True, db_default="")
    offered = models.JSONField()
    counted = models.JSONField(default=dict)
    note = models.TextField(max_length=1000, blank=True)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    offered_name = models.CharField(max_length=150)
    offered_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, blank=True, choices=[(one.value, one.name) for one in Outcome])
    sections = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    reason = models.TextField(max_length=1000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_name = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undo_reason = models.TextField(max_length=1000, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why="Which sections of a return another audit stands for, and why",
        fields=fields(
            plain="id counted",
            organisational="audit_return establishment_id partnership_id outside_audit named evidence shown"
            " shared_before offered"
            " note offered_at outcome sections questions reason decided_at undone_at undo_reason",
            personal="offered_by offered_name decided_by decided_name undone_by",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audit_return", "outside_audit"], condition=Q(outcome=""), name="outside_offered_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True, decided_by__isnull=True, reason="")
                | Q(outcome="withdrawn", decided_at__isnull=False, decided_by__isnull=False)
                | (
                    Q(outcome__in=["accepted", "declined"], decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(reason="")
                ),
                name="outside_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undo_reason="")
                | (Q(undone_at__isnull=False, outcome="accepted") & ~Q(undo_reason="")),
                name="outside_undone_with_a_reason",
            ),
        ]
        triggers = [
            all_stays_but(
                "outcome",
                "counted",
                "sections",
                "questions",
                "reason",
                "decided_by",
                "decided_name",
                "decided_at",
                "undone_by",
                "undone_at",
                "undo_reason",
            )
        ]
        indexes = [models.Index(fields=["establishment_id"], name="outside_offer_of_setting")]
