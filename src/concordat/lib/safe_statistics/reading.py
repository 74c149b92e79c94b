"""Descriptions as JSON: the schema, read with sentences for whoever wrote it, and written back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from concordat.lib.safe_statistics.description import Description, DescriptionProblem, Dimension, Level, Route
from concordat.lib.safe_statistics.rule import Rule

KNOWN = {
    "dimensions", "margins", "structural_zeros", "routes", "unit",
    "threshold", "coalition", "sensitive", "zeros", "minimum_base",
}  # fmt: skip
ZEROS = {"cover": False, "hide": True}


def read_description(given: Mapping[str, Any]) -> Description:
    """A description from JSON; the schema is in `docs/safe-statistics.md`."""
    unknown = sorted(set(given) - KNOWN)
    if unknown:
        raise DescriptionProblem(f"A description has no {unknown[0]}. It has: {', '.join(sorted(KNOWN))}.")
    dimensions = tuple(_dimension(each) for each in _list(given, "dimensions"))
    tops = tuple(dimension.top for dimension in dimensions)
    places = Description(dimensions, (tops,))
    return Description(
        dimensions,
        tuple(places.margin(*margin) for margin in _list(given, "margins")),
        _rule(given),
        tuple(_region(places, each) for each in given.get("structural_zeros", ())),
        tuple(_route(each) for each in given.get("routes", ())),
        given.get("unit"),
    )


def description_json(description: Description) -> dict[str, Any]:
    """The same description as JSON."""
    rule = description.rule
    return {
        "dimensions": [_dimension_json(each) for each in description.dimensions],
        "margins": [list(description.levels_of(margin)) for margin in description.margins],
        "structural_zeros": [
            {level: list(names) for level, names in region} for region in description.structural_zeros
        ],
        "routes": [
            {
                "question": each.question,
                "answers": list(each.answers),
                "follow_up": each.follow_up,
                "level": each.level,
                "asked": each.asked,
            }
            for each in description.routes
        ],
        "unit": description.unit,
        "threshold": rule.threshold,
        "coalition": rule.coalition,
        "sensitive": rule.sensitive,
        "zeros": "hide" if rule.hide_zeros else "cover",
        "minimum_base": rule.minimum_base,
    }


def _dimension(given: Mapping[str, Any]) -> Dimension:
    name = str(given.get("name", ""))
    levels = tuple(Level(str(each["name"]), tuple(map(str, each["categories"]))) for each in _list(given, "levels"))
    parents = []
    for fine, coarse, named in zip(levels, levels[1:], given.get("parents", ()), strict=False):
        missing = [each for each in fine.categories if named.get(each) not in coarse.categories]
        if missing:
            raise DescriptionProblem(f"{missing[0]} of level {fine.name} has no parent in level {coarse.name}.")
        parents.append(tuple(coarse.categories.index(named[each]) for each in fine.categories))
    return Dimension(name, levels, tuple(parents))


def _dimension_json(dimension: Dimension) -> dict[str, Any]:
    parents = [
        {name: dimension.levels[number + 1].categories[up[place]] for place, name in enumerate(level.categories)}
        for number, (level, up) in enumerate(zip(dimension.levels, dimension.parents, strict=False))
    ]
    levels = [{"name": level.name, "categories": list(level.categories)} for level in dimension.levels]
    return {"name": dimension.name, "levels": levels, "parents": parents}


def _rule(given: Mapping[str, Any]) -> Rule:
    sensitive = bool(given.get("sensitive", False))
    usual = Rule(threshold=10, sensitive=True) if sensitive else Rule()
    zeros = given.get("zeros", "hide" if sensitive else "cover")
    if zeros not in ZEROS:
        raise DescriptionProblem('Zeros either "cover" others or "hide" with the small counts.')
    return Rule(
        int(given.get("threshold", usual.threshold)),
        int(given.get("coalition", usual.coalition)),
        sensitive,
        int(given.get("minimum_base", usual.minimum_base)),
        ZEROS[zeros] or sensitive,
    )


def _region(places: Description, given: Mapping[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    for level in given:
        places.place(level)
    return tuple((level, tuple(map(str, names))) for level, names in given.items())


def _route(given: Mapping[str, Any]) -> Route:
    try:
        answers = tuple(map(str, given["answers"]))
        return Route(given["question"], answers, given["follow_up"], given["level"], given["asked"])
    except KeyError as missing:
        raise DescriptionProblem(f"A route says {missing.args[0]}.") from missing


def _list(given: Mapping[str, Any], name: str) -> list[Any]:
    found = given.get(name)
    if not isinstance(found, list) or not found:
        raise DescriptionProblem(f"A description has a list of {name}, with something in it.")
    return found
