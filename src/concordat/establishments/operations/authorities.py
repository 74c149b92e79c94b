"""Local authorities by their numbers: from the file of facts, and from an extract where it knows one more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from concordat.accounts import operations as account_operations
from concordat.accounts.operations import BodyToKeep
from concordat.accounts.vocabulary import OrganisationKind
from concordat.core import journal
from concordat.core.actor import Actor
from concordat.establishments import access
from concordat.establishments.authorities import Authority, authorities
from concordat.establishments.models import AuthoritySuccession, LocalAuthority
from concordat.establishments.register.extracts import Row


def load_local_authorities(*, by: Actor, at: datetime) -> int:
    """Make the authorities equal to the file of facts; says how many were new or changed. A second run changes none."""
    access.require(by, "establishments.load_authorities")
    there = {one.code: one for one in LocalAuthority.objects.select_related("organisation")}
    wanted = [one for one in authorities() if one.code not in there or _differs(one, there[one.code])]
    kept = _keep(wanted, there, by)
    if kept:
        with journal.entry(
            "establishments.authorities.loaded", by=by, at=at, about=kept[0], details={"count": len(kept)}
        ):
            new = [one for one in kept if one.code not in there]
            LocalAuthority.objects.bulk_create(new)
            LocalAuthority.objects.bulk_update(
                [one for one in kept if one.code in there], ["gss_code", "earlier_gss_codes"]
            )
            _keep_successions()
    return len(kept)


def authority_ids(rows: Iterable[Row], by: Actor) -> dict[str, int]:
    """Ids of the authorities by number, however the extract spells their names; a new number makes a new body."""
    wanted = {row.la_code: row.la_name or f"Local authority {row.la_code}" for row in rows if row.la_code}
    known = dict(LocalAuthority.objects.filter(code__in=wanted).values_list("code", "pk"))
    missing = {code: name for code, name in wanted.items() if code not in known}
    if missing:
        ids = _bodies([(code, name) for code, name in sorted(missing.items())], by)
        LocalAuthority.objects.bulk_create([LocalAuthority(organisation_id=ids[code], code=code) for code in ids])
        known |= ids
    return known


def _keep(wanted: list[Authority], there: dict[str, LocalAuthority], by: Actor) -> list[LocalAuthority]:
    adopted = _known_by_name([one.name for one in wanted if one.code not in there], by)
    bodies = []
    for one in wanted:
        id_ = there[one.code].pk if one.code in there else adopted.pop(one.name, None)
        bodies.append(BodyToKeep(id_, OrganisationKind.local_authority, one.name, one.from_on, one.until_on))
    ids = account_operations.keep_bodies(bodies=bodies, by=by)
    return [
        LocalAuthority(
            organisation_id=id_, code=one.code, gss_code=one.gss_code, earlier_gss_codes=one.earlier_gss_codes
        )
        for one, id_ in zip(wanted, ids, strict=True)
    ]


def _keep_successions() -> None:
    ids = dict(LocalAuthority.objects.values_list("code", "pk"))
    there = set(AuthoritySuccession.objects.values_list("earlier_id", "later_id"))
    pairs = {
        (ids[one.code], ids[later])
        for one in authorities()
        for later in one.successor_codes
        if one.code in ids and later in ids
    }
    AuthoritySuccession.objects.bulk_create(
        [AuthoritySuccession(earlier_id=earlier, later_id=later) for earlier, later in sorted(pairs - there)]
    )


def _differs(one: Authority, there: LocalAuthority) -> bool:
    body = there.organisation
    before = (body.name, body.opened_on, body.closed_on, there.gss_code, there.earlier_gss_codes)
    return before != (one.name, one.from_on, one.until_on, one.gss_code, one.earlier_gss_codes)


def _bodies(wanted: list[tuple[str, str]], by: Actor) -> dict[str, int]:
    adopted = _known_by_name([name for _, name in wanted], by)
    bodies = [BodyToKeep(adopted.pop(name, None), OrganisationKind.local_authority, name) for _, name in wanted]
    ids = account_operations.keep_bodies(bodies=bodies, by=by)
    return {code: id_ for (code, _), id_ in zip(wanted, ids, strict=True)}


def _known_by_name(names: list[str], by: Actor) -> dict[str, int]:
    """Open bodies of these names that have no number yet: those that an import before numbers made."""
    found = account_operations.authorities_named(names=set(names), by=by)
    numbered = set(LocalAuthority.objects.filter(pk__in=found.values()).values_list("pk", flat=True))
    return {name: id_ for name, id_ in found.items() if id_ not in numbered}
