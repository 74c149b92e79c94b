"""What shows that an answer is true: a file, a link, or something that was seen and is not stored.

Two tables, because two people may know different things: that there is evidence, and what it says. The
partnership sees title, kind and dates with a submitted return; the content only where the setting shares it.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from concordat.audits.models.frozen import all_stays_but
from concordat.audits.models.returns import KEEP, AuditReturn
from concordat.audits.vocabulary import EvidenceKind, FileState, Sharing
from concordat.core.handling import DataClass, Handling, fields

WHY = "Answers that can be shown to be true (D2-03)"


class Evidence(models.Model):
    """That there is evidence for a question, or for the whole return where `question` is empty."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    audit_return = models.ForeignKey(AuditReturn, on_delete=models.PROTECT, related_name="evidence")
    establishment_id = models.BigIntegerField()
    partnership_id = models.BigIntegerField()
    question = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=6, choices=[(k.value, k.name) for k in EvidenceKind])
    title = models.CharField(max_length=150)
    dated_on = models.DateField(null=True, blank=True)
    review_by = models.DateField(null=True, blank=True)
    shared = models.CharField(max_length=12, choices=[(s.value, s.name) for s in Sharing], default=Sharing.setting)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_name = models.CharField(max_length=150)
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why=WHY,
        fields=fields(
            plain="id",
            organisational="audit_return establishment_id partnership_id question kind title dated_on review_by"
            " shared added_at withdrawn_at",
            personal="added_by added_name",
        ),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in EvidenceKind]), name="evidence_kind"),
            models.CheckConstraint(condition=Q(shared__in=[s.value for s in Sharing]), name="evidence_sharing"),
        ]
        triggers = [all_stays_but("shared", "withdrawn_at")]
        indexes = [models.Index(fields=["establishment_id"], name="evidence_of_setting")]


class EvidenceContent(models.Model):
    """What the evidence is: where the link leads, what was seen, or the name and state of the file."""

    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, primary_key=True, related_name="content")
    establishment_id = models.BigIntegerField()
    link = models.CharField(max_length=500, blank=True)
    seen = models.TextField(max_length=1000, blank=True)
    seen_by = models.CharField(max_length=150, blank=True)
    seen_on = models.DateField(null=True, blank=True)
    file_state = models.CharField(max_length=8, blank=True, choices=[(s.value, s.name) for s in FileState])
    file_name = models.CharField(max_length=255, blank=True)
    file_kind = models.CharField(max_length=4, blank=True)
    file_bytes = models.PositiveIntegerField(default=0)
    file_says = models.CharField(max_length=300, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why=WHY,
        fields=fields(
            plain="evidence file_bytes",
            organisational="establishment_id link seen seen_on file_state file_name file_kind file_says",
            personal="seen_by",
        ),
    )

    class Meta:
        indexes = [models.Index(fields=["establishment_id"], name="content_of_setting")]
