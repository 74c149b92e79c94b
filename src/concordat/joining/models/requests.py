"""Somebody asks to join a setting."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from concordat.accounts.vocabulary import ROLE_NAMES, Role
from concordat.core.handling import DataClass, Handling, fields
from concordat.joining.models.letters import ClaimCode
from concordat.joining.vocabulary import Confirmer, Outcome


class JoinRequest(models.Model):
    """A person who asks for a role at a setting; nobody is told of it before the mailbox is proved."""

    establishment = models.ForeignKey(
        "establishments.Establishment", on_delete=models.PROTECT, related_name="join_requests"
    )
    role = models.CharField(max_length=40)
    name = models.CharField(max_length=150)
    email = models.EmailField(max_length=254)
    claim = models.ForeignKey(ClaimCode, null=True, blank=True, on_delete=models.PROTECT, related_name="requests")
    nonce = models.CharField(max_length=32)
    token_hash = models.BinaryField(max_length=32, unique=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    proofs = models.PositiveSmallIntegerField(default=1)
    proved_at = models.DateTimeField(null=True, blank=True)
    confirmer = models.CharField(max_length=10, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=15, blank=True)
    invitation_id = models.BigIntegerField(null=True, blank=True)

    handling = Handling(
        DataClass.staff,
        whose="the person who asks",
        keep="6 months after it is decided; 1 month where the mailbox was never proved",
        why="To let in somebody whom no invitation reached, with the word of somebody who knows them",
        fields=fields(
            plain="id proofs confirmer outcome invitation_id",
            secret="nonce token_hash",
            organisational="establishment claim",
            personal="role name email asked_at expires_at proved_at decided_at decided_by",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "establishment",
                "role",
                condition=Q(decided_at__isnull=True),
                name="join_request_once",
            ),
            models.CheckConstraint(condition=Q(role__in=[role.value for role in Role]), name="join_request_role_known"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("asked_at")), name="join_request_lasts"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *(one.value for one in Outcome)])
                & Q(confirmer__in=["", *(one.value for one in Confirmer)]),
                name="join_request_words_known",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, outcome="") | (Q(decided_at__isnull=False) & ~Q(outcome="")),
                name="join_request_decided_has_outcome",
            ),
        ]
        indexes = [
            models.Index(
                fields=["establishment"],
                condition=Q(proved_at__isnull=False, decided_at__isnull=True),
                name="join_request_waiting",
            ),
        ]

    def get_post(self) -> str:
        """The post as people call it."""
        return ROLE_NAMES[Role(self.role)]
