"""The one table of bodies: settings, trusts, authorities, forces, health boards, partnerships."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from concordat.accounts.vocabulary import OrganisationKind
from concordat.core.handling import DataClass, Handling, fields


class Organisation(models.Model):
    """A body with a beginning, perhaps an end and a successor; what it was called stays with its time."""

    kind = models.CharField(max_length=20, choices=[(kind.value, kind.name) for kind in OrganisationKind])
    name = models.CharField(max_length=250)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors")

    handling = Handling(
        DataClass.public,
        whose="the organisation",
        keep="permanently, for the records that name it",
        why="Who works with whom, at which date",
        fields=fields(plain="id", public="kind name opened_on closed_on successor"),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in OrganisationKind]), name="organisation_kind"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(opened_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="organisation_closes_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")), name="organisation_succeeds_another"
            ),
        ]
        indexes = [models.Index(fields=["kind", "name"], name="organisation_kind_name")]

    def __str__(self) -> str:
        return self.name
