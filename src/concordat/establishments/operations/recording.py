"""What an import changed, setting by setting, in words that stay true when a trust is renamed later."""

from __future__ import annotations

from collections.abc import Iterable

from concordat.establishments.models import Establishment, RegisterChange, RegisterImport
from concordat.establishments.vocabulary import Fact

BATCH = 2_000


def record_added(added: Iterable[Establishment], run: RegisterImport) -> None:
    """These settings are new in the register; `after` is the status they came with."""
    rows = [
        RegisterChange(register_import=run, establishment_id=one.pk, fact=Fact.added, after=one.status) for one in added
    ]
    RegisterChange.objects.bulk_create(rows, batch_size=BATCH)


def record_changed(before: Iterable[Establishment], run: RegisterImport) -> None:
    """Compare how these settings were with how the table has them now. Two queries."""
    known = {one.pk: _watched(one) for one in before}
    related = Establishment.objects.select_related("organisation", "trust__organisation", "local_authority")
    rows = [
        RegisterChange(
            register_import=run, establishment_id=now.pk, fact=fact, before=known[now.pk][fact][:250], after=value[:250]
        )
        for now in related.filter(pk__in=known)
        for fact, value in _watched(now).items()
        if known[now.pk][fact] != value
    ]
    RegisterChange.objects.bulk_create(rows, batch_size=BATCH)


def _watched(setting: Establishment) -> dict[str, str]:
    return {
        Fact.name: setting.organisation.name,
        Fact.status: setting.status,
        Fact.trust: setting.trust.organisation.name if setting.trust else "",
        Fact.local_authority: setting.local_authority.name if setting.local_authority else "",
        Fact.type: setting.type_name,
        Fact.phase: setting.phase,
        Fact.postcode: setting.postcode,
        Fact.capacity: "" if setting.capacity is None else str(setting.capacity),
        Fact.pupils: "" if setting.pupils is None else str(setting.pupils),
    }
