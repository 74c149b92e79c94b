"""Hiding small groups of settings, so that a reader cannot tell what one setting said.

A group below the threshold is hidden. Where the total is shown too, one hidden group could be worked
out by taking the others from the total, so hiding goes on, smallest first, until what is hidden
together reaches the threshold and is more than one group. Where a setting may be in several groups, what
is hidden together is counted in different settings: the same two in two groups are two.
"""

from __future__ import annotations

from collections.abc import Mapping, Set


def hidden_groups(sizes: Mapping[str, int], threshold: int) -> frozenset[str]:
    """Names of the groups to hide where each setting is in one; `sizes` are settings that answered."""
    return hidden_sets({name: {(name, place) for place in range(size)} for name, size in sizes.items()}, threshold)


def hidden_sets(members: Mapping[str, Set[object]], threshold: int) -> frozenset[str]:
    """Names of the groups to hide; `members` are the settings of each. Empty groups hide nothing."""
    if threshold < 1:
        raise ValueError("a threshold is at least 1")
    filled = sorted((len(those), name) for name, those in members.items() if those)
    hidden = [name for size, name in filled if size < threshold]
    if not hidden:
        return frozenset()
    rest = [name for _, name in filled if name not in hidden]
    together = {one for name in hidden for one in members[name]}
    while rest and (len(together) < threshold or len(hidden) < 2):
        name = rest.pop(0)
        hidden.append(name)
        together |= members[name]
    return frozenset(hidden)
