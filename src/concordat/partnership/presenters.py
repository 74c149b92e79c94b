"""What the partnership's pages say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from concordat.accounts.vocabulary import ROLE_NAMES, SETTING_LEADERS, Role
from concordat.core import paging
from concordat.core.actor import Actor
from concordat.core.tasks import Task
from concordat.core.together import Want
from concordat.establishments.queries import EstablishmentBrief
from concordat.partnership import access, agreement, queries
from concordat.partnership.duties import asking
from concordat.partnership.duties import tasks as duty_tasks
from concordat.partnership.models import PartnerTerm
from concordat.partnership.queries import ContactRow, SettingNaming
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
    """Settings to name and duties to publish, for those who do it. One query, and none for others."""
    found = []
    every = asking.partnerships_kept(actor, today)
    kept = [one for one in every if access.allows(actor, "partnership.name_settings", one.partnership)]
    for one in kept:
        if count := one.not_named:
            found.append(
                Task(
                    title=f"Name {count} {'setting' if count == 1 else 'settings'} as relevant agencies",
                    why="Open in your area and not named yet",
                    by_when="When the arrangements allow",
                    href=reverse("partnership:naming", args=[one.partnership.pk]) + "?named=no#list",
                    due=today,
                    kind="Name settings as relevant agencies",
                    minutes=5,
                    parts=(one.newest,),
                )
            )
    return [*found, *duty_tasks.writing_tasks(kept, today=today)]


def wants(actor: Actor, *, today: date) -> list[Want]:
    """For leaders an agreement to accept, for heads and governors duties to sign."""
    found = duty_tasks.wants(actor, today=today)
    if led := actor.organisations(*SETTING_LEADERS):
        accepted = queries.accepted_at(led, version=agreement.current().version)
        found.append(Want(accepted, lambda rows: _agreement_tasks(led - {place for (place,) in rows}, today)))
    return found


def _agreement_tasks(left: frozenset[int], today: date) -> list[Task]:
    if not left:
        return []
    places = "your setting" if len(left) == 1 else f"{len(left)} settings"
    return [
        Task(
            title=f"Accept the agreement of joining for {places}",
            why="Who answers for which data; one page, once",
            by_when="When you have two minutes",
            href=reverse("partnership:agreement"),
            due=today + timedelta(days=7),
            kind="Accept the agreement of joining",
            minutes=2,
            parts=(agreement.current().version, *sorted(left)),
        )
    ]


CONTACT_HEADER = ("Row", "School", "URN", "Name", "Email", "Role", "State", "What to mend")
CONTACT_STATES = {
    "rejected": ("Needs mending", "red"),
    "ready": ("Ready to invite", "blue"),
    "ring": ("Ring first: its keepers left", "orange"),
    "there": ("Holds this role already", "green"),
    "already": ("Invited already", "light-blue"),
    "waiting": ("Goes out now", "light-blue"),
    "sending": ("Goes out now", "light-blue"),
    "sent": ("Sent, not opened", "yellow"),
    "uncertain": ("Perhaps not sent", "orange"),
    "bounced": ("Not reached", "red"),
    "opened": ("Opened", "turquoise"),
    "joined": ("Joined", "green"),
    "over": ("Over", "grey"),
}


@dataclass(frozen=True)
class ContactView:
    """A row of the page."""

    row: int
    setting: str
    name: str
    email: str
    role: str
    tag: dict[str, str]
    problem: str


def narrowed_contacts(rows: list[ContactRow], query: QueryDict) -> list[ContactRow]:
    """The rows in the state that the address asks for; all where it asks for none."""
    state = query.get("state", "")
    return [row for row in rows if row.state == state] if state in CONTACT_STATES else rows


def contact_page(list_id: int, rows: list[ContactRow], query: QueryDict) -> dict[str, Any]:
    """Counts by state, and one page of rows: those that need mending first."""
    counted = Counter(row.state for row in rows)
    shown = sorted(narrowed_contacts(rows, query), key=lambda row: (row.state != "rejected", row.line.row))
    number = paging.number_of(query, len(shown), size=PAGE)
    here = reverse("partnership:contact_list", args=[list_id])
    return {
        "ready": counted["ready"],
        "rejected": counted["rejected"],
        "states": [
            {"count": counted[state], "tag": _contact_tag(state), "href": f"{here}?state={state}#list"}
            for state in CONTACT_STATES
            if counted[state]
        ],
        "rows": [_contact_view(row) for row in shown[(number - 1) * PAGE : number * PAGE]],
        "count_text": f"{len(shown)} of {len(rows)} rows",
        "csv_href": f"{reverse('partnership:contact_rows_csv', args=[list_id])}?{query.urlencode()}",
        "pages": paging.links(here, query, number, len(shown), size=PAGE),
    }


def _contact_tag(state: str) -> dict[str, str]:
    text, colour = CONTACT_STATES[state]
    return {"text": text, "colour": colour}


def _contact_view(row: ContactRow) -> ContactView:
    line = row.line
    role = ROLE_NAMES[Role(line.role)] if line.role else line.said_role
    setting = row.setting or line.said_setting
    return ContactView(line.row, setting, line.name, line.email, role, _contact_tag(row.state), line.problem)


def contact_csv(row: ContactRow) -> tuple[object, ...]:
    """A line of the file; it can be mended and pasted again."""
    line = row.line
    urn = line.establishment.urn if line.establishment else ""
    role = ROLE_NAMES[Role(line.role)] if line.role else line.said_role
    setting = row.setting or line.said_setting
    return (line.row, setting, urn, line.name, line.email, role, CONTACT_STATES[row.state][0], line.problem)
