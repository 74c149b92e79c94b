"""When a setting may have more time, and what must be said when it is not asked any more.

Non-return ends in a recorded outcome, each with its reason (design of audits, PRACTICES D2X-WAK-1). Pure.
"""

from __future__ import annotations

from datetime import date

from concordat.lib.school_days import SchoolCalendar

LONGEST_EXTENSION = 40  # school days after the audit's own last day: over half a term more is another audit
LONGEST_REASON = 1000


def why_no_extension(*, until: date, closes_on: date, now_until: date, today: date, calendar: SchoolCalendar) -> str:
    """Why a return cannot be given time until this day, with what to do; empty where it can.

    `closes_on` is the audit's last day, `now_until` the return's own, which is later where it has more time already.
    """
    if until <= now_until:
        return f"Choose a day after {_day(now_until)}, the last day that stands."
    if until <= today:
        return "Choose a day to come."
    if not calendar.is_school_day(until):
        return f"That is no school day. Choose a school day, such as {_day(calendar.step(until, 1))}."
    latest = calendar.step(closes_on, LONGEST_EXTENSION)
    if until > latest:
        return f"That is too late to compare with the others. Choose a day until {_day(latest)}."
    return ""


def why_not_said(reason: str) -> str:
    """What is wrong with a reason; empty where nothing is."""
    if not reason.strip():
        return "Give the reason. The setting reads it, and so does whoever takes over from you."
    if len(reason) > LONGEST_REASON:
        return f"Use {LONGEST_REASON:,} characters or fewer for the reason."
    return ""


def _day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"
