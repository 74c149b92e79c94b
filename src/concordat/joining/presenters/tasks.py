"""What joining puts on the first page: people who ask, settings with too few keepers, calls to confirm."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE, SETTING_KEEPERS, TRUST_TEAM
from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.clock import now
from concordat.core.tasks import Task
from concordat.joining.keepers import Place, places_to_tend
from concordat.joining.presenters.papers import day

ASKED = "Somebody asks to join"
LEFT = "A setting lost everybody who kept its accounts"
ALONE = "Settings with one keeper of accounts"
ONE_BY_ONE = 5
ANSWER_WITHIN = timedelta(days=5)
SECOND_WITHIN = timedelta(days=14)


def tasks(actor: Actor, *, today: date) -> list[Task]:
    """What this person tends to: at the own settings one by one, in an area or trust counted. One query."""
    if not permissions.allows_somewhere(actor, "joining.decide_request"):
        return []
    found = places_to_tend(actor, at=now())
    own = actor.organisations(*SETTING_KEEPERS)
    near = [place for place in found if place.id in own]
    far = [place for place in found if place.id not in own]
    return [
        *_requests([place for place in near if place.waiting] + [place for place in far if place.waiting_for_office]),
        *(_second_keeper(place, today) for place in near if place.keepers == 1),
        *(_hand_over(place) for place in near if place.leaving),
        *_from_afar(actor, far, today),
    ]


def _requests(places: list[Place]) -> list[Task]:
    return [_request(place) for place in places[:ONE_BY_ONE]] + _more(places[ONE_BY_ONE:])


def _request(place: Place) -> Task:
    assert place.since is not None
    due = timezone.localtime(place.since).date() + ANSWER_WITHIN
    several = f"{place.waiting} people ask" if place.waiting > 1 else "Somebody asks"
    href = reverse("joining:request", args=[place.first_request]) if place.waiting == 1 else reverse("joining:requests")
    return Task(
        f"{several} to join: {place.name}",
        "Say whether you know them",
        f"By {day(due)}",
        href,
        due,
        kind=ASKED,
        parts=((place.id, place.last_request),),
    )


def _more(places: list[Place]) -> list[Task]:
    if not places:
        return []
    due = min(timezone.localtime(place.since).date() for place in places if place.since) + ANSWER_WITHIN
    title = f"People ask to join {len(places)} more {'setting' if len(places) == 1 else 'settings'}"
    parts = tuple((place.id, place.last_request) for place in places)
    href = reverse("joining:requests")
    return [Task(title, "Say whether you know them", f"By {day(due)}", href, due, kind=ASKED, parts=parts)]


def _second_keeper(place: Place, today: date) -> Task:
    return Task(
        f"Only one person keeps the accounts: {place.name}",
        "Invite a second who may invite others, so that nobody is locked out when one leaves",
        "In the next two weeks",
        reverse("accounts:people", args=[place.id]),
        today + SECOND_WITHIN,
        kind="Find a second keeper of accounts",
    )


def _hand_over(place: Place) -> Task:
    assert place.first_leaving is not None
    assert place.last_day is not None
    return Task(
        f"Hand over from somebody who leaves: {place.name}",
        "See what is held and to whom it goes, or take it over",
        f"By {day(place.last_day)}",
        reverse("joining:hand_over", args=[place.first_leaving]),
        place.last_day,
    )


def _from_afar(actor: Actor, places: list[Place], today: date) -> list[Task]:
    left = [place for place in places if place.keepers == 0 and place.had_keepers]
    alone = [place for place in places if place.keepers == 1]
    partnerships = sorted(actor.organisations(*PARTNERSHIP_OFFICE))
    if not partnerships or not (left or alone):
        return [] if not actor.holds(*TRUST_TEAM) else _of_trust(left, today)
    here = reverse("joining:keepers", args=[partnerships[0]])
    made = []
    if left:
        title = f"{_settings(len(left))} lost everybody who kept the accounts"
        made.append(
            Task(
                title,
                "Ring them back, so that somebody can be invited",
                "Now",
                f"{here}?state=left",
                today,
                kind=LEFT,
                minutes=10,
                parts=tuple(place.id for place in left),
            )
        )
    if alone:
        title = f"{_settings(len(alone))} one keeper of accounts only"
        why = "Two are needed; they see this on their own first page"
        parts = tuple(place.id for place in alone)
        due = today + SECOND_WITHIN
        made.append(Task(title, why, "In the next two weeks", f"{here}?state=one", due, kind=ALONE, parts=parts))
    return made


def _of_trust(left: list[Place], today: date) -> list[Task]:
    return [
        Task(
            f"Nobody keeps the accounts any more: {place.name}",
            "Invite its head, safeguarding lead or school business manager",
            "Now",
            reverse("accounts:people", args=[place.id]),
            today,
            kind=LEFT,
        )
        for place in left[:ONE_BY_ONE]
    ]


def _settings(count: int) -> str:
    return f"{count} {'setting has' if count == 1 else 'settings have'}"
