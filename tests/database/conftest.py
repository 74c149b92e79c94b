"""What database tests share: the world's people and places."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def world(db: None) -> Any:
    """Ids of the world's people and places."""
    from concordat.accounts.operations.founding import FOUNDER
    from concordat.core.actor import acting_as
    from tests.world import look_up

    with acting_as(FOUNDER):
        return look_up()
