"""Whether an answer may be used at all for a question to be filled (the conditions of a ready answer)."""

from __future__ import annotations

import calendar
from datetime import date

from concordat.lib.crosswalk.questions import Bank, Kind, Question
from concordat.lib.crosswalk.results import Obstacle
from concordat.lib.crosswalk.sources import AgeLimits, Answer, Source, Target

Obstacles = tuple[Obstacle, ...]


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the month's last day where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class Conditions:
    """The conditions between one source and one target; what they share is worked out once."""

    def __init__(self, source: Source, target: Target, bank: Bank, limits: AgeLimits) -> None:
        self._source, self._target, self._limits = source, target, limits
        self._changed = bank.changed_between(source.form.guidance_on, target.form.guidance_on)
        self._of_source: dict[tuple[Kind, Kind, bool], Obstacles] = {}

    def obstacles(self, answer: Answer, asked: Question, wanted: Question) -> Obstacles:
        """What stands against using the answer to `asked` for `wanted`, whatever the tags say."""
        about = asked.kind, wanted.kind, wanted.must
        if about not in self._of_source:
            self._of_source[about] = self._about_source(*about)
        found = list(self._of_source[about])
        if answer.changed:
            found.append(Obstacle.CHANGED)
        if self._changed and not self._changed.isdisjoint(asked.expectations & wanted.expectations):
            found.append(Obstacle.GUIDANCE_CHANGED)
        if not (asked.agreed and wanted.agreed):
            found.append(Obstacle.TAGS_NOT_AGREED)
        if wanted.answer_here:
            found.append(Obstacle.ANSWERED_HERE)
        if asked.scale is None or wanted.scale is None:
            found.append(Obstacle.NEVER_CARRIES)
        return tuple(found)

    def _about_source(self, kind: Kind, wanted: Kind, must: bool) -> Obstacles:
        source, target = self._source, self._target
        months = self._limits.months(kind, wanted)
        found = [Obstacle.OTHER_SCOPE] if source.scope != target.scope else []
        if not _signed(source.signed_on, target.on):
            return (*found, Obstacle.UNSIGNED)
        assert source.signed_on is not None
        if must and not _signed(source.board_signed_on, target.on):
            found.append(Obstacle.BOARD_NOT_SIGNED)
        if not months or months_after(source.signed_on, months) < target.on:
            found.append(Obstacle.STALE)
        return tuple(found)


def _signed(signed_on: date | None, on: date) -> bool:
    return signed_on is not None and signed_on <= on
