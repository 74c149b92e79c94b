"""The table of a region: each setting once, each area adding up to the total, small groups hidden for good (D2-09)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from concordat.audits.analysis.counting import tally
from concordat.audits.analysis.results import GROUPINGS
from concordat.audits.pooling import rules
from concordat.audits.pools.corresponding import Asked, Common
from concordat.core.small_groups import hidden_groups


@dataclass(frozen=True)
class Returned:
    """A return as it was released: no note and no name."""

    partnership_id: int
    establishment_id: int
    form_version_id: int
    submitted_at: datetime
    groups: Mapping[str, str]
    choices: Mapping[str, str | None]

    def choice(self, asked: frozenset[Asked]) -> tuple[bool, str | None]:
        """Whether it was asked this, and what it chose."""
        for version, code in asked:
            if version == self.form_version_id and code in self.choices:
                return True, self.choices[code]
        return False, None


@dataclass(frozen=True)
class Area:
    """A partnership of the table: its audit, and the settings of its area by the register."""

    partnership_id: int
    name: str
    audit: str
    covers: Collection[int]
    threshold: int


def homes(returns: Iterable[Returned], areas: Sequence[Area]) -> dict[int, int]:
    """For each setting the partnership for which it counts."""
    handed_in: dict[int, dict[int, datetime]] = defaultdict(dict)
    for one in returns:
        handed_in[one.establishment_id][one.partnership_id] = one.submitted_at
    return {
        setting: rules.home_of(there, [area.partnership_id for area in areas if setting in area.covers])
        for setting, there in handed_in.items()
    }


def figures(
    returns: Sequence[Returned], areas: Sequence[Area], common: Sequence[Common], *, left_out: int
) -> dict[str, Any]:
    """Everything that the table says: no setting, and no figure that is hidden."""
    counted = homes(returns, areas)
    threshold = max(area.threshold for area in areas)
    several: dict[int, int] = defaultdict(int)
    for one in returns:
        several[one.establishment_id] += 1
    return {
        "threshold": threshold,
        "settings": len(counted),
        "several": sum(count > 1 for count in several.values()),
        "left_out": left_out,
        "areas": [
            {
                "id": area.partnership_id,
                "name": area.name,
                "audit": area.audit,
                "returned": sum(one.partnership_id == area.partnership_id for one in returns),
                "counted": sum(home == area.partnership_id for home in counted.values()),
            }
            for area in areas
        ],
        "questions": [_question(one, returns, areas, counted, threshold) for one in common],
    }


def _question(
    common: Common, returns: Sequence[Returned], areas: Sequence[Area], counted: Mapping[int, int], threshold: int
) -> dict[str, Any]:
    asked = [(one, choice) for one in returns for here, choice in [one.choice(common.asked)] if here]
    answered = [(one, choice) for one, choice in asked if choice is not None]
    places = frozenset((one.establishment_id, one.partnership_id) for one, _ in answered)
    homes_here = frozenset((setting, counted[setting]) for setting, _ in places)
    own = tuple(_own_pages([one for one, _ in answered], areas, grouping) for grouping in GROUPINGS)
    shown = rules.shown(places, homes_here, own, threshold)
    here = [(one, choice) for one, choice in asked if counted[one.establishment_id] == one.partnership_id]
    both, differ = _answered_both(answered)
    return {
        "section": common.section,
        "section_title": common.section_title,
        "code": common.code,
        "text": common.text,
        "options": [list(option) for option in common.options],
        "total": _tally([choice for _, choice in here], common) if shown.total else None,
        "areas": {
            str(area.partnership_id): _tally(
                [choice for one, choice in here if one.partnership_id == area.partnership_id], common
            )
            if area.partnership_id in shown.areas
            else None
            for area in areas
        },
        # How many answered to several, and how many of them differently: too few to say below the threshold.
        "both": both if both >= threshold or not both else None,
        "differ": differ if both >= threshold else None,
    }


def _own_pages(answered: Iterable[Returned], areas: Iterable[Area], grouping: str) -> rules.Figures:
    """Whose answers each partnership's own page adds up: all settings of a form, and each group that it shows."""
    limits = {area.partnership_id: area.threshold for area in areas}
    pages: dict[tuple[int, int], dict[str, set[rules.Answer]]] = defaultdict(lambda: defaultdict(set))
    for one in answered:
        groups = pages[one.partnership_id, one.form_version_id]
        groups[one.groups[grouping]].add((one.establishment_id, one.partnership_id))
    found: set[frozenset[rules.Answer]] = set()
    for (partnership, _), groups in pages.items():
        whole = frozenset().union(*groups.values())
        if len(whole) >= limits[partnership]:
            found.add(whole)
        hidden = hidden_groups({name: len(those) for name, those in groups.items()}, limits[partnership])
        found |= {frozenset(those) for name, those in groups.items() if name not in hidden}
    return frozenset(found)


def _answered_both(answered: Iterable[tuple[Returned, str | None]]) -> tuple[int, int]:
    said: dict[int, list[str | None]] = defaultdict(list)
    for one, choice in answered:
        said[one.establishment_id].append(choice)
    both = [choices for choices in said.values() if len(choices) > 1]
    return len(both), sum(len(set(choices)) > 1 for choices in both)


def _tally(choices: Sequence[str | None], common: Common) -> dict[str, Any]:
    counted = tally(choices, common.options)
    return {
        "asked": counted.asked,
        "answered": counted.answered,
        "counts": [share.count for share in counted.shares],
    }
