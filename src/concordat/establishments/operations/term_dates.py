"""Term dates of an authority, and the closed days of one setting: read, kept, replaced as a whole."""

from __future__ import annotations

from datetime import datetime

from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.permissions import refusal
from concordat.core.problems import NotAllowed
from concordat.establishments import access
from concordat.establishments.models import Establishment, SchoolDates, SettingDates
from concordat.establishments.term_dates import TermDatesNotPossible, calendar_of_setting, read

MOST_CLOSED_DAYS = 800  # four years of holidays


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


def replace_own_dates(*, establishment: Establishment, text: str, by: Actor, at: datetime) -> int:
    """Make a setting's own closed days, and terms where it has some, equal to what was typed; says how many lines."""
    access.require(by, "establishments.keep_own_dates", establishment)
    spans = read(text)
    calendar = calendar_of_setting([], spans)
    if len(calendar.closed) > MOST_CLOSED_DAYS:
        raise TermDatesNotPossible(f"These are more than {MOST_CLOSED_DAYS} closed days. Check the years.")
    new = [
        SettingDates(
            establishment=establishment,
            name=span.name,
            from_on=span.from_on,
            until_on=span.until_on,
            is_term=span.is_term,
        )
        for span in spans
    ]
    with journal.entry("establishments.own_dates.replaced", by=by, at=at, about=establishment) as details:
        SettingDates.objects.filter(establishment=establishment).delete()
        SettingDates.objects.bulk_create(new)
        details["lines"] = len(new)
    return len(new)
