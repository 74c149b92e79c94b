"""Hiding small groups of settings, so that a reader cannot tell what one setting said.

A group below the threshold is hidden. Where the total is shown too, one hidden group could be worked
out by taking the others from the total, so hiding goes on, smallest first, until what is hidden
together reaches the threshold and is more than one group.
"""

from __future__ import annotations

from collections.abc import Mapping


def hidden_groups(sizes: Mapping[str, int], threshold: int) -> frozenset[str]:
    """Names of the groups to hide; `sizes` are settings that answered. Empty groups hide nothing."""
    if threshold < 1:
        raise ValueError("a threshold is at least 1")
    filled = sorted((size, name) for name, size in sizes.items() if size > 0)
    hidden = [name for size, name in filled if size < threshold]
    if not hidden:
        return frozenset()
    rest = [(size, name) for size, name in filled if name not in hidden]
    together = sum(sizes[name] for name in hidden)
    while rest and (together < threshold or len(hidden) < 2):
        size, name = rest.pop(0)
        hidden.append(name)
        together += size
    return frozenset(hidden)
