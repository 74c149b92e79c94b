"""Who is on duty for safeguarding at a setting on a day: pure rules over posts, weekdays, absences and cover.

Lead first, then whoever is named to cover, then a deputy (KCSIE part two: the lead or a deputy is always
available in school hours). Holidays and inset days do not come into it: a notice that goes out in the holidays
goes to whoever would be on duty on that weekday, and to the mailbox of the post.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

SCHOOL_WEEK = frozenset((1, 2, 3, 4, 5))  # as in `date.isoweekday`
LOOK_AHEAD_DAYS = 28
NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = re.compile(r"\b(mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(?:day|nesday|rsday|sday|urday)?s?\b")
_FIRST_LETTERS = {name[:3]: number for number, name in enumerate(NAMES, start=1)}
_EVERY = re.compile(r"\b(every|all|each) (school |working )?(day|week)|\bfull[ -]time\b")
_NOT = re.compile(r"\b(not|except|but|no|apart|alternate|every other|fortnight\w*)\b")


@dataclass(frozen=True)
class Post:
    """A post with its person; no weekdays means the school week."""

    person_id: int
    is_lead: bool
    weekdays: frozenset[int] = frozenset()
    covered_by: int | None = None

    def is_on(self, day: date) -> bool:
        """Whether the person works in this post on that weekday."""
        return day.isoweekday() in (self.weekdays or SCHOOL_WEEK)


@dataclass(frozen=True)
class Away:
    """Days on which somebody is away, and who covers then."""

    person_id: int
    from_on: date
    until_on: date
    covered_by: int | None = None

    def is_on(self, day: date) -> bool:
        """Whether this day is one of them."""
        return self.from_on <= day <= self.until_on


@dataclass(frozen=True)
class Duty:
    """The people on duty on a day."""

    day: date
    people: tuple[int, ...]


def on_duty(posts: Sequence[Post], away: Sequence[Away], day: date) -> tuple[int, ...]:
    """Ids of the people on duty, in the order of the posts; none where nobody is."""
    gone = {one.person_id for one in away if one.is_on(day)}
    here = [post for post in posts if post.is_on(day) and post.person_id not in gone]
    leads = [post.person_id for post in here if post.is_lead]
    found: Iterable[int] = leads or _stand_ins(posts, away, day, gone) or [post.person_id for post in here]
    return tuple(dict.fromkeys(found))


def next_on_duty(posts: Sequence[Post], away: Sequence[Away], day: date) -> Duty | None:
    """Who is on duty on this day or, where nobody is, on the next day on which somebody is; within four weeks."""
    for after in range(LOOK_AHEAD_DAYS + 1):
        people = on_duty(posts, away, day + timedelta(days=after))
        if people:
            return Duty(day + timedelta(days=after), people)
    return None


def _stand_ins(posts: Sequence[Post], away: Sequence[Away], day: date, gone: set[int]) -> list[int]:
    """Who is named to cover for the leads on this day and is there; what is said for the absence comes first."""
    found = []
    for lead in posts:
        if not lead.is_lead:
            continue
        said = [one.covered_by for one in away if one.person_id == lead.person_id and one.is_on(day)]
        for person in (*said, lead.covered_by):
            if person is not None and person not in gone and _works(posts, person, day):
                found.append(person)
                break
    return found


def _works(posts: Sequence[Post], person_id: int, day: date) -> bool:
    """By the person's own posts, else in the school week."""
    own = [post for post in posts if post.person_id == person_id]
    return any(post.is_on(day) for post in own) if own else day.isoweekday() in SCHOOL_WEEK


def weekdays_said(text: str) -> frozenset[int] | None:
    """The weekdays that words such as "Monday to Thursday" or "Mon, Wed and Fri" mean; none where it is not plain."""
    words = text.lower().replace("\u2013", "-").replace("\u2014", "-")
    if _NOT.search(words):
        return None
    found = [(part.start(), part.end(), _FIRST_LETTERS[part[1][:3]]) for part in _DAY.finditer(words)]
    if not found:
        return SCHOOL_WEEK if _EVERY.search(words) else None
    days = {number for _, _, number in found}
    for (_, end, first), (start, _, last) in pairwise(found):
        if re.fullmatch(r"\s*(to|-|until|till)\s*", words[end:start]) and first < last:
            days.update(range(first, last + 1))
    return frozenset(days)
