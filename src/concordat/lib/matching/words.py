"""Pairs, and schools without one, explained in sentences that a head can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from concordat.lib.matching.limits import Limit
from concordat.lib.matching.schools import Phases, Rules
from concordat.lib.matching.solving import Group
from concordat.lib.matching.who_is_left import LeftOut, Reason
from concordat.lib.matching.worth import Gift

METRES_IN_KM = 1000
ALTHOUGH = {
    Limit.distance: "they are further apart than the limit, or nobody knows how far",
    Limit.phase: "their phases are not those that should meet",
    Limit.trust: "they are of one trust",
    Limit.recent: "they were partners not long ago",
    Limit.declined: "one declined the other",
    Limit.capacity: "one of them has no room",
}


@dataclass(frozen=True)
class Words:
    """Names of the schools, names of the standards, and the rules that were kept."""

    names: Mapping[int, str]
    standards: Mapping[str, str]
    rules: Rules

    def of_group(self, group: Group) -> list[str]:
        """Who can give what to whom, how far they are apart, and what a locked group does not keep."""
        said = [self._of_gifts(gifts) for gifts in _by_giver_and_taker(group.gifts)]
        if not said:
            said = ["Neither has named what the other needs."]
        said.append(self.of_way(group.metres, among=len(group.members)))
        if group.although:
            said.append("Kept although " + listed([ALTHOUGH[limit] for limit in group.although]) + ".")
        return said

    def of_way(self, metres: int | None, *, among: int = 2) -> str:
        """How far apart."""
        if metres is None:
            return "How far apart they are is not known."
        return f"{kilometres(metres)} apart in a straight line" + (" at the most." if among > 2 else ".")

    def of_left_out(self, left: LeftOut) -> str:
        """Why it has no partner, and so what could be changed."""
        fitting, limit = left.fitting, self.rules.max_metres
        schools = "1 school fits" if fitting == 1 else f"{fitting} schools fit"
        within = f" within {kilometres(limit)}" if limit else ""
        which = {Phases.same: "its own phase", Phases.across: "another phase"}.get(self.rules.phases, "any phase")
        fits = (
            "both offers what it needs and needs what it offers"
            if self.rules.both_ways_only
            else ("offers what it needs or needs what it offers")
        )
        return {
            Reason.says_nothing: "It named neither a strength nor a need.",
            Reason.no_room: "It has no room for a partner.",
            Reason.nobody_fits: f"No school {fits}.",
            Reason.distance: f"No school{within} {fits}{self._nearest(left)}.",
            Reason.phase: f"{schools}{within}, but none of {which}.",
            Reason.trust: f"{schools}{within}, but only of its own trust.",
            Reason.recent: f"{schools}{within}, but only such as were its partner not long ago.",
            Reason.declined: f"{schools}{within}, but it declined them or they declined it.",
            Reason.others_have_no_room: f"{schools}{within}, but without room for a partner.",
            Reason.others_are_taken: f"{schools}{within}, but all pairs together are worth more with them as they are.",
        }[left.reason]

    def _nearest(self, left: LeftOut) -> str:
        if left.nearest_metres is None:
            return "; how far away the others are is not known"
        return f"; the nearest that does is {kilometres(left.nearest_metres)} away"

    def _of_gifts(self, gifts: list[Gift]) -> str:
        giver, taker = self.names[gifts[0].giver], self.names[gifts[0].taker]
        what = listed([f"“{self.standards.get(one.standard, one.standard)}”" for one in gifts])
        return f"{giver} is strong in {what}, which {taker} needs."


def _by_giver_and_taker(gifts: tuple[Gift, ...]) -> list[list[Gift]]:
    found: dict[tuple[int, int], list[Gift]] = {}
    for gift in gifts:
        found.setdefault((gift.giver, gift.taker), []).append(gift)
    return list(found.values())


def listed(parts: list[str]) -> str:
    """One, one and two, one, two and three."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def kilometres(metres: int) -> str:
    """To a tenth, below ten."""
    km = metres / METRES_IN_KM
    return f"{km:.0f} km" if km >= 10 or km == int(km) else f"{km:.1f} km"
