"""Lists of a partnership that its office can write to."""

from __future__ import annotations

from django.http import QueryDict

from concordat.core import audiences
from concordat.core.actor import Actor
from concordat.core.audiences import Addressee, Audience
from concordat.core.clock import now
from concordat.core.problems import NotFound
from concordat.partnership import presenters, queries


def _contacts(actor: Actor, query: QueryDict) -> list[Addressee]:
    asked = query.get("of", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 18):
        raise NotFound
    kept = queries.contact_list(actor, int(asked))
    rows = presenters.narrowed_contacts(queries.contact_rows(kept, at=now()), query)
    return [
        Addressee(row.line.establishment_id, row.line.email)
        for row in rows
        if row.line.establishment_id and not row.line.problem
    ]


audiences.declare(Audience("contacts", "People of a list of contacts", _contacts))
