"""What came before and after each setting; where one of the two is not in the register, its URN and name are kept."""

from __future__ import annotations

from collections.abc import Sequence

from concordat.establishments.models import Establishment, EstablishmentLink, OutsideLink
from concordat.establishments.register.extracts import Link

BATCH = 2_000


def keep_links(links: Sequence[Link]) -> None:
    """Links that are new, between two settings of the register or from one of it to one outside."""
    urns = {link.earlier for link in links} | {link.later for link in links}
    ids = dict(Establishment.objects.filter(urn__in=urns).values_list("urn", "pk"))
    inside = [
        EstablishmentLink(earlier_id=ids[one.earlier], later_id=ids[one.later], kind=one.kind, on=one.on)
        for one in links
        if one.earlier in ids and one.later in ids
    ]
    outside = [_outside(one, ids) for one in links if (one.earlier in ids) != (one.later in ids)]
    EstablishmentLink.objects.bulk_create(inside, ignore_conflicts=True, batch_size=BATCH)
    OutsideLink.objects.bulk_create(outside, ignore_conflicts=True, batch_size=BATCH)


def join_outside_links() -> None:
    """A setting that was outside has come with this import: its links join two settings of the register."""
    urns = Establishment.objects.filter(urn__isnull=False).values("urn")
    found = list(OutsideLink.objects.filter(other_urn__in=urns))
    ids = dict(Establishment.objects.filter(urn__in=[one.other_urn for one in found]).values_list("urn", "pk"))
    joined = []
    for one in found:
        here, other = one.establishment_id, ids[one.other_urn]
        earlier, later = (here, other) if one.other_is_later else (other, here)
        joined.append(EstablishmentLink(earlier_id=earlier, later_id=later, kind=one.kind, on=one.on))
    EstablishmentLink.objects.bulk_create(joined, ignore_conflicts=True, batch_size=BATCH)
    OutsideLink.objects.filter(pk__in=[one.pk for one in found]).delete()


def _outside(link: Link, ids: dict[int | None, int]) -> OutsideLink:
    other_is_later = link.earlier in ids
    return OutsideLink(
        establishment_id=ids[link.earlier if other_is_later else link.later],
        other_urn=link.later if other_is_later else link.earlier,
        other_name=link.later_name if other_is_later else link.earlier_name,
        other_is_later=other_is_later,
        kind=link.kind,
        on=link.on,
    )
