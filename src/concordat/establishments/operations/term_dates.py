"""Term dates of an authority: read, kept, replaced as a whole."""

from __future__ import annotations

from datetime import datetime

from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.permissions import refusal
from concordat.core.problems import NotAllowed
from concordat.establishments import access
from concordat.establishments.models import SchoolDates
from concordat.establishments.term_dates import read


def replace_term_dates(*, authority_id: int, text: str, by: Actor, at: datetime) -> int:
    """Make an authority's term dates equal to what was typed; says how many lines there are now."""
    if not access.keeps_area(by, authority_id):
        raise NotAllowed(refusal("establishments.keep_term_dates"))
    spans = read(text)
    new = [
        SchoolDates(
            local_authority_id=authority_id,
            name=span.name,
            from_on=span.from_on,
            until_on=span.until_on,
            is_term=span.is_term,
        )
        for span in spans
    ]
    marker = SchoolDates(local_authority_id=authority_id, pk=authority_id)
    with journal.entry("establishments.term_dates.replaced", by=by, at=at, about=marker, details={"lines": len(new)}):
        SchoolDates.objects.filter(local_authority_id=authority_id).delete()
        SchoolDates.objects.bulk_create(new)
    return len(new)
