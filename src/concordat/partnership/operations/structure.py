"""Everything that is done with partnerships: found, begin and end terms, publish arrangements, name settings."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from concordat.accounts import operations as account_operations
from concordat.accounts import queries as account_queries
from concordat.accounts.queries import Body
from concordat.accounts.vocabulary import PARTNER_KINDS, OrganisationKind
from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.partnership import access, queries
from concordat.partnership.models import Arrangements, Naming, NamingBasis, Partnership, PartnerTerm

BASES = Path(__file__).parents[1] / "data" / "naming_bases.csv"


class PartnershipNotPossible(Problem):
    """Something that a partnership cannot do so."""


def found_partnership(*, name: str, short_name: str, by: Actor, at: datetime) -> Partnership:
    """A partnership without partners yet."""
    access.require(by, "partnership.found")
    body = account_operations.found_organisation(kind=OrganisationKind.partnership, name=name, by=by, at=at)
    made = Partnership(organisation_id=body.pk, short_name=short_name)
    with journal.entry("partnership.founded", by=by, at=at, about=made):
        made.save(force_insert=True)
    return made


def load_naming_bases(*, by: Actor, at: datetime) -> int:
    """The laws under which settings are named, from the context's own dated file; says how many are new."""
    access.require(by, "partnership.found")
    known = set(NamingBasis.objects.values_list("code", flat=True))
    with BASES.open(newline="", encoding="utf-8") as file:
        new = [
            NamingBasis(
                code=row["code"],
                title=row["title"],
                source=row["source"],
                from_on=date.fromisoformat(row["from_on"]),
                until_on=date.fromisoformat(row["until_on"]) if row["until_on"] else None,
            )
            for row in csv.DictReader(file)
            if row["code"] not in known
        ]
    if new:
        with journal.entry("partnership.naming_bases.loaded", by=by, at=at, about=new[0], details={"count": len(new)}):
            NamingBasis.objects.bulk_create(new)
    return len(new)


def partner_body(*, known_id: int | None, kind: str, name: str, by: Actor, at: datetime) -> Body:
    """The body that becomes a partner: one on record, or a new force, board or agency of this name."""
    if known_id is not None:
        return account_queries.body_of_kinds(known_id, PARTNER_KINDS)
    made = account_operations.found_partner_body(kind=OrganisationKind(kind), name=name, by=by, at=at)
    return Body(made.pk, made.kind, made.name)


def successor_body(*, earlier_id: int, known_id: int | None, name: str, by: Actor, at: datetime) -> Body:
    """The body that takes over: of the same kind as the earlier one, for a council is not followed by a force."""
    earlier = account_queries.body_of_kinds(earlier_id, PARTNER_KINDS)
    later = partner_body(known_id=known_id, kind=earlier.kind, name=name, by=by, at=at)
    if later.kind != earlier.kind:
        raise PartnershipNotPossible("The successor is of another kind. Choose a body of the same kind.")
    return later


def begin_term(
    *, partnership: Partnership, organisation_id: int, from_on: date, by: Actor, at: datetime
) -> PartnerTerm:
    """An authority's area, a force or a health board belongs to the partnership from a day."""
    access.require(by, "partnership.change_terms", partnership)
    if PartnerTerm.objects.filter(partnership=partnership, organisation_id=organisation_id, until_on=None).exists():
        raise PartnershipNotPossible("This body is a partner already.")
    made = PartnerTerm(partnership=partnership, organisation_id=organisation_id, from_on=from_on)
    with journal.entry("partnership.term.began", by=by, at=at, about=made):
        made.save(force_insert=True)
    return made


def end_naming(*, naming: Naming, ended_on: date, by: Actor, at: datetime) -> Naming:
    """A setting is not named from a day; what was true before stays on record (A-02)."""
    access.require(by, "partnership.name_settings", naming.partnership)
    if naming.ended_on is not None:
        raise PartnershipNotPossible("This naming has ended already.")
    if ended_on < naming.named_on:
        raise PartnershipNotPossible("This naming has not begun on that day: give a later date.")
    with journal.entry("partnership.naming.ended", by=by, at=at, about=naming):
        naming.ended_on = ended_on
        naming.save(update_fields=["ended_on"])
    return naming


def succeed(
    *, partnership: Partnership, earlier_id: int, later_id: int, on: date, by: Actor, at: datetime
) -> PartnerTerm:
    """A body is replaced by its successor on a day; everything signed before keeps its names (N-09)."""
    access.require(by, "partnership.change_terms", partnership)
    term = PartnerTerm.objects.filter(partnership=partnership, organisation_id=earlier_id, until_on=None).first()
    if term is None:
        raise PartnershipNotPossible("The earlier body is not a partner now.")
    if later_id == earlier_id:
        raise PartnershipNotPossible("A body does not follow itself. Choose its successor.")
    if on <= term.from_on:
        raise PartnershipNotPossible("The successor begins after the earlier body did: give a later date.")
    with journal.entry("partnership.term.ended", by=by, at=at, about=term, details={"successor": later_id}):
        term.until_on = on
        term.save(update_fields=["until_on"])
    return begin_term(partnership=partnership, organisation_id=later_id, from_on=on, by=by, at=at)


def publish_arrangements(
    *, partnership: Partnership, version: str, published_on: date, address: str = "", by: Actor, at: datetime
) -> Arrangements:
    """A version of the safeguarding arrangements (Children Act 2004, section 16G), and where it can be read."""
    access.require(by, "partnership.publish_arrangements", partnership)
    if Arrangements.objects.filter(partnership=partnership, version=version).exists():
        raise PartnershipNotPossible("This version has been published already.")
    made = Arrangements(partnership=partnership, version=version, published_on=published_on, address=address)
    with journal.entry("partnership.arrangements.published", by=by, at=at, about=made):
        made.save(force_insert=True)
    return made


def name_settings(
    *,
    arrangements: Arrangements,
    establishment_ids: Iterable[int],
    basis_code: str,
    named_on: date,
    by: Actor,
    at: datetime,
) -> int:
    """Name many settings as relevant agencies in one action (A-02); those named already stay as they are."""
    partnership = arrangements.partnership
    access.require(by, "partnership.name_settings", partnership)
    basis = NamingBasis.objects.filter(pk=basis_code).first()
    if basis is None or named_on < basis.from_on or (basis.until_on is not None and named_on >= basis.until_on):
        raise PartnershipNotPossible("This basis is not in force on that day. Choose another basis or another day.")
    if named_on < arrangements.published_on:
        raise PartnershipNotPossible("Settings are named once the arrangements are published: give a later date.")
    in_area = {brief.id for brief in queries.not_named_on(partnership.pk, named_on)}
    wanted = set(establishment_ids)
    named = set(queries.namings_on(partnership.pk, named_on).values_list("establishment_id", flat=True))
    strangers = wanted - in_area - named
    if strangers:
        raise PartnershipNotPossible(f"{len(strangers)} of these settings are not open in this area on that day.")
    new = [
        Naming(
            partnership=partnership,
            establishment_id=establishment_id,
            arrangements=arrangements,
            basis=basis,
            named_on=named_on,
            named_by_id=by.person_id,
        )
        for establishment_id in sorted(wanted & in_area)
    ]
    with journal.entry("partnership.settings.named", by=by, at=at, about=arrangements, details={"count": len(new)}):
        Naming.objects.bulk_create(new)
    return len(new)
