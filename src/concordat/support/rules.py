"""Rules of the support log: what may be written, what follows what, whose it is on a day. Plain Python."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from concordat.establishments.duty import Away
from concordat.lib.school_days import SchoolCalendar
from concordat.support.vocabulary import Clock, State

LONGEST_WORDS = 1_000
LONGEST_STEP = 200
MOST_MINUTES = 600
LONGEST_AWAY_DAYS = 366
LATEST_STEP_DAYS = 366

# What may follow what: the table from which pages and operations are judged.
FOLLOWS: dict[State, dict[str, State]] = {
    State.asked: {"take": State.taken, "answer": State.answered, "close": State.closed},
    State.taken: {"take": State.taken, "answer": State.answered, "close": State.closed},
    State.answered: {"answer": State.answered, "close": State.closed},
    State.closed: {},
}

_UPN = re.compile(r"(?<![A-Z0-9])[A-Z]\d{11}[0-9A-Z](?![A-Z0-9])", re.IGNORECASE)
_NHS = re.compile(r"(?<!\d)(\d{3})([ -]?)(\d{3})\2(\d{4})(?!\d)")
_BORN = re.compile(r"\b(d\.?\s?o\.?\s?b\b\.?|date of birth|birth\s?dat(e|es)\b|born (on|in)\b)", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*"
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{4}|\d{2})(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{1,2})(?!\d)")
_IN_ONE = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)")
_GAP = r"[\s.,/-]*"
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?{_GAP}(?:of\s+)?{_MONTH}{_GAP}(\d{{4}}|\d{{2}})(?!\d)", re.IGNORECASE
)
_MONTH_FIRST = re.compile(rf"\b{_MONTH}{_GAP}(\d{{1,2}})(?:st|nd|rd|th)?[\s.,/-]+(\d{{4}})(?!\d)", re.IGNORECASE)
YOUNGEST, OLDEST = 2, 25  # years since a date that could be a child's or young person's birth

NO_CHILD = "Do not write about a child here."


def why_not_written(text: str, *, today: date, longest: int = LONGEST_WORDS) -> str:
    """A sentence that says what to take out or shorten; empty where the text may be kept."""
    if not text.strip():
        return "Say in a line or two what it was about."
    if len(text) > longest:
        return f"Shorten the text to {longest:,} letters."
    return names_a_child(text, today=today)


def names_a_child(text: str, *, today: date) -> str:
    """Why a text looks as if it were about a child; empty where it does not."""
    if _UPN.search(text):
        return f"{NO_CHILD} The text has what looks like a unique pupil number. Take it out."
    if any(_is_nhs_number(match) for match in _NHS.finditer(text)):
        return f"{NO_CHILD} The text has what looks like an NHS number. Take it out."
    if _BORN.search(text):
        return f"{NO_CHILD} The text speaks of a date of birth. Take it out."
    if any(_could_be_a_birth(day, today) for day in _dates_in(text)):
        return (
            f"{NO_CHILD} The text has a full date that could be a date of birth. Take it out;"
            " for another kind of date give month and year."
        )
    return ""


def _is_nhs_number(match: re.Match[str]) -> bool:
    """Written in its groups, or ten digits of which the last checks (modulus 11)."""
    digits = match[1] + match[3] + match[4]
    left = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return bool(match[2]) or left % 11 == int(digits[9])


def _could_be_a_birth(day: date, today: date) -> bool:
    years = (today - day).days / 365.25
    return YOUNGEST <= years <= OLDEST


def _dates_in(text: str) -> Iterable[date]:
    written = [(match[1], match[2], match[3]) for match in _NUMBERS.finditer(text)]
    written += [(match[3], match[2], match[1]) for form in (_ISO, _IN_ONE) for match in form.finditer(text)]
    written += [(match[1], _number(match[2]), match[3]) for match in _DAY_FIRST.finditer(text)]
    written += [(match[2], _number(match[1]), match[3]) for match in _MONTH_FIRST.finditer(text)]
    for day, month, year in written:
        whole = int(year) if len(year) == 4 else 2000 + int(year)
        try:
            yield date(whole, int(month), int(day))
        except ValueError:
            continue


def _number(month: str) -> str:
    return str(_MONTHS.index(month[:3].lower()) + 1)


def may_follow(state: str, step: str) -> State | None:
    """The state after a step, or none where the step is not possible now."""
    return FOLLOWS[State(state)].get(step)


def answer_by(calendar: SchoolCalendar, asked_on: date, clock: Clock) -> tuple[date, date]:
    """The last school day for the answer, and the first on which the manager sees that it is late."""
    last = calendar.step(asked_on, clock.answer_days)
    return last, calendar.step(last, clock.manager_days)


def is_late(state: str, answer_by: date, today: date) -> bool:
    """Whether a request waits longer than the clock says."""
    return state in ("asked", "taken") and answer_by < today


def rises_to_manager(state: str, manager_on: date, today: date) -> bool:
    """Whether the manager sees it too."""
    return state in ("asked", "taken") and manager_on <= today


def stand_in(person_id: int, away: Sequence[Away], day: date) -> int | None:
    """Who has this person's calls and requests on a day: the person, else whoever covers, and so on.

    None where the chain ends at somebody who is away and covered by nobody, or turns in a circle. What was said
    last comes first in `away`.
    """
    seen = {person_id}
    while True:
        gone = [one for one in away if one.person_id == person_id and one.is_on(day)]
        if not gone:
            return person_id
        cover = next((one.covered_by for one in gone if one.covered_by is not None), None)
        if cover is None or cover in seen:
            return None
        seen.add(cover)
        person_id = cover


def why_not_away(*, from_on: date, until_on: date, person_id: int, covered_by: int | None, today: date) -> str:
    """What to mend in days away; empty where nothing is wrong."""
    if until_on < from_on:
        return "The last day is before the first. Give them in order."
    if until_on < today:
        return "These days are over. Give days that are still to come."
    if (until_on - from_on).days > LONGEST_AWAY_DAYS:
        return "Give a year at most. Somebody who is away longer hands over instead."
    return "Choose somebody else to cover." if covered_by == person_id else ""


def why_not_open(*, next_step: str, next_on: date | None, follower_id: int | None, today: date) -> str:
    """What an open call still needs; empty where it has it."""
    if not next_step.strip() or next_on is None or follower_id is None:
        return "An open call needs its next step, the day for it and who follows it up."
    if len(next_step) > LONGEST_STEP:
        return f"Shorten the next step to {LONGEST_STEP} letters."
    if next_on < today or (next_on - today).days > LATEST_STEP_DAYS:
        return "Give a day for the next step between today and a year from now."
    return names_a_child(next_step, today=today)


def median(numbers: Sequence[int]) -> float | None:
    """The middle one, or between the two in the middle; none of nothing."""
    ordered = sorted(numbers)
    if not ordered:
        return None
    half = len(ordered) // 2
    return float(ordered[half]) if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
