"""Asking about partnerships: whose area on which date, who is named and who is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Value

from concordat.accounts import queries as account_queries
from concordat.accounts.queries import Body
from concordat.accounts.vocabulary import (
    PARTNER_KINDS,
    PARTNERSHIP_TEAM,
    SETTING_KEEPERS,
    SETTING_LEADERS,
    SETTING_TEAM,
    TRUST_TEAM,
)
from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.establishments import queries as establishment_queries
from concordat.establishments.queries import EstablishmentBrief
from concordat.partnership import access
from concordat.partnership.models import (
    AgreementAcceptance,
    Arrangements,
    ContactLine,
    ContactList,
    Naming,
    NamingBasis,
    Partnership,
    PartnerTerm,
)


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


def areas_on(partnership_id: int, day: date) -> QuerySet[Any, Any]:
    """The same for a query over settings, which then costs none of its own."""
    found = terms_on(partnership_id, day).filter(organisation__kind="local_authority")
    return found.order_by().values("organisation_id")


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


def not_named(partnership: OuterRef, day: date) -> Subquery:
    """How many settings `not_named_on` would give, for a query over partnerships."""
    return Subquery(_waiting(partnership, day).values("all").annotate(n=Count("pk")).values("n"))


def newest_not_named(partnership: OuterRef, day: date) -> Subquery:
    """The newest of them, by which something new is told."""
    return Subquery(_waiting(partnership, day).values("all").annotate(n=Max("pk")).values("n"))


def _waiting(partnership: OuterRef, day: date) -> QuerySet[Any]:
    terms = PartnerTerm.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=day), from_on__lte=day)
    areas = terms.filter(partnership_id=partnership, organisation__kind="local_authority").values("organisation_id")
    named = Naming.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day), named_on__lte=day)
    here = establishment_queries.open_on(day).filter(local_authority_id__in=areas)
    waiting = here.exclude(pk__in=named.filter(partnership_id=partnership).values("establishment_id"))
    return waiting.order_by().annotate(all=Value(1))


@dataclass(frozen=True)
class PartnershipBody:
    """What the contexts above need to know of a partnership."""

    id: int
    name: str

    @property
    def pk(self) -> int:
        """Its id, as permissions ask for it."""
        return self.id


def partnerships_by_id(ids: Iterable[int]) -> list[PartnershipBody]:
    """These partnerships by name. One query."""
    rows = Partnership.objects.filter(pk__in=list(ids)).order_by("organisation__name")
    return [PartnershipBody(pk, name) for pk, name in rows.values_list("pk", "organisation__name")]


def others_than(partnership_id: int) -> list[PartnershipBody]:
    """Every other partnership of this site, by name. One query."""
    rows = Partnership.objects.exclude(pk=partnership_id).order_by("organisation__name")
    return [PartnershipBody(pk, name) for pk, name in rows.values_list("pk", "organisation__name")]


def cover(partnerships: Iterable[int], establishment_id: int, day: date) -> bool:
    """Whether one of these partnerships covers a setting's area on a day. One query."""
    terms = PartnerTerm.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=day),
        partnership_id__in=list(partnerships),
        organisation__establishments=establishment_id,
        from_on__lte=day,
    )
    return terms.exists()


def partnerships_with(organisation_ids: Iterable[int], day: date) -> set[int]:
    """Partnerships that one of these bodies is part of on a day. One query, none where there are no bodies."""
    ids = list(organisation_ids)
    if not ids:
        return set()
    current = Q(until_on__isnull=True) | Q(until_on__gt=day)
    found = PartnerTerm.objects.filter(current, organisation_id__in=ids, from_on__lte=day)
    return set(found.values_list("partnership_id", flat=True))


def bodies_on(partnership_id: int, day: date) -> list[Body]:
    """The bodies that are part of the partnership on a day, authorities first. One query."""
    rows = terms_on(partnership_id, day)
    return [Body(term.organisation_id, term.organisation.kind, term.organisation.name) for term in rows]


def partnerships_of(actor: Actor) -> list[Partnership]:
    """Partnerships where the actor holds a role, and those that the actor's settings belong to, by name."""
    ids = actor.organisations(*PARTNERSHIP_TEAM) | access.partnerships_of_settings(actor, *SETTING_TEAM, *TRUST_TEAM)
    found = Partnership.objects.filter(pk__in=ids).select_related("organisation")
    return list(found.order_by("organisation__name"))


def terms_ended_by(partnership_id: int, day: date) -> QuerySet[PartnerTerm]:
    """The bodies that were part of the partnership before a day, the latest first."""
    return (
        PartnerTerm.objects.filter(partnership_id=partnership_id, until_on__lte=day)
        .select_related("organisation")
        .order_by("-until_on", "organisation__name")
    )


def terms_not_ended(partnership_id: int) -> list[tuple[int, str]]:
    """Ids and names of the partners that have no end yet, to choose from."""
    found = PartnerTerm.objects.filter(partnership_id=partnership_id, until_on=None)
    return list(found.order_by("organisation__name").values_list("organisation_id", "organisation__name"))


def possible_partners(partnership_id: int) -> list[tuple[int, str]]:
    """Ids and names of bodies on record that could become partners: authorities, forces, boards, agencies."""
    now_in = PartnerTerm.objects.filter(partnership_id=partnership_id, until_on=None).values("organisation_id")
    return account_queries.bodies_of_kinds(PARTNER_KINDS, leaving_out=now_in)


def arrangements_of(partnership_id: int) -> list[Arrangements]:
    """Published versions of the arrangements, the newest first."""
    return list(Arrangements.objects.filter(partnership_id=partnership_id).order_by("-published_on", "-pk"))


def arrangements(partnership_id: int, arrangements_id: int) -> Arrangements:
    """One version of a partnership's arrangements; raises `NotFound`."""
    found = Arrangements.objects.select_related("partnership").filter(partnership_id=partnership_id, pk=arrangements_id)
    version = found.first()
    if version is None:
        raise NotFound()
    return version


def bases_on(day: date) -> QuerySet[NamingBasis]:
    """The laws under which settings can be named on a day."""
    return NamingBasis.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=day), from_on__lte=day).order_by("code")


@dataclass(frozen=True)
class SettingNaming:
    """A setting of the naming register on a day: since when it is named and under what, or `None` and nothing."""

    brief: EstablishmentBrief
    since: date | None
    version: str
    basis: str
    is_open: bool

    @property
    def is_named(self) -> bool:
        """Whether it was a relevant agency by name on that day."""
        return self.since is not None


def naming_register(partnership_id: int, day: date) -> list[SettingNaming]:
    """Every setting that is open in the area on the day or named then, those not named first (A-02). Four queries."""
    named = {
        naming.establishment_id: naming
        for naming in namings_on(partnership_id, day).select_related("arrangements", "basis")
    }
    here = establishment_queries.open_in(area_ids(partnership_id, day), day)
    known = {brief.id for brief in here}
    gone = establishment_queries.briefs_of(set(named) - known)
    rows = [_naming_row(brief, named.get(brief.id), is_open=brief.id in known) for brief in [*here, *gone]]
    return sorted(rows, key=lambda row: (row.is_named, row.brief.name.lower(), row.brief.id))


def _naming_row(brief: EstablishmentBrief, naming: Naming | None, *, is_open: bool) -> SettingNaming:
    if naming is None:
        return SettingNaming(brief, None, "", "", is_open)
    return SettingNaming(brief, naming.named_on, naming.arrangements.version, naming.basis.title, is_open)


def naming_of(partnership_id: int, establishment_id: int) -> Naming:
    """The naming of a setting that has no end yet; raises `NotFound`."""
    found = Naming.objects.select_related("partnership", "establishment__organisation", "arrangements", "basis")
    naming = found.filter(partnership_id=partnership_id, establishment_id=establishment_id, ended_on=None).first()
    if naming is None:
        raise NotFound("This setting is not named now.")
    return naming


@dataclass(frozen=True)
class ContactRow:
    """A row of a list of contacts with what has become of it: a problem, or a state."""

    line: ContactLine
    setting: str
    state: str


def contact_lists(actor: Actor, partnership_id: int) -> list[ContactList]:
    """Lists of a partnership that the actor may see, the newest first, each with its number of rows."""
    found = access.visible_contact_lists(actor).filter(partnership_id=partnership_id)
    return list(found.annotate(rows=Count("lines")).order_by("-made_at", "-pk"))


def contact_list(actor: Actor, list_id: int) -> ContactList:
    """A list that the actor may see; raises `NotFound`."""
    found = access.visible_contact_lists(actor).select_related("partnership__organisation").filter(pk=list_id).first()
    if found is None:
        raise NotFound()
    return found


def contact_rows(kept: ContactList, *, at: datetime) -> list[ContactRow]:
    """Every row of a list in its order, with its state. Six queries for any number of rows."""
    lines = list(kept.lines.select_related("establishment__organisation").order_by("row"))
    states = account_queries.invitation_states((line.invitation_id for line in lines if line.invitation_id), at=at)
    places = {line.establishment_id for line in lines if line.establishment_id}
    standing = account_queries.standing_at(places, at=at)
    deserted = account_queries.left_by_all(places, *SETTING_KEEPERS, at=at)
    return [
        ContactRow(
            line,
            line.establishment.organisation.name if line.establishment else "",
            _state(line, states, standing, deserted),
        )
        for line in lines
    ]


def _state(
    line: ContactLine, states: dict[int, str], standing: dict[tuple[int, str, str], str], deserted: set[int]
) -> str:
    if line.problem:
        return "rejected"
    if line.invitation_id:
        return states.get(line.invitation_id, "over")
    known = standing.get((line.establishment_id or 0, line.role, line.email.lower()))
    fresh = "ring" if line.establishment_id in deserted else "ready"
    return {"holds": "there", "invited": "already"}.get(known or "", fresh)


def lines_to_invite(kept: ContactList, *, at: datetime) -> list[ContactLine]:
    """Rows that are matched, without a problem, and whose person neither holds the role nor is invited to it."""
    return [row.line for row in contact_rows(kept, at=at) if row.state == "ready"]


@dataclass(frozen=True)
class Joined:
    """A setting of which the actor is head or DSL, and whether it accepted the agreement in force."""

    brief: EstablishmentBrief
    accepted_at: datetime | None


def settings_joined(actor: Actor, *, version: int) -> list[Joined]:
    """The settings that the actor could accept the agreement for, by name. Two queries."""
    briefs = establishment_queries.briefs_of(actor.organisations(*SETTING_LEADERS))
    accepted = access.visible_acceptances(actor).filter(version=version)
    times = dict(accepted.values_list("establishment_id", "accepted_at"))
    return [Joined(brief, times.get(brief.id)) for brief in briefs]


def accepted_at(places: Iterable[int], *, version: int) -> QuerySet[AgreementAcceptance, Any]:
    """Which of these settings have accepted a version of the agreement."""
    found = AgreementAcceptance.objects.filter(establishment_id__in=list(places), version=version)
    return found.values_list("establishment_id")


def count_accepted(actor: Actor, partnership_id: int, day: date, *, version: int) -> int:
    """How many settings of the partnership's area accepted a version. One query."""
    areas = terms_on(partnership_id, day).filter(organisation__kind="local_authority").values("organisation_id")
    found = access.visible_acceptances(actor).filter(version=version)
    return int(found.filter(establishment__local_authority_id__in=areas.order_by()).count())
