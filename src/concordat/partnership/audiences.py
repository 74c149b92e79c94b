"""Lists of a partnership that its office can write to."""

from __future__ import annotations

from django.http import QueryDict

from concordat.core import audiences
from concordat.core.actor import Actor
from concordat.core.audiences import Addressee, Audience
from concordat.core.clock import now, today
from concordat.core.problems import NotFound
from concordat.partnership import access, presenters, queries
from concordat.partnership.duties import pages, tracking


def _contacts(actor: Actor, query: QueryDict) -> list[Addressee]:
    kept = queries.contact_list(actor, _number(query))
    rows = presenters.narrowed_contacts(queries.contact_rows(kept, at=now()), query)
    return [
        Addressee(row.line.establishment_id, row.line.email)
        for row in rows
        if row.line.establishment_id and not row.line.problem
    ]


def _named(actor: Actor, query: QueryDict) -> list[Addressee]:
    made = queries.partnership(_number(query))
    access.require(actor, "partnership.keep_contacts", made)
    _, rows = tracking.named_rows(actor, made.pk, today(), with_letters=True)
    return [Addressee(row.brief.id) for row in pages.narrowed(rows, query)]


def _number(query: QueryDict) -> int:
    asked = query.get("of", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 18):
        raise NotFound
    return int(asked)


audiences.declare(Audience("duties", "Named settings and their duties", _named))
audiences.declare(Audience("contacts", "People of a list of contacts", _contacts))
