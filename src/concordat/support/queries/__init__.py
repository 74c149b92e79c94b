"""Asking about support, always from what the actor may see."""

from concordat.support.queries.calls import CallFilters, call, calls, recent_settings
from concordat.support.queries.officers import (
    Officer,
    clock_on,
    clocks_of,
    days_away,
    lead_of,
    leads_at_work,
    leads_of,
    officers,
    officers_now,
    still_leads,
)
from concordat.support.queries.places import (
    homes,
    is_of_my_area,
    partnership_of_setting,
    partnerships_over,
    settings_named,
    settings_of,
)
from concordat.support.queries.requests import (
    Counted,
    answers_of,
    counts,
    notes_of,
    own_requests,
    own_settings,
    request,
    requests,
)

__all__ = [
    "CallFilters",
    "Counted",
    "Officer",
    "answers_of",
    "call",
    "calls",
    "clock_on",
    "clocks_of",
    "counts",
    "days_away",
    "homes",
    "is_of_my_area",
    "lead_of",
    "leads_at_work",
    "leads_of",
    "notes_of",
    "officers",
    "officers_now",
    "own_requests",
    "own_settings",
    "partnership_of_setting",
    "partnerships_over",
    "recent_settings",
    "request",
    "requests",
    "settings_named",
    "settings_of",
    "still_leads",
]
