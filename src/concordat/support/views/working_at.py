"""At which partnership the team's pages work: whoever is in the teams of several says so in the address."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from concordat.core.views import ActorRequest
from concordat.partnership.queries import PartnershipBody
from concordat.support import access, queries
from concordat.support.presenters import lists

WHERE = "partnership"
OF_EVERY_TEAM = ("support:log", "support:requests")  # these lists show what all of one's partnerships have


def homes(request: ActorRequest) -> list[PartnershipBody]:
    """One's partnerships, that of the address first; raises `NotFound` for another's."""
    return queries.homes(request.actor, lists.number(request.GET, WHERE))


def home_of(request: ActorRequest) -> PartnershipBody:
    """The partnership of the address, else the first by name."""
    return homes(request)[0]


def address(request: ActorRequest, home: PartnershipBody, name: str, *args: object) -> str:
    """A page of the team, for the same partnership."""
    return reverse(name, args=args) + suffix(request, home)


def suffix(request: ActorRequest, home: PartnershipBody) -> str:
    """What its addresses say of the partnership; nothing for whoever is in one team."""
    return f"?{WHERE}={home.id}" if len(access.partnerships_of(request.actor)) > 1 else ""


def steps(request: ActorRequest, home: PartnershipBody, *here: str) -> list[dict[str, str]]:
    """The other pages of the team, and this one for the other partnerships."""
    more = suffix(request, home)
    found = [{**step, "href": step["href"] + more} for step in lists.steps(*here)]
    if not more or here[0] in OF_EVERY_TEAM:
        return found
    others = [one for one in queries.homes(request.actor) if one.id != home.id]
    return found + [
        {"text": f"This page for {one.name}", "href": f"{reverse(here[0])}?{WHERE}={one.id}"} for one in others
    ]


def officers(request: ActorRequest, places: Iterable[PartnershipBody]) -> list[queries.Officer]:
    """The officers of every team that the actor is in, once each. One query for each team."""
    every = [one for place in places for one in queries.officers_now(request.actor, place.id)]
    return list(dict.fromkeys(every))
