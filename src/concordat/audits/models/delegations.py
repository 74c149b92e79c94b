"""A section of a return in the hands of a colleague."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from concordat.audits.models.frozen import stays
from concordat.audits.models.returns import AuditReturn
from concordat.audits.vocabulary import DelegationEnd
from concordat.core.handling import DataClass, Handling, fields


class Delegation(models.Model):
    """One section handed to one person; `questions` are those of the section, so that the database knows them too."""

    audit_return = models.ForeignKey(AuditReturn, on_delete=models.PROTECT, related_name="delegations")
    establishment_id = models.BigIntegerField()
    section = models.CharField(max_length=40)
    questions = models.JSONField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(max_length=1000, blank=True)
    wanted_on = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    said = models.TextField(max_length=1000, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=12, blank=True, choices=[(end.value, end.name) for end in DelegationEnd])

    handling = Handling(
        DataClass.staff,
        whose="the colleague",
        keep="current and 6 years",
        why="Who answers which section of the setting's return, asked by whom",
        fields=fields(
            plain="id",
            organisational="audit_return establishment_id section questions end",
            personal="person note wanted_on given_by given_at done_at said confirmed_at confirmed_by ended_at",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audit_return", "section"],
                condition=Q(ended_at__isnull=True, confirmed_at__isnull=True),
                name="one_delegation_of_a_section",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, done_at__isnull=False),
                name="delegation_done_before_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end="") | (Q(ended_at__isnull=False) & ~Q(end="")),
                name="delegation_end_has_reason",
            ),
        ]
        triggers = [stays("audit_return", "establishment_id", "section", "questions", "person", "given_by", "given_at")]
        indexes = [
            models.Index(
                fields=["person"],
                condition=Q(done_at__isnull=True, ended_at__isnull=True),
                name="delegation_out_with",
            ),
            models.Index(fields=["establishment_id"], name="delegation_of_setting"),
        ]
