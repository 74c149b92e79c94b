"""When a local setting can be merged: one thing in the way at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from concordat.establishments.rules import MergeFacts, why_not_to_merge

FINE = MergeFacts(
    local_name="Acorn Nursery",
    is_local=True,
    local_is_closed=False,
    entry_name="Acorn Nursery School",
    entry_has_urn=True,
    entry_is_closed=False,
    entry_in_own_area=True,
)


def test_nothing_in_the_way() -> None:
    assert why_not_to_merge(FINE) == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"is_local": False}, "Merge a local setting into one that has a URN."),
        ({"entry_has_urn": False}, "Merge a local setting into one that has a URN."),
        ({"local_is_closed": True}, "Acorn Nursery is closed, or has been merged already."),
        ({"entry_is_closed": True}, "Acorn Nursery School is closed."),
        ({"entry_in_own_area": False}, "Acorn Nursery School is registered outside your area."),
        ({"audits_not_finished": 1}, "Acorn Nursery has an audit that is not finished."),
    ],
)
def test_what_stands_in_the_way_is_said(change: dict[str, Any], said: str) -> None:
    assert why_not_to_merge(replace(FINE, **change)).startswith(said)
