"""What is most often not met: by question, by area of the question bank, by phase (D2-02).

Everything is worked out from the counts of `results`, so nothing is counted anew and what is hidden there stays hidden.
Not met is amber or red; the denominator is the settings that the question concerns and that answered it: who said
that it does not apply is in neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from concordat.audits.analysis.counting import Share, Tally
from concordat.audits.analysis.results import CycleResult, QuestionResult
from concordat.audits.vocabulary import IN_PLACE, NOT_MET
from concordat.core.small_groups import hidden_groups

MOST = 10


@dataclass(frozen=True)
class Priority:
    """One rated question: how many settings do not meet it, all together and in each group that may be shown."""

    form: str
    code: str
    text: str
    area: str
    share: Share
    groups: Mapping[str, Share | None]


@dataclass(frozen=True)
class Priorities:
    """The questions, those most often not met first, and answers that are not met by area and by group."""

    questions: tuple[Priority, ...]
    by_area: tuple[tuple[str, Share], ...]
    by_group: tuple[tuple[str, Share], ...]
    hidden: int = 0  # questions that too few settings answered
    first_of_group: Mapping[str, Sequence[Priority]] = field(default_factory=dict)


def priorities(found: CycleResult, area_of: Mapping[tuple[int, str], str]) -> Priorities:
    """The priorities of a cycle; `area_of` names the area of a question by form version and code."""
    rated = [one for one in found.questions if one.overall is None or _is_rating(one.overall)]
    counted = [_priority(one, found.threshold, area_of.get((one.version, one.code), "")) for one in rated]
    shown = sorted((one for one in counted if one is not None), key=_rank)
    groups = dict.fromkeys(name for one in shown for name, share in one.groups.items() if share is not None)
    return Priorities(
        questions=tuple(shown),
        by_area=_by_share(_together(shown, area) for area in dict.fromkeys(one.area for one in shown if one.area)),
        by_group=_by_share((name, _sum(one.groups.get(name) for one in shown)) for name in groups),
        hidden=sum(one is None for one in counted),
        first_of_group={name: _first(shown, name) for name in sorted(groups)},
    )


def _is_rating(counted: Tally) -> bool:
    return {share.option for share in counted.shares} >= IN_PLACE | NOT_MET


def _priority(one: QuestionResult, threshold: int, area: str) -> Priority | None:
    if one.overall is None:
        return None
    share = _not_met(one.overall)
    if share.of < threshold:
        return None
    groups = {name: _not_met(counted) for name, counted in one.groups.items() if counted is not None}
    small = hidden_groups({name: group.of for name, group in groups.items()}, threshold)
    shown = {name: None if name in small or name not in groups else groups[name] for name in one.groups}
    return Priority(one.form, one.code, one.text, area, share, shown)


def _not_met(counted: Tally) -> Share:
    by_option = {share.option: share.count for share in counted.shares}
    missing = sum(by_option.get(option, 0) for option in NOT_MET)
    return Share("not_met", "Not met", missing, missing + sum(by_option.get(option, 0) for option in IN_PLACE))


def _rank(one: Priority) -> tuple[float, int, str, str]:
    return (-one.share.percent, -one.share.count, one.form, one.code)


def _sum(shares: Iterable[Share | None]) -> Share:
    total: Counter[str] = Counter()
    for share in shares:
        if share is not None:
            total.update(count=share.count, of=share.of)
    return Share("not_met", "Not met", total["count"], total["of"])


def _together(shown: Iterable[Priority], area: str) -> tuple[str, Share]:
    return area, _sum(one.share for one in shown if one.area == area)


def _by_share(rows: Iterable[tuple[str, Share]]) -> tuple[tuple[str, Share], ...]:
    return tuple(sorted(rows, key=lambda row: (-row[1].percent, row[0])))


def _first(shown: Iterable[Priority], name: str) -> list[Priority]:
    """The three questions most often not met in a group."""
    here = [(share, one) for one in shown if (share := one.groups.get(name)) is not None and share.count]
    return [one for _, one in sorted(here, key=lambda row: (-row[0].percent, -row[0].count, row[1].code))[:3]]
