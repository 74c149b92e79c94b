"""What the partnership's pages say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.core import paging
from concordat.core.actor import Actor
from concordat.core.tasks import Task
from concordat.establishments.queries import EstablishmentBrief
from concordat.partnership import access, queries
from concordat.partnership.models import PartnerTerm
from concordat.partnership.queries import SettingNaming
from concordat.partnership.vocabulary import PARTNER_KIND_NAMES

PAGE = 50
CSV_HEADER = ("Setting", "URN", "Phase", "Trust", "Named", "Named from", "Arrangements", "Legal basis", "Open")


@dataclass(frozen=True)
class Term:
    """A body and its time in the partnership."""

    name: str
    kind: str
    from_on: date
    until_on: date | None


def terms(found: Iterable[PartnerTerm]) -> list[Term]:
    """Bodies in words."""
    return [
        Term(
            term.organisation.name,
            PARTNER_KIND_NAMES.get(term.organisation.kind, "Partner"),
            term.from_on,
            term.until_on,
        )
        for term in found
    ]


def day_of(query: QueryDict, *, today: date) -> date:
    """The day that the address asks about, else today."""
    try:
        return date.fromisoformat(query.get("on", ""))
    except ValueError:
        return today


def named_as(brief: EstablishmentBrief) -> str:
    """A setting with its number, so that two of the same name can be told apart."""
    return f"{brief.name} (URN {brief.urn})" if brief.urn else brief.name


def narrowed(rows: list[SettingNaming], query: QueryDict) -> list[SettingNaming]:
    """The rows that fit the filters of the address."""
    state, phase, search = query.get("named", ""), query.get("phase", ""), query.get("search", "").strip().lower()
    return [
        row
        for row in rows
        if (state not in ("yes", "no") or row.is_named == (state == "yes"))
        and (not phase or row.brief.phase == phase)
        and (not search or search in row.brief.name.lower() or search == str(row.brief.urn or ""))
    ]


def naming_page(partnership_id: int, rows: list[SettingNaming], query: QueryDict, *, day: date) -> dict[str, Any]:
    """Counts, filters and one page of the naming register."""
    shown = narrowed(rows, query)
    number = paging.number_of(query, len(shown), size=PAGE)
    here = reverse("partnership:naming", args=[partnership_id])
    phases = sorted({row.brief.phase for row in rows if row.brief.phase})
    return {
        "day": day,
        "named_count": sum(row.is_named for row in rows),
        "not_named_count": sum(not row.is_named for row in rows),
        "rows": shown[(number - 1) * PAGE : number * PAGE],
        "count_text": f"{len(shown)} of {len(rows)} settings",
        "chosen": {"named": query.get("named", ""), "search": query.get("search", "")},
        "phases": [(phase, phase == query.get("phase", "")) for phase in phases],
        "csv_href": f"{reverse('partnership:naming_csv', args=[partnership_id])}?{query.urlencode()}",
        "pages": paging.links(here, query, number, len(shown), size=PAGE),
    }


def csv_row(row: SettingNaming) -> tuple[object, ...]:
    """A line of the file."""
    brief = row.brief
    return (
        brief.name,
        brief.urn,
        brief.phase,
        brief.trust_name,
        "yes" if row.is_named else "no",
        row.since,
        row.version,
        row.basis,
        "yes" if row.is_open else "no",
    )


def tasks(actor: Actor, *, today: date) -> list[Task]:
    """Settings that are open and not named yet, for those who name them. Three queries for a partnership."""
    found = []
    for made in queries.partnerships_kept(actor):
        if not access.allows(actor, "partnership.name_settings", made):
            continue
        count = len(queries.not_named_on(made.pk, today))
        if count:
            found.append(
                Task(
                    title=f"Name {count} {'setting' if count == 1 else 'settings'} as relevant agencies",
                    why="Open in your area and not named yet",
                    by_when="When the arrangements allow",
                    href=reverse("partnership:naming", args=[made.pk]) + "?named=no#list",
                    due=today,
                )
            )
    return found
