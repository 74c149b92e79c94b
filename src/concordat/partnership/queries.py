"""Asking about partnerships: whose area on which date, who is named and who is not."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from concordat.core.problems import NotFound
from concordat.establishments import queries as establishment_queries
from concordat.establishments.queries import EstablishmentBrief
from concordat.partnership.models import Naming, Partnership, PartnerTerm


def partnership(partnership_id: int) -> Partnership:
    """One partnership; raises `NotFound`."""
    try:
        return Partnership.objects.select_related("organisation").get(pk=partnership_id)
    except Partnership.DoesNotExist:
        raise NotFound() from None


def terms_on(partnership_id: int, day: date) -> QuerySet[PartnerTerm]:
    """The bodies that are part of the partnership on a day."""
    return (
        PartnerTerm.objects.filter(
            Q(until_on__isnull=True) | Q(until_on__gt=day), partnership_id=partnership_id, from_on__lte=day
        )
        .select_related("organisation")
        .order_by("organisation__kind", "organisation__name")
    )


def area_ids(partnership_id: int, day: date) -> list[int]:
    """Ids of the authorities whose area the partnership covers on a day."""
    found = terms_on(partnership_id, day).filter(organisation__kind="local_authority")
    return list(found.values_list("organisation_id", flat=True))


def namings_on(partnership_id: int, day: date) -> QuerySet[Naming]:
    """Namings in force on a day."""
    return Naming.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=day), partnership_id=partnership_id, named_on__lte=day
    )


def not_named_on(partnership_id: int, day: date) -> list[EstablishmentBrief]:
    """Settings of the area that are open on the day and not named as relevant agencies (A-02)."""
    named = set(namings_on(partnership_id, day).values_list("establishment_id", flat=True))
    every = establishment_queries.open_in(area_ids(partnership_id, day), day)
    return [brief for brief in every if brief.id not in named]


def by_name(name: str) -> Partnership | None:
    """The partnership of this name."""
    return Partnership.objects.filter(organisation__name=name).first()
