"""A chair who does not sign in signs one return by a link."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from concordat.audits.models.returns import AuditReturn
from concordat.core.handling import DataClass, Handling, fields


class SigningLink(models.Model):
    """One link for one person and one return as it then was; it opens nothing else, works once, for 14 days."""

    audit_return = models.ForeignKey(AuditReturn, on_delete=models.PROTECT, related_name="signing_links")
    establishment_id = models.BigIntegerField()
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=150)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    invitation_id = models.BigIntegerField(null=True)  # of a chair who has never been here
    answers_digest = models.CharField(max_length=64)
    nonce = models.CharField(max_length=32)
    token_hash = models.BinaryField(max_length=32, unique=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    code_nonce = models.CharField(max_length=32, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.staff,
        whose="the chair",
        keep="until 6 months after it ends",
        why="So that a chair of governors reads and signs one return without an account",
        fields=fields(
            plain="id invitation_id answers_digest code_tries codes_sent",
            organisational="audit_return establishment_id",
            personal="email name person asked_by asked_at expires_at code_expires_at used_at withdrawn_at",
            secret="nonce token_hash code_nonce",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audit_return"],
                condition=Q(used_at__isnull=True, withdrawn_at__isnull=True),
                name="one_signing_link_of_a_return",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("asked_at")), name="signing_link_lasts"),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(invitation_id__isnull=False), name="signing_link_of_somebody"
            ),
        ]
