"""A cycle: one round of the audit in one partnership, with the forms it uses."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from concordat.audits.vocabulary import CycleState, Scheme
from concordat.core.handling import DataClass, Handling, fields


class AuditCycle(models.Model):
    """The yearly school safeguarding audit of a partnership (Education Act 2002, sections 175 and 157)."""

    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="audit_cycles")
    title = models.CharField(max_length=150)
    year = models.CharField(max_length=20)
    opens_on = models.DateField()
    closes_on = models.DateField()
    state = models.CharField(max_length=10, choices=[(s.value, s.name) for s in CycleState], default=CycleState.draft)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    pilot_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="pilots")

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep="current and 6 years",
        why="Plan and prioritise by what settings say (D2-01)",
        fields=fields(
            plain="id",
            organisational="partnership title year opens_on closes_on state opened_at closed_at pilot_of",
            personal="opened_by",
        ),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gt=F("opens_on")), name="cycle_lasts"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in CycleState]), name="cycle_state"),
            models.CheckConstraint(
                condition=Q(state="draft", opened_at__isnull=True)
                | Q(state="open", opened_at__isnull=False, closed_at__isnull=True)
                | Q(state="closed", opened_at__isnull=False, closed_at__isnull=False),
                name="cycle_state_has_its_times",
            ),
            models.UniqueConstraint(fields=["partnership", "year", "title"], name="cycle_once"),
        ]


class CycleForm(models.Model):
    """Which settings answer which form under which scheme in a cycle; the filter is by facts of the register."""

    cycle = models.ForeignKey(AuditCycle, on_delete=models.PROTECT, related_name="forms")
    scheme = models.CharField(max_length=10, choices=[(s.value, s.name) for s in Scheme])
    form_version = models.ForeignKey("questionnaires.FormVersion", on_delete=models.PROTECT, related_name="+")
    scope = models.JSONField(default=dict)

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep="current and 6 years",
        why="Who is asked what",
        fields=fields(plain="id", organisational="cycle scheme form_version scope"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "scheme"], name="cycle_scheme_once"),
            models.CheckConstraint(condition=Q(scheme__in=[s.value for s in Scheme]), name="cycle_scheme"),
        ]
