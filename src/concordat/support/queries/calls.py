"""The log: calls that were noted."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy

from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.support import access
from concordat.support.models import Call

SORTS: dict[str, tuple[str | OrderBy, ...]] = {
    "newest": ("-on", "-pk"),
    "next": (F("next_on").asc(nulls_last=True), "-pk"),
    "setting": ("establishment__sort_name", "-on", "-pk"),
}


@dataclass(frozen=True)
class CallFilters:
    """What the log is narrowed to; empty means all."""

    kind: str = ""
    channel: str = ""
    state: str = ""  # open or closed
    officer: int | None = None
    search: str = ""
    setting: int | None = None


def calls(actor: Actor, filters: CallFilters, *, sort: str = "newest") -> QuerySet[Call]:
    """The log as far as the actor sees it, narrowed and sorted."""
    found = access.visible_calls(actor).select_related("establishment__organisation", "noted_by", "follower")
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.channel:
        found = found.filter(channel=filters.channel)
    if filters.state:
        found = found.filter(closed_at__isnull=filters.state == "open")
    if filters.officer is not None:
        found = found.filter(noted_by_id=filters.officer) | found.filter(follower_id=filters.officer)
    if filters.setting is not None:
        found = found.filter(establishment_id=filters.setting)
    if filters.search:
        found = found.filter(establishment__organisation__name__icontains=filters.search)
    return found.order_by(*SORTS.get(sort, SORTS["newest"]))


def call(actor: Actor, call_id: int) -> Call:
    """One call that the actor may see; raises `NotFound`."""
    found = access.visible_calls(actor).select_related(
        "establishment__organisation", "noted_by", "follower", "closed_by"
    )
    one = found.filter(pk=call_id).first()
    if one is None:
        raise NotFound
    return one


def recent_settings(actor: Actor, *, limit: int = 5) -> list[tuple[int, str]]:
    """Settings about which the actor noted something last: whoever rang once rings again. One query."""
    rows = (
        access.visible_calls(actor)
        .filter(noted_by_id=actor.person_id)
        .order_by("-noted_at", "-pk")
        .values_list("establishment_id", "establishment__organisation__name")[: limit * 6]
    )
    return list(dict.fromkeys(rows))[:limit]
