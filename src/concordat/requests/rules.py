"""What a fair request is, and what settings are asked for in all: plain Python; the clock and the facts are passed in.

B-24: whoever asks gives enough time, counted in school days; a shorter time, or a last day in a holiday, needs a
reason that the setting reads. B-16: the minutes of every request of a school year are counted for each setting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

from concordat.lib.school_days import SchoolCalendar

LONGEST_MINUTES = 2400
CLASH_WITHIN = timedelta(days=7)
LONGEST_BREAK_DAYS = 400
FIRST_MONTH = 9  # a school year begins in September


@dataclass(frozen=True)
class Notice:
    """The least notice of a kind of request in a span of time."""

    kind: str
    name: str
    school_days: int
    in_holidays: bool
    from_on: date
    until_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is in force."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


@dataclass(frozen=True)
class Ask:
    """Something that a partnership asks of settings in a span of time, whatever context it comes from.

    `minutes` is what it asks of each setting and `saved` what that setting need not do again because its answer was
    held already, both by the id of the setting. `href` is where the office follows it, `at` where each setting answers,
    `due_at` the day of settings that were given a later one.
    """

    key: str
    kind: str
    title: str
    partnership_id: int
    sent_on: date
    due_on: date
    href: str = ""
    at: Mapping[int, str] = field(default_factory=dict)
    notice: int = 0
    is_short: bool = False
    minutes: Mapping[int, int] = field(default_factory=dict)
    saved: Mapping[int, int] = field(default_factory=dict)
    due_at: Mapping[int, date] = field(default_factory=dict)

    def due_for(self, setting: int) -> date:
        """The last day of one setting."""
        return self.due_at.get(setting, self.due_on)

    @property
    def total(self) -> int:
        """Minutes of all settings together."""
        return sum(self.minutes.values())


def school_year(day: date) -> int:
    """The year in which the school year of a day began."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def span_of(year: int) -> tuple[date, date]:
    """First and last day of a school year."""
    return date(year, FIRST_MONTH, 1), date(year + 1, FIRST_MONTH, 1) - timedelta(days=1)


def year_name(year: int) -> str:
    """A school year as people write it: 2026 to 2027."""
    return f"{year} to {year + 1}"


def days_given(sent_on: date, due_on: date, calendars: Iterable[SchoolCalendar]) -> int:
    """School days from the day of sending to the last day, both counted; the fewest of several calendars."""
    return min((calendar.between(sent_on - timedelta(days=1), due_on) for calendar in calendars), default=0)


def why_not_fair(notice: Notice, *, sent_on: date, due_on: date, calendars: Sequence[SchoolCalendar]) -> str:
    """Why a last day asks too much (B-24), with a day that is fair; empty where it is fair."""
    if notice.in_holidays or not calendars:
        return ""
    fair = earliest_fair(notice, sent_on=sent_on, calendars=calendars)
    if not _is_common(due_on, calendars):
        return f"The last day is no school day. Choose a school day, such as {_day(_before(due_on, fair, calendars))}."
    if due_on < fair:
        given = days_given(sent_on, due_on, calendars)
        return (
            f"Settings would have {given} school {'day' if given == 1 else 'days'}. Give them {notice.school_days}"
            f" at least: until {_day(fair)} or later."
        )
    return ""


def earliest_fair(notice: Notice, *, sent_on: date, calendars: Sequence[SchoolCalendar]) -> date:
    """The first day that is a school day in every calendar and gives the least notice in each of them."""
    before = sent_on - timedelta(days=1)
    day = max(sent_on, *(calendar.step(before, notice.school_days) for calendar in calendars))
    for _ in range(LONGEST_BREAK_DAYS):
        if _is_common(day, calendars):
            return day
        day += timedelta(days=1)
    raise OverflowError("no common school day within a year")


def _before(day: date, fair: date, calendars: Sequence[SchoolCalendar]) -> date:
    """The last common school day before a day that is none; the earliest fair one where that would be too soon."""
    while day > fair:
        day -= timedelta(days=1)
        if _is_common(day, calendars):
            return day
    return fair


def _is_common(day: date, calendars: Sequence[SchoolCalendar]) -> bool:
    return all(calendar.is_school_day(day) for calendar in calendars)


def clashes(ask: Ask, others: Iterable[Ask]) -> list[tuple[Ask, int]]:
    """Other requests whose last day is within a week of this one's, with how many settings both ask; most first."""
    found = [
        (other, len(ask.minutes.keys() & other.minutes.keys()))
        for other in others
        if other.key != ask.key and abs(other.due_on - ask.due_on) <= CLASH_WITHIN
    ]
    return sorted(((other, both) for other, both in found if both), key=lambda pair: (-pair[1], pair[0].due_on))


@dataclass(frozen=True)
class Burden:
    """What one setting was asked in a span of time: how often, for how many minutes, and what it did not do again."""

    asks: int = 0
    minutes: int = 0
    saved: int = 0

    @property
    def left(self) -> int:
        """Minutes of work that remained."""
        return max(0, self.minutes - self.saved)


def burdens(asks: Iterable[Ask]) -> dict[int, Burden]:
    """By setting."""
    counted: dict[int, list[int]] = {}
    for ask in asks:
        for setting, minutes in ask.minutes.items():
            row = counted.setdefault(setting, [0, 0, 0])
            row[0] += 1
            row[1] += minutes
            row[2] += min(minutes, ask.saved.get(setting, 0))
    return {setting: Burden(*row) for setting, row in counted.items()}


@dataclass(frozen=True)
class Spread:
    """Minutes of the settings that were asked anything: the middle one, the most, and all together."""

    settings: int
    middle: int
    most: int
    total: int
    saved: int


def spread(found: Mapping[int, Burden]) -> Spread:
    """Over every setting that was asked; zeros for none."""
    minutes = [one.minutes for one in found.values()]
    saved = sum(one.saved for one in found.values())
    if not minutes:
        return Spread(0, 0, 0, 0, 0)
    return Spread(len(minutes), round(median(minutes)), max(minutes), sum(minutes), saved)


def average_notice(asks: Iterable[Ask]) -> float | None:
    """School days that requests gave on average; each counts once. `None` where there is none."""
    given = [ask.notice for ask in asks]
    return sum(given) / len(given) if given else None


def _day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"
