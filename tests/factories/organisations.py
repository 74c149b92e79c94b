"""Authorities, trusts, settings, partnerships."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from django.db.models import Max

from concordat.accounts.models import Organisation
from concordat.accounts.vocabulary import OrganisationKind
from concordat.establishments.kinds import kind_of
from concordat.establishments.models import Establishment, Trust
from concordat.partnership.models import Partnership, PartnerTerm

_numbers = count(900_001)


def organisation(kind: OrganisationKind, name: str = "", **more: Any) -> Organisation:
    """Any body."""
    return Organisation.objects.create(kind=kind, name=name or f"Body {next(_numbers)}", **more)


def authority(name: str = "Invented Council") -> Organisation:
    """A local authority."""
    return organisation(OrganisationKind.local_authority, name)


def trust(name: str = "Invented Trust") -> Trust:
    """A trust."""
    body = organisation(OrganisationKind.trust, name)
    return Trust.objects.create(organisation=body, group_uid=str(next(_numbers)))


def establishment(
    area: Organisation,
    name: str = "Invented School",
    *,
    type_code: str = "01",
    phase: str = "Primary",
    in_trust: Trust | None = None,
    **more: Any,
) -> Establishment:
    """A setting in an area; a community primary school unless told otherwise."""
    body = organisation(OrganisationKind.establishment, name)
    kind = kind_of(type_code)
    return Establishment.objects.create(
        organisation=body,
        urn=_next_urn(),
        sort_name=name.lower(),
        type_code=type_code,
        type_name=kind.name,
        type_group=kind.group,
        phase=phase,
        local_authority=area,
        trust=in_trust,
        **more,
    )


def _next_urn() -> int:
    """One more than any that there is: the world that a test starts from was made by another process."""
    return max(900_000, Establishment.objects.aggregate(last=Max("urn"))["last"] or 0) + 1


def partnership(*areas: Organisation, name: str = "Invented Safeguarding Partnership") -> Partnership:
    """A partnership over these areas since 2020."""
    body = organisation(OrganisationKind.partnership, name)
    made = Partnership.objects.create(organisation=body, short_name=name[:60])
    for area in areas:
        PartnerTerm.objects.create(partnership=made, organisation=area, from_on=date(2020, 1, 1))
    return made
