"""One setting of the register: its facts, what came before and after, who holds the safeguarding posts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from concordat.core.actor import Actor
from concordat.establishments.duty import NAMES
from concordat.establishments.models import Establishment, EstablishmentLink, OutsideLink, StaffPost
from concordat.establishments.rules import is_training_due


@dataclass(frozen=True)
class Relative:
    """A setting before or after this one."""

    says: str
    name: str
    href: str


@dataclass(frozen=True)
class PostRow:
    """Somebody in a post."""

    name: str
    post: str
    since: str
    facts: list[dict[str, str]]
    change_href: str
    end_href: str
    away_href: str = ""


def facts(setting: Establishment, *, authority_followed_by: list[str]) -> list[dict[str, Any]]:
    """What the register says, without what it does not say."""
    body = setting.organisation
    rows = {
        "URN": setting.urn,
        "Local id": setting.local_id,
        "DfE number": setting.dfe_number,
        "UKPRN": setting.ukprn,
        "Type": setting.type_name,
        "Group": setting.type_group,
        "Phase": setting.phase,
        "Status": setting.status,
        "Opened": day(body.opened_on),
        "Closed": day(body.closed_on),
        "Ages": _ages(setting.lowest_age, setting.highest_age),
        "Local authority": _authority(setting, authority_followed_by),
        "Pupils": _number(setting.pupils),
        "Capacity": _number(setting.capacity),
        "Boarding": {True: "Yes", False: "No", None: ""}[setting.boarding],
        "Gender of entry": setting.gender,
        "Religious character": setting.religious_character,
        "Address": "\n".join(part for part in (setting.street, setting.town, setting.postcode) if part),
        "Telephone": setting.telephone,
        "Website": setting.website,
    }
    listed = [{"key": key, "value": str(value)} for key, value in rows.items() if value not in (None, "")]
    if setting.trust:
        listed.insert(-1, _trust(setting.trust.organisation.name))
    return listed


def followed_by(setting: Establishment) -> dict[str, str] | None:
    """Where a setting went on that was merged into another."""
    successor = setting.organisation.successor
    if successor is None:
        return None
    return {"name": successor.name, "href": reverse("establishments:setting", args=[successor.pk])}


def relatives(links: list[EstablishmentLink], outside: list[OutsideLink], setting_id: int) -> list[Relative]:
    """Predecessors and successors, with the day; those outside this register by name and URN."""
    shown = []
    for link in links:
        is_later = link.earlier_id == setting_id
        other = link.later if is_later else link.earlier
        href = reverse("establishments:setting", args=[other.pk])
        shown.append(Relative(_how(link, is_later=is_later), other.organisation.name, href))
    for one in outside:
        name = f"{one.other_name or 'a setting'} (URN {one.other_urn}), not in this register"
        shown.append(Relative(_how(one, is_later=one.other_is_later), name, ""))
    return shown


def _how(link: EstablishmentLink | OutsideLink, *, is_later: bool) -> str:
    """Followed by, or followed; when; and how, without saying again which came first."""
    when = f" on {day(link.on)}" if link.on else ""
    kind = link.kind.partition(" - ")[2] or ("" if link.kind in ("Predecessor", "Successor") else link.kind)
    return f"{'Followed by' if is_later else 'Followed'}{when}{f' ({kind.lower()})' if kind else ''}"


def posts(held: list[StaffPost], *, may_keep: bool, today: date, actor: Actor | None = None) -> list[PostRow]:
    """Who holds the safeguarding posts, and how each is reached."""
    return [
        PostRow(
            name=row.person.name if row.person else "Somebody whose name you may not see",
            post=StaffPost.Post(row.post).label,
            since=_held(row),
            facts=_post_facts(row, today, gaps=may_keep),
            change_href=reverse("establishments:describe_post", args=[row.pk]) if may_keep else "",
            end_href=reverse("establishments:end_post", args=[row.pk]) if may_keep else "",
            away_href=reverse("establishments:absences", args=[row.pk]) if may_keep or _is_own(row, actor) else "",
        )
        for row in held
    ]


def _held(row: StaffPost) -> str:
    """From when, and for somebody who leaves the last day."""
    last = f", until {day(row.held_until - timedelta(days=1))}" if row.held_until else ""
    return f"{day(row.held_from)}{last}"


def _is_own(row: StaffPost, actor: Actor | None) -> bool:
    return actor is not None and row.person_id is not None and row.person_id == actor.person_id


def _weekdays(row: StaffPost) -> str:
    ticked = [NAMES[int(sign) - 1].capitalize() for sign in row.weekdays]
    days = "Every school day" if row.weekdays == "12345" else ", ".join(ticked)
    return "; ".join(part for part in (days, row.working_days) if part)


def _cover(row: StaffPost) -> str:
    name = row.covered_by.name if row.covered_by else "Somebody at the setting" if row.covered_by_id else ""
    return "; ".join(part for part in (name, row.cover) if part)


def _post_facts(row: StaffPost, today: date, *, gaps: bool) -> list[dict[str, str]]:
    """What is known; whoever keeps the posts is shown what is missing too."""
    due = ", due again" if row.trained_on and is_training_due(row.trained_on, today) else ""
    said = {
        "Mail": row.mailbox,
        "Working days": _weekdays(row),
        "Cover": _cover(row),
        "Last training": day(row.trained_on) + due,
    }
    shown = [{"key": key, "value": value} for key, value in said.items() if value]
    missing = [key if not number else key.lower() for number, key in enumerate(key for key in said if not said[key])]
    if gaps and missing:
        shown.append({"key": "Not given yet", "value": ", ".join(missing)})
    return shown


def day(when: date | None) -> str:
    """As people write a day: 1 September 2026."""
    return f"{when.day} {when:%B %Y}" if when else ""


def _trust(name: str) -> dict[str, Any]:
    return {
        "key": "Trust",
        "value": name,
        "change_href": f"{reverse('establishments:register')}?{urlencode({'trust': name})}",
        "change_text": "See settings",
        "change_what": f"of {name}",
    }


def _authority(setting: Establishment, followed_by: list[str]) -> str:
    body = setting.local_authority
    if body is None:
        return ""
    if body.closed_on is None:
        return body.name
    after = f"; followed by {' and '.join(followed_by)}" if followed_by else ""
    return f"{body.name}, until {day(body.closed_on)}{after}"


def _ages(lowest: int | None, highest: int | None) -> str:
    if lowest is None or highest is None:
        return ""
    return f"{lowest} to {highest}"


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"
