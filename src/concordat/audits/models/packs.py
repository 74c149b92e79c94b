"""Answer packs of other installations: whose key a partnership has agreed to, and what a setting has brought in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from concordat.audits.models.frozen import all_stays_but
from concordat.audits.models.returns import KEEP
from concordat.core.handling import DataClass, Handling, fields

PERSON: Any = settings.AUTH_USER_MODEL
WHY = "A setting that answers elsewhere too is asked once (D2-08)"


class PackIssuer(models.Model):
    """Another installation whose packs a partnership takes: its public key, compared by its fingerprint."""

    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    public_key = models.TextField(max_length=4000)
    fingerprint = models.CharField(max_length=64)
    agreed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    end_reason = models.TextField(max_length=1000, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep=KEEP,
        why=WHY,
        fields=fields(
            plain="id",
            organisational="partnership name public_key fingerprint agreed_at ended_at end_reason",
            personal="agreed_by ended_by",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "fingerprint"],
                condition=Q(ended_at__isnull=True),
                name="pack_issuer_agreed_once",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="pack_issuer_has_a_name"),
            models.CheckConstraint(condition=Q(fingerprint__regex=r"^[0-9a-f]{64}$"), name="pack_issuer_fingerprint"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                name="pack_issuer_ended_by_somebody",
            ),
        ]
        triggers = [all_stays_but("ended_at", "ended_by", "end_reason")]


class AnswerPack(models.Model):
    """A pack as it was signed and brought in; it never changes, and ends when it is taken out or a newer one comes."""

    establishment = models.ForeignKey("establishments.Establishment", on_delete=models.PROTECT, related_name="+")
    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    issuer = models.ForeignKey(PackIssuer, on_delete=models.PROTECT, related_name="packs")
    of_return = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    signature = models.CharField(max_length=128)
    kept_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    kept_name = models.CharField(max_length=150)
    kept_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    replaced = models.BooleanField(default=False)

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep=KEEP,
        why=WHY,
        fields=fields(
            plain="id digest signature",
            organisational="establishment partnership issuer of_return made_at content kept_at ended_at replaced",
            personal="kept_by kept_name ended_by",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["establishment", "issuer", "of_return"],
                condition=Q(ended_at__isnull=True),
                name="one_pack_of_a_return",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, replaced=False)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="answer_pack_ended_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["partnership"], name="answer_pack_of_partnership")]
        triggers = [all_stays_but("ended_at", "ended_by", "replaced")]
