"""The words of the worklist: how often somebody wants the letter."""

from __future__ import annotations

from enum import StrEnum


class Rhythm(StrEnum):
    """How often."""

    now = "now"
    daily = "daily"
    weekly = "weekly"
    never = "never"


USUAL = Rhythm.weekly
RHYTHM_NAMES: dict[Rhythm, str] = {
    Rhythm.now: "When something new waits for me, at most once an hour",
    Rhythm.daily: "Once a day, if something waits for me",
    Rhythm.weekly: "Once a week, if something waits for me",
    Rhythm.never: "Not at all",
}
