"""What settings answered before an initiative and afterwards: those that took part beside those that did not.

Read from what was signed, as `analysis/coverage.py` reads it: for each expectation the newest certain answer before the
initiative began, and the newest since. Only settings with both are counted. It shows what changed where; why it changed
it cannot say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from concordat.audits.analysis.coverage import Coverage, Setting, coverage
from concordat.audits.initiatives.register import is_for
from concordat.core.actor import Actor
from concordat.resources.vocabulary import Taking

if TYPE_CHECKING:
    from concordat.resources.models import Initiative, TakeUp


@dataclass(frozen=True)
class Change:
    """Settings of one kind: how many met the expectation before, and since; nothing where they are few."""

    settings: int
    before: int = 0
    after: int = 0
    is_hidden: bool = False

    @property
    def percent_before(self) -> float:
        """Per cent of these settings that met it before."""
        return 100 * self.before / self.settings if self.settings else 0.0

    @property
    def percent_after(self) -> float:
        """Per cent of these settings that meet it since."""
        return 100 * self.after / self.settings if self.settings else 0.0


@dataclass(frozen=True)
class Effect:
    """One expectation: those that took part and those that did not, and of how many it cannot be said."""

    expectation: str
    took_part: Change
    others: Change
    not_known: int


Pair = tuple[bool, bool]


def compared(before: Iterable[Pair], others: Iterable[Pair], threshold: int) -> tuple[Change, Change]:
    """Both kinds counted; hidden together where either is small, so that neither is the rest of a known whole."""
    took, rest = list(before), list(others)
    few = [pairs for pairs in (took, rest) if 0 < len(pairs) < threshold]
    return _change(took, hide=bool(few)), _change(rest, hide=bool(few))


def _change(pairs: list[Pair], *, hide: bool) -> Change:
    if hide:
        return Change(len(pairs), is_hidden=True)
    return Change(len(pairs), sum(before for before, _ in pairs), sum(after for _, after in pairs))


def effects_of(actor: Actor, one: Initiative, said: Mapping[int, TakeUp], *, threshold: int, day: date) -> list[Effect]:
    """For each expectation that it aims at. Twelve queries, none where it aims at nothing or has not begun."""
    if not one.aims or one.from_on > day:
        return []
    eve = one.from_on - timedelta(days=1)
    then = coverage(actor, one.partnership_id, on=eve, threshold=threshold)
    now = coverage(actor, one.partnership_id, on=day, threshold=threshold)
    since = {place: take.since_on for place, take in said.items() if take.state != Taking.left}
    left = {place for place, take in said.items() if take.state == Taking.left}
    return [_effect(code, one, then, now, since, left, threshold) for code in one.aims]


def _effect(
    code: str,
    one: Initiative,
    then: Coverage,
    now: Coverage,
    since: Mapping[int, date],
    left: Collection[int],
    threshold: int,
) -> Effect:
    earlier = {each.brief.id: each for each in then.settings}
    took: list[Pair] = []
    others: list[Pair] = []
    not_known = 0
    for each in now.settings:
        place = each.brief.id
        if place in left or not (place in since or is_for(one, each.brief)):
            continue
        pair = _pair(code, earlier.get(place), each, since.get(place, one.from_on))
        if pair is None:
            not_known += 1
        else:
            (took if place in since else others).append(pair)
    first, second = compared(took, others, threshold)
    return Effect(code, first, second, not_known)


def _pair(code: str, then: Setting | None, now: Setting, since: date) -> Pair | None:
    before, after = (then.stands.get(code) if then else None), now.stands.get(code)
    if before is None or after is None or after.signed_on <= since:
        return None
    return before.is_met, after.is_met
