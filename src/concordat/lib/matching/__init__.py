"""Pairing schools by what each can give the other, within limits; as good a whole as there can be.

    solution = solve(schools, rules, seed=2026)
    solution.groups      pairs, and trios where somebody was left
    solution.left_out    every other school, with the reason

Each school names up to three standards it is strong in and three it needs help with. A pair's worth is the sum of
what each gives the other. Pairs are a maximum-weight matching (Edmonds 1965) of the graph of permitted pairs,
solved for each connected component; trios a second matching, of who is left to the pairs found. The same schools,
rules and seed give the same answer, whatever the order in which they come. `docs/pairing.md` says more.
"""

from concordat.lib.matching.limits import Limit, broken, metres_between
from concordat.lib.matching.schools import (
    MOST,
    LockNotPossible,
    NotPossible,
    Phases,
    Rules,
    SaysTooMuch,
    School,
    TwiceTheSame,
    UnknownDistance,
    pair,
)
from concordat.lib.matching.solving import Group, Solution, solve
from concordat.lib.matching.who_is_left import LeftOut, Reason
from concordat.lib.matching.words import Words
from concordat.lib.matching.worth import Gift, gifts, worth

__all__ = [
    "MOST",
    "Gift",
    "Group",
    "LeftOut",
    "Limit",
    "LockNotPossible",
    "NotPossible",
    "Phases",
    "Reason",
    "Rules",
    "SaysTooMuch",
    "School",
    "Solution",
    "TwiceTheSame",
    "UnknownDistance",
    "Words",
    "broken",
    "gifts",
    "metres_between",
    "pair",
    "solve",
    "worth",
]
