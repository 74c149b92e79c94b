"""The invented people of the demo: the same names every time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "data" / "people.yaml"
DOMAIN, NORTH = "wakefield.example", "northyorkshire.example"


@dataclass(frozen=True)
class Invented:
    """A name and an address on a domain reserved for examples."""

    name: str
    email: str


@cache
def _names() -> dict[str, Any]:
    with FILE.open(encoding="utf-8") as file:
        found: dict[str, Any] = yaml.safe_load(file)
    return found


def partnership_people() -> dict[str, Invented]:
    """Role and person of the partnership's own team."""
    return {role: _invented(name, role.replace("_", ".")) for role, name in _names()["partnership"].items()}


def northern_people() -> dict[str, Invented]:
    """Role and person of North Yorkshire's office."""
    return {role: _invented(name, role.replace("_", "."), NORTH) for role, name in _names()["north"].items()}


def agency_people() -> dict[str, Invented]:
    """Role and person of the council's front door, the police and the health board."""
    return {role: _invented(name, role.replace("_", ".")) for role, name in _names()["agencies"].items()}


def support_officers() -> list[Invented]:
    """Those of the partnership's office whom settings ring."""
    return [_invented(name, f"support.officer.{number}") for number, name in enumerate(_names()["support_officers"], 1)]


def neighbour() -> Invented:
    """The business manager of the second partnership."""
    return _invented(_names()["neighbour"], "second.business.manager")


def trust_lead() -> Invented:
    """The safeguarding lead of the invented trust."""
    return _invented(_names()["trust_lead"], "trust.safeguarding.lead")


def people(domain: str = DOMAIN) -> Iterator[Invented]:
    """As many people as are asked for; each name and address once."""
    first, last = _names()["first"], _names()["last"]
    number = 0
    while True:
        turn, place = divmod(number, len(first) * len(last))
        name = f"{first[place % len(first)]} {last[(place // len(first) + place) % len(last)]}"
        yield _invented(name, f"{name.lower().replace(' ', '.')}{turn or ''}.{number}", domain)
        number += 1


def _invented(name: str, address: str, domain: str = DOMAIN) -> Invented:
    return Invented(name, f"{address}@{domain}")
