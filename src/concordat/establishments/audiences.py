"""Lists of the register that the office can write to."""

from __future__ import annotations

from django.http import QueryDict

from concordat.core import audiences
from concordat.core.actor import Actor
from concordat.core.audiences import Addressee, Audience
from concordat.core.clock import now
from concordat.core.permissions import allows_somewhere
from concordat.establishments import listing
from concordat.establishments.leads import settings_with_leads
from concordat.establishments.presenters import leads, lists


def _register(_actor: Actor, query: QueryDict) -> list[Addressee]:
    return [Addressee(pk) for pk in listing.listing(lists.filters_from(query)).ids()]


def _leads(actor: Actor, query: QueryDict) -> list[Addressee]:
    if not allows_somewhere(actor, "establishments.see_leads"):
        return []
    rows = leads.narrowed(settings_with_leads(actor, at=now()), query)
    return [Addressee(row.brief.id) for row in rows]


audiences.declare(
    Audience("register", "Settings of the register", _register),
    Audience("leads", "Settings and their safeguarding leads", _leads),
)
