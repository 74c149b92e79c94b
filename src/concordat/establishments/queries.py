"""Asking the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from concordat.accounts import queries as account_queries
from concordat.accounts.queries import Body
from concordat.accounts.vocabulary import OrganisationKind
from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.establishments import access
from concordat.establishments.kinds import kind_of
from concordat.establishments.models import (
    Absence,
    AuthoritySuccession,
    Establishment,
    EstablishmentLink,
    OutsideLink,
    SchoolDates,
    SettingDates,
    StaffPost,
    Trust,
)
from concordat.establishments.term_dates import Span, calendar_of, calendar_of_setting
from concordat.lib.school_days import SchoolCalendar

OPEN = ("Open", "Open, but proposed to close")


@dataclass(frozen=True)
class EstablishmentBrief:
    """What other contexts need to know of a setting."""

    id: int
    name: str
    urn: int | None
    type_code: str
    phase: str
    trust_id: int | None
    trust_name: str
    authority_id: int | None
    boarding: bool | None
    place: tuple[int, int] | None = None  # easting and northing in metres
    district: str = ""  # of the postcode

    @property
    def type_group(self) -> str:
        """The group of its type, as the register names it."""
        return kind_of(self.type_code).group

    @property
    def scheme(self) -> str:
        """The scheme under which it is audited."""
        return kind_of(self.type_code).scheme

    def register_facts(self) -> dict[str, str | bool | None]:
        """The facts of the register that a return keeps as they were when it was opened."""
        kind = kind_of(self.type_code)
        return {
            "phase": self.phase,
            "type_group": kind.group,
            "type_name": kind.name,
            "trust_name": self.trust_name,
            "is_school": kind.is_school,
            "is_college": kind.is_college,
            "has_trust_or_proprietor": kind.has_trust_or_proprietor or self.trust_id is not None,
            "boarding": self.boarding,
        }


def open_on(day: date) -> QuerySet[Establishment]:
    """Settings open on a day."""
    return Establishment.objects.filter(
        Q(organisation__opened_on__isnull=True) | Q(organisation__opened_on__lte=day),
        Q(organisation__closed_on__isnull=True) | Q(organisation__closed_on__gt=day),
    ).exclude(status="Closed", organisation__closed_on__isnull=True)


def open_in(areas: Iterable[int], day: date) -> list[EstablishmentBrief]:
    """Settings of these authorities that are open on the day, by name. One query."""
    return briefs(open_on(day).filter(local_authority_id__in=list(areas)))


def briefs_of(ids: Iterable[int]) -> list[EstablishmentBrief]:
    """What other contexts need to know of these settings, by name, open or not. One query."""
    return briefs(Establishment.objects.filter(pk__in=list(ids)))


def briefs(found: QuerySet[Establishment]) -> list[EstablishmentBrief]:
    """What other contexts need to know of these settings, by name. One query."""
    rows = found.order_by("sort_name", "pk").values_list(
        "pk",
        "organisation__name",
        "urn",
        "type_code",
        "phase",
        "trust_id",
        "trust__organisation__name",
        "local_authority_id",
        "boarding",
        "easting",
        "northing",
        "postcode",
    )
    return [
        EstablishmentBrief(
            pk,
            name,
            urn,
            code,
            phase,
            trust,
            trust_name or "",
            authority,
            boarding,
            (east, north) if east is not None and north is not None else None,
            postcode.partition(" ")[0],
        )
        for pk, name, urn, code, phase, trust, trust_name, authority, boarding, east, north, postcode in rows
    ]


def brief_of(found: Establishment) -> EstablishmentBrief:
    """The same of a setting that was read with its body and its trust's. No query then."""
    return EstablishmentBrief(
        found.pk,
        found.organisation.name,
        found.urn,
        found.type_code,
        found.phase,
        found.trust_id,
        found.trust.organisation.name if found.trust else "",
        found.local_authority_id,
        found.boarding,
    )


def numbers_of(ids: Iterable[int]) -> dict[int, str]:
    """The URN of each setting that has one. One query."""
    rows = Establishment.objects.filter(pk__in=list(ids), urn__isnull=False).values_list("pk", "urn")
    return {pk: str(urn) for pk, urn in rows}


def establishment(establishment_id: int) -> Establishment:
    """One setting; raises `NotFound`."""
    found = Establishment.objects.select_related("organisation__successor", "trust__organisation", "local_authority")
    try:
        return found.get(pk=establishment_id)
    except Establishment.DoesNotExist:
        raise NotFound() from None


def goes_on_as(establishment_id: int) -> int:
    """The entry under which a setting that was merged goes on; itself where it was not. One query for each step."""
    passed = {establishment_id}
    while True:
        here = Establishment.objects.filter(pk=establishment_id)
        later = here.values_list("organisation__successor_id", flat=True).first()
        if later is None or later in passed:
            return establishment_id
        passed.add(later)
        establishment_id = later


def trusts_named(ids: Iterable[int]) -> list[tuple[int, str]]:
    """Of these organisations the trusts, with their names, by name. One query."""
    found = Trust.objects.filter(pk__in=set(ids)).order_by("organisation__name")
    return list(found.values_list("pk", "organisation__name"))


def schools_of_trust(trust_id: int, day: date) -> list[tuple[EstablishmentBrief, str]]:
    """Settings of a trust that are open on a day, by name, each with the name of its authority. One query."""
    found = open_on(day).filter(trust_id=trust_id)
    every = found.select_related("organisation", "trust__organisation", "local_authority").order_by("sort_name", "pk")
    return [(brief_of(one), one.local_authority.name if one.local_authority else "") for one in every]


def links_of(establishment_id: int) -> list[EstablishmentLink]:
    """What came before and after a setting, the latest first."""
    found = EstablishmentLink.objects.filter(Q(earlier=establishment_id) | Q(later=establishment_id))
    return list(found.select_related("earlier__organisation", "later__organisation").order_by("-on", "pk"))


def followers_of(ids: Iterable[int]) -> dict[int, list[int]]:
    """For settings that ended, the settings that the register says follow them. One query."""
    found: dict[int, list[int]] = {}
    for earlier, later in EstablishmentLink.objects.filter(earlier__in=list(ids)).values_list("earlier_id", "later_id"):
        found.setdefault(earlier, []).append(later)
    return found


def earlier_of(establishment_id: int) -> QuerySet[Any, Any]:
    """Ids of the settings that the register says this one follows, for a query of which it is a part."""
    return EstablishmentLink.objects.filter(later=establishment_id).values("earlier_id")


def outside_links_of(establishment_id: int) -> list[OutsideLink]:
    """What came before and after that is not in this register, the latest first."""
    return list(OutsideLink.objects.filter(establishment=establishment_id).order_by("-on", "pk"))


def successors_of_authority(authority_id: int) -> list[tuple[int, str]]:
    """Ids and names of the authorities that took over from one that ended, by name."""
    found = AuthoritySuccession.objects.filter(earlier=authority_id).order_by("later__organisation__name")
    return list(found.values_list("later_id", "later__organisation__name"))


def posts_at(establishment_id: int, day: date) -> list[StaffPost]:
    """Safeguarding posts held there on a day, as far as row security lets them be seen."""
    held = StaffPost.objects.filter(Q(held_until=None) | Q(held_until__gt=day), establishment=establishment_id)
    return list(held.select_related("person", "covered_by").order_by("-post", "held_from", "pk"))


def post(post_id: int, *, day: date) -> StaffPost:
    """One post that has not ended on that day; raises `NotFound`."""
    found = StaffPost.objects.select_related("person", "covered_by", "establishment__organisation")
    try:
        return found.get(Q(held_until=None) | Q(held_until__gt=day), pk=post_id)
    except StaffPost.DoesNotExist:
        raise NotFound() from None


def absences_of(actor: Actor, held: StaffPost, *, at: datetime) -> list[Absence]:
    """Days away of a post's person there that are not over, the next first."""
    found = access.visible_absences(actor, at=at).filter(
        establishment=held.establishment_id, person=held.person_id, withdrawn_at=None, until_on__gte=at.date()
    )
    return list(found.order_by("from_on", "pk"))


def absence(actor: Actor, absence_id: int, *, at: datetime) -> Absence:
    """Days away that the actor may see; raises `NotFound`."""
    try:
        return access.visible_absences(actor, at=at).get(pk=absence_id)
    except Absence.DoesNotExist:
        raise NotFound() from None


def people_for_posts(actor: Actor, establishment_id: int, *, at: datetime) -> list[tuple[int, str]]:
    """Ids and names of the people who hold a role at the setting, by name."""
    held = account_queries.roles_at(actor, establishment_id, at=at)
    return sorted({(row.person_id, row.person.name) for row in held}, key=lambda one: (one[1], one[0]))


def school_dates(authority_id: int) -> list[Span]:
    """Terms and closed days of an authority, in order. One query."""
    rows = SchoolDates.objects.filter(local_authority_id=authority_id).order_by("from_on", "-until_on")
    return [Span(row.name, row.from_on, row.until_on) for row in rows]


def own_dates(establishment_id: int) -> list[Span]:
    """Closed days and terms that one setting has given for itself, in order. One query."""
    rows = SettingDates.objects.filter(establishment_id=establishment_id).order_by("from_on", "-until_on")
    return [Span(row.name, row.from_on, row.until_on) for row in rows]


def calendars(authority_ids: Iterable[int]) -> dict[int, SchoolCalendar]:
    """The calendar of each authority; weekdays where nobody has given term dates. One query."""
    return {authority_id: calendar_of(spans) for authority_id, spans in _spans_of(authority_ids).items()}


def _spans_of(authority_ids: Iterable[int]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {authority_id: [] for authority_id in authority_ids}
    for row in SchoolDates.objects.filter(local_authority_id__in=list(found)):
        found[row.local_authority_id].append(Span(row.name, row.from_on, row.until_on))
    return found


def calendars_of_settings(settings: Mapping[int, int | None]) -> dict[int, SchoolCalendar]:
    """The calendar of each setting, given with its authority: inset days and own terms count. Two queries."""
    areas = _spans_of({area for area in settings.values() if area})
    own: dict[int, list[Span]] = {}
    for row in SettingDates.objects.filter(establishment_id__in=list(settings)):
        own.setdefault(row.establishment_id, []).append(Span(row.name, row.from_on, row.until_on))
    shared = {area: calendar_of(spans) for area, spans in areas.items()}
    return {
        setting: calendar_of_setting(areas.get(area or 0, []), own[setting])
        if setting in own
        else shared.get(area or 0, SchoolCalendar())
        for setting, area in settings.items()
    }


def authority(authority_id: int) -> Body:
    """A local authority by its id; raises `NotFound`."""
    return account_queries.body_of_kinds(authority_id, [OrganisationKind.local_authority])


def authorities_of_body(organisation_id: int) -> QuerySet[Establishment, Any]:
    """Authorities, as a subquery, of a setting's or of a trust's settings."""
    found = Establishment.objects.filter(Q(pk=organisation_id) | Q(trust_id=organisation_id))
    return found.values("local_authority_id")


def telephone_of(organisation_id: int) -> str:
    """The number that the register gives for a setting; empty for another body, and where it gives none. One query."""
    found = Establishment.objects.filter(pk=organisation_id).values_list("telephone", flat=True).first()
    return str(found or "")
