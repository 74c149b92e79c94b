"""The list of a hand-over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from concordat.core.holdings import GoesTo, Holding

GOES_TO = {
    GoesTo.successor: "To whoever follows, by “Take over”",
    GoesTo.role: "Stays with the setting: whoever holds the role goes on with it",
    GoesTo.lead: "Back to the designated safeguarding lead when the role ends",
    GoesTo.keepers: "Stays with those who keep the accounts",
}


@dataclass(frozen=True)
class HoldingRow:
    """One thing on the list."""

    what: str
    detail: str
    goes_to: str
    href: str


def rows(found: Iterable[Holding]) -> list[HoldingRow]:
    """The list."""
    return [HoldingRow(one.what, one.detail, GOES_TO[one.goes_to], one.href) for one in found]
