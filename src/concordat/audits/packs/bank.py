"""Which expectations of a pack are the same in the bank here: the same id, statement and changes known there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from concordat.lib import answer_packs
from concordat.lib.crosswalk import Bank, Expectation


def identity(one: Expectation) -> answer_packs.Expectation:
    """What a pack says of an expectation; its statement is in every bank, so that a digest is enough."""
    return answer_packs.Expectation(hashlib.sha256(one.statement.encode()).hexdigest(), one.changed_on)


def known_here(said: Mapping[str, answer_packs.Expectation], bank: Bank) -> frozenset[str]:
    """By id, those that mean the same here.

    A change of guidance that is known there and not here could be the one after which the answer counts no more, so
    that such an expectation is as good as unknown until the bank here has it.
    """
    found = set()
    for code, one in said.items():
        here = bank.by_id.get(code)
        if here is None:
            continue
        same = identity(here)
        if same.statement == one.statement and set(one.changed_on) <= set(same.changed_on):
            found.add(code)
    return frozenset(found)
