"""Lists of an audit that the office can write to."""

from __future__ import annotations

from django.http import QueryDict

from concordat.audits import queries, tracking
from concordat.audits.presenters import tracker as say
from concordat.core import audiences
from concordat.core.actor import Actor
from concordat.core.audiences import Addressee, Audience
from concordat.core.problems import NotFound


def _tracker(actor: Actor, query: QueryDict) -> list[Addressee]:
    asked = query.get("of", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 18):
        raise NotFound
    cycle = queries.cycle_for(actor, int(asked))
    found = tracking.tracker(actor, cycle, say.filters_from(query))
    return [Addressee(row.establishment_id) for row in found.rows]


audiences.declare(Audience("tracker", "Settings of an audit", _tracker))
