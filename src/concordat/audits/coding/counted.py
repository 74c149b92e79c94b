"""The results of a coding: settings by code, for all and by phase and type, with small groups hidden for good."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from concordat.audits.coding.compared import Compared
from concordat.core.small_groups import hidden_groups

GROUPINGS = {"phase": "Phase", "type_group": "Type of setting"}


def figures(found: Compared, *, threshold: int) -> dict[str, Any]:
    """What is kept when a coding is frozen: no note and no setting, and no figure of a group that is hidden."""
    by_setting: dict[int, set[str]] = defaultdict(set)
    groups: dict[str, dict[str, set[int]]] = {name: defaultdict(set) for name in GROUPINGS}
    for key, codes in found.standing.items():
        note = found.notes[key]
        by_setting[note.establishment_id] |= codes
        for name in GROUPINGS:
            groups[name][getattr(note, name)].add(note.establishment_id)
    return {
        "notes": len(found.standing),
        "left_out": found.left_out,
        "settings": len(by_setting),
        "threshold": threshold,
        "codes": [{"key": one.key, "title": one.title, **_agreed(one)} for one in found.agreement],
        "overall": _counts(found, by_setting.values()) if len(by_setting) >= threshold else None,
        "groups": {name: _grouped(found, parts, by_setting, threshold) for name, parts in groups.items()},
    }


def _agreed(one: Any) -> dict[str, Any]:
    agreement = one.agreement
    return {
        "pairs": agreement.pairs,
        "same": agreement.same,
        "kappa": agreement.kappa,
        "interval": list(agreement.interval) if agreement.interval else None,
    }


def _counts(found: Compared, settings: Iterable[set[str]]) -> dict[str, int]:
    every = list(settings)
    return {entry.key: sum(entry.key in codes for codes in every) for entry in found.codebook}


def _grouped(
    found: Compared, parts: Mapping[str, set[int]], by_setting: Mapping[int, set[str]], threshold: int
) -> list[dict[str, Any]]:
    hidden = hidden_groups({name: len(settings) for name, settings in parts.items()}, threshold)
    return [
        {"group": name, "of": None, "counts": None}
        if name in hidden
        else {
            "group": name,
            "of": len(settings),
            "counts": _counts(found, [by_setting[one] for one in settings]),
        }
        for name, settings in sorted(parts.items())
    ]
