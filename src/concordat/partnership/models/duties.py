"""What a named setting owes under the arrangements: the statement, who opened and acknowledged, who signed."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from concordat.core.handling import DataClass, Handling, fields
from concordat.partnership.vocabulary import ReceiptKind, SignerKind

_SHA256 = r"^[0-9a-f]{64}$"


class DutyStatement(models.Model):
    """The duties of named settings in plain words, for one version of the arrangements (A-04). Frozen when published.

    `texts` holds the words for every setting and those for each kind of setting; `digest` is of both and of the
    arrangements.
    """

    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="duty_statements")
    arrangements = models.ForeignKey("partnership.Arrangements", on_delete=models.PROTECT, related_name="statements")
    number = models.PositiveSmallIntegerField()
    template = models.PositiveSmallIntegerField()
    texts = models.JSONField()
    digest = models.CharField(max_length=64)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    handling = Handling(
        DataClass.public,
        whose="the partnership",
        keep="permanently, for the signatures under it",
        why="Which duties were put to named settings, in which words",
        fields=fields(
            plain="id number template digest",
            public="partnership arrangements texts published_at",
            personal="changed_at changed_by published_by",
        ),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "number"], name="duty_statement_number"),
            models.UniqueConstraint(
                fields=["partnership"], condition=Q(published_at__isnull=True), name="duty_statement_one_draft"
            ),
            models.CheckConstraint(condition=Q(digest__regex=_SHA256), name="duty_statement_digest"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="duty_statement_published_by_somebody",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="published_is_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
                func="raise exception 'a published duty statement is frozen' using errcode = 'restrict_violation';",
            )
        ]


class ArrangementsReceipt(models.Model):
    """That somebody of a named setting opened a version of the arrangements, or its head acknowledged it (A-03)."""

    establishment = models.ForeignKey(
        "establishments.Establishment", on_delete=models.PROTECT, related_name="arrangements_receipts"
    )
    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    arrangements = models.ForeignKey("partnership.Arrangements", on_delete=models.PROTECT, related_name="receipts")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.name) for kind in ReceiptKind])
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep="while the setting is named, and 6 years",
        why="Which settings know the arrangements that bind them",
        fields=fields(
            plain="id kind", organisational="establishment partnership arrangements", personal="person person_name at"
        ),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["arrangements", "establishment", "kind"], name="arrangements_receipt_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in ReceiptKind]), name="arrangements_receipt_kind"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["establishment"], name="receipts_of_setting")]


class DutySignature(models.Model):
    """The head or the governing body of a setting signs its own duties: the very words, who, when (A-04)."""

    statement = models.ForeignKey(DutyStatement, on_delete=models.PROTECT, related_name="signatures")
    establishment = models.ForeignKey(
        "establishments.Establishment", on_delete=models.PROTECT, related_name="duty_signatures"
    )
    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.name) for kind in SignerKind])
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=150)
    signed_at = models.DateTimeField()
    text = models.TextField()
    digest = models.CharField(max_length=64)

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep="while the setting is named, and 6 years",
        why="Who signed which words, and when",
        fields=fields(
            plain="id kind digest",
            public="statement text",
            organisational="establishment partnership",
            personal="signed_by signed_name signed_at",
        ),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["statement", "establishment", "kind"], name="duty_signature_once"),
            models.UniqueConstraint(
                fields=["statement", "establishment", "signed_by"], name="duty_signature_two_people"
            ),
            models.CheckConstraint(condition=Q(digest__regex=_SHA256), name="duty_signature_digest"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in SignerKind]), name="duty_signature_kind"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["establishment"], name="signatures_of_setting")]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="what_was_signed_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="raise exception 'a signature stays as it was given' using errcode = 'restrict_violation';",
            )
        ]
