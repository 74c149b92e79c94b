"""Asking about requests, always from what the actor may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.establishments import access as establishment_access
from concordat.establishments import queries as establishment_queries
from concordat.establishments.queries import EstablishmentBrief
from concordat.lib.school_days import SchoolCalendar
from concordat.partnership import queries as partnership_queries
from concordat.partnership.queries import PartnershipBody
from concordat.questionnaires import library
from concordat.requests import access
from concordat.requests.models import Request, RequestedSetting
from concordat.requests.vocabulary import ANSWERERS, FOLLOWERS, READERS, TO_SETTINGS, Outcome, State


@lru_cache(maxsize=1)
def areas() -> dict[str, str]:
    """The areas of the question bank, by code."""
    return {code.code: code.meaning for code in library.codes() if code.kind == "area"}


def expectations_in(codes: Iterable[str]) -> frozenset[str]:
    """Expectations that these codes mean: their own, and every one of an area."""
    known = library.expectations()
    wanted = set(codes)
    return frozenset(code for code in known if code in wanted or code.partition("-")[0] in wanted)


def statement_of(expectation: str) -> str:
    """An expectation in words."""
    return library.expectations().get(expectation, "")


def partnerships(actor: Actor) -> list[PartnershipBody]:
    """Partnerships whose requests the actor follows, by name."""
    return partnership_queries.partnerships_by_id(actor.organisations(*FOLLOWERS))


def partnership(actor: Actor, partnership_id: int) -> PartnershipBody:
    """One of them; raises `NotFound`."""
    found = next((one for one in partnerships(actor) if one.id == partnership_id), None)
    if found is None:
        raise NotFound
    return found


def request_for(actor: Actor, request_id: int) -> Request:
    """One request that the actor may see; raises `NotFound`."""
    found = (
        access.visible_requests(actor)
        .exclude(state=State.dropped)
        .filter(pk=request_id)
        .select_related("partnership__organisation")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def drafts(actor: Actor, partnership_id: int) -> list[Request]:
    """What is being drafted, the latest change first."""
    found = access.visible_requests(actor).filter(partnership_id=partnership_id, state=State.draft)
    return list(found.order_by("-changed_at", "-pk"))


def asked_rows(actor: Actor, request: Request) -> list[RequestedSetting]:
    """Every setting that was asked, by name, as far as the actor sees it. One query."""
    found = access.visible_asked(actor).filter(request=request)
    return list(
        found.select_related("establishment__organisation").order_by("establishment__sort_name", "establishment_id")
    )


def asked_for(actor: Actor, request_id: int, establishment_id: int) -> RequestedSetting:
    """What one setting was asked; raises `NotFound`."""
    found = access.visible_asked(actor).filter(request_id=request_id, establishment_id=establishment_id)
    one = found.select_related("request__partnership__organisation", "establishment__organisation").first()
    if one is None or one.request.state not in TO_SETTINGS:
        raise NotFound
    return one


def asked_if(actor: Actor, request_id: int, establishment_id: int) -> RequestedSetting | None:
    """The same, or nothing where the setting was not asked."""
    try:
        return asked_for(actor, request_id, establishment_id)
    except NotFound:
        return None


def own_settings(actor: Actor) -> list[tuple[int, str]]:
    """Settings at which the actor reads what is asked, by name. One query."""
    found = establishment_access.establishments_of(actor, *READERS).order_by("sort_name", "pk")
    return list(found.values_list("pk", "organisation__name"))


def refusals(actor: Actor, partnership_id: int, first: date, last: date) -> list[tuple[str, str, int]]:
    """Each refusal of requests with a last day in the span: reason, title, setting. One query."""
    found = access.visible_asked(actor).filter(
        partnership_id=partnership_id,
        outcome=Outcome.refused,
        request__due_on__gte=first,
        request__due_on__lte=last,
    )
    return list(found.order_by("request__due_on", "pk").values_list("refusal", "request__title", "establishment_id"))


def open_for(actor: Actor) -> QuerySet[RequestedSetting, Any]:
    """What waits at settings where the actor may answer, the nearest day first: rows for the first page."""
    own = actor.organisations(*ANSWERERS)
    found = access.visible_asked(actor).filter(
        establishment_id__in=own, outcome=Outcome.open, request__state=State.sent
    )
    return found.order_by("request__due_on", "pk").values_list(
        "request_id",
        "establishment_id",
        "request__title",
        "request__due_on",
        "request__minutes",
        "establishment__organisation__name",
        "request__partnership__organisation__name",
    )


def settings_of(partnership_id: int, *, on: date) -> list[EstablishmentBrief]:
    """Settings of a partnership's area that are open on a day. Two queries."""
    return establishment_queries.open_in(partnership_queries.area_ids(partnership_id, on), on)


def briefs(ids: Iterable[int]) -> list[EstablishmentBrief]:
    """What pages say of these settings, by name. One query."""
    return establishment_queries.briefs_of(ids)


def partnership_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of partnerships. One query."""
    return {one.id: one.name for one in partnership_queries.partnerships_by_id(set(ids))}


def in_scope(settings: Iterable[EstablishmentBrief], scope: Mapping[str, list[Any]]) -> list[EstablishmentBrief]:
    """Those that a request is for: by facts of the register; an empty scope is for all."""
    return [one for one in settings if all(getattr(one, fact) in values for fact, values in scope.items())]


def calendars_of(partnership_id: int, *, on: date) -> list[SchoolCalendar]:
    """The calendar of each authority of the partnership's area. Two queries."""
    return list(establishment_queries.calendars(partnership_queries.area_ids(partnership_id, on)).values())


def sent_rows(
    actor: Actor, partnership_ids: frozenset[int] | None, settings: frozenset[int] | None, first: date, last: date
) -> QuerySet[RequestedSetting]:
    """Settings asked by requests that stand, with a last day in the span, of these partnerships or settings."""
    rows = access.visible_asked(actor).filter(
        request__state=State.sent, request__due_on__gte=first, request__due_on__lte=last
    )
    if partnership_ids is not None:
        rows = rows.filter(partnership_id__in=partnership_ids)
    if settings is not None:
        rows = rows.filter(establishment_id__in=settings)
    return rows.select_related("request").order_by("request_id", "establishment_id")
