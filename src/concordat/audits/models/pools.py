"""Pools: partnerships that put their results together, what each released, and the frozen table without a setting."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from concordat.audits.models.frozen import stays
from concordat.audits.models.returns import KEEP
from concordat.core.handling import DataClass, Handling, fields

WHY = "A region reads its results together, each setting once (D2-09)"
PEOPLE = settings.AUTH_USER_MODEL


class Pool(models.Model):
    """A name and a purpose for which partnerships put results together."""

    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=500)
    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")  # who began
    made_by = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the partnership that began it",
        keep=KEEP,
        why=WHY,
        fields=fields(plain="id", organisational="name purpose partnership made_at", personal="made_by"),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(purpose=""), name="pool_says_what_for"),
        ]


class PoolPart(models.Model):
    """A partnership's part in a pool: asked, in it until a day, and ended when it declines or takes its consent back.

    A partnership that ended its part and comes back has another row.
    """

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="parts")
    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    until_on = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(PEOPLE, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    given_name = models.CharField(max_length=150, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(PEOPLE, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep=KEEP,
        why=WHY,
        fields=fields(
            plain="id",
            organisational="pool partnership asked_at until_on given_at ended_at",
            personal="asked_by given_by given_name ended_by",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pool", "partnership"], condition=Q(ended_at__isnull=True), name="one_part_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(given_at__isnull=True, until_on__isnull=True, given_by__isnull=True, given_name="")
                | (Q(given_at__isnull=False, until_on__isnull=False, given_by__isnull=False) & ~Q(given_name="")),
                name="pool_consent_has_name_and_end",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="pool_part_ended_by_somebody",
            ),
        ]
        triggers = [stays("pool", "partnership", "asked_by", "asked_at")]
        indexes = [models.Index(fields=["partnership"], name="pool_part_of_partnership")]


class PoolTable(models.Model):
    """What a pool found on a day: counts with small groups hidden for good, and no setting. Never changed.

    Shown while everybody whose results are in it is in the pool.
    """

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="tables")
    figures = models.JSONField()
    made_at = models.DateTimeField()

    handling = Handling(
        DataClass.organisational,
        whose="the partnerships of the pool together",
        keep=KEEP,
        why=WHY,
        fields=fields(plain="id", organisational="pool figures made_at"),
    )

    class Meta:
        indexes = [models.Index(fields=["pool"], name="table_of_pool")]


class PoolRelease(models.Model):
    """A partnership puts one closed audit into a pool. Once it is in a table it is in no other, of any pool."""

    part = models.ForeignKey(PoolPart, on_delete=models.PROTECT, related_name="releases")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="releases")
    partnership = models.ForeignKey("partnership.Partnership", on_delete=models.PROTECT, related_name="+")
    cycle = models.ForeignKey("audits.AuditCycle", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=180)  # of the audit, which the others do not see
    returns = models.PositiveIntegerField()
    released_by = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="+")
    released_name = models.CharField(max_length=150)
    released_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    table = models.ForeignKey(PoolTable, null=True, blank=True, on_delete=models.PROTECT, related_name="releases")

    handling = Handling(
        DataClass.organisational,
        whose="the partnership",
        keep=KEEP,
        why=WHY,
        fields=fields(
            plain="id",
            organisational="part pool partnership cycle title returns released_at withdrawn_at table",
            personal="released_by released_name",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cycle"], condition=Q(withdrawn_at__isnull=True), name="audit_in_one_pool_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["part"], condition=Q(withdrawn_at__isnull=True, table__isnull=True), name="one_release_waits"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(table__isnull=True), name="pooled_is_not_withdrawn"
            ),
        ]
        triggers = [stays("part", "pool", "partnership", "cycle", "title", "returns", "released_by", "released_at")]
        indexes = [models.Index(fields=["pool"], name="release_of_pool")]


class PoolReturn(models.Model):
    """What one setting chose, from the release until the table stands. No person reads it, and it is then destroyed.

    `choices` holds options by question and no note; `groups` are those by which the partnership's own results page
    counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    release = models.ForeignKey(PoolRelease, on_delete=models.PROTECT, related_name="+")
    partnership_id = models.BigIntegerField()
    establishment_id = models.BigIntegerField()
    form_version_id = models.BigIntegerField()
    submitted_at = models.DateTimeField()
    groups = models.JSONField()
    choices = models.JSONField()

    handling = Handling(
        DataClass.organisational,
        whose="the setting",
        keep="until the table is made or the release is taken back",
        why=WHY,
        fields=fields(
            plain="id form_version_id",
            organisational="release partnership_id establishment_id submitted_at groups choices",
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "establishment_id"], name="one_pooled_return_a_setting"),
        ]
