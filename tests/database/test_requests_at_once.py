"""A partnership withdraws a request in the moment in which a setting answers it."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.requests import operations
from tests.factories import requests as asking
from tests.world import ASH, NORTHERN, look_up

pytestmark = pytest.mark.slow


def test_an_answer_is_kept_before_the_request_is_withdrawn(
    fresh_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acting_as(FOUNDER):
        world = look_up()
    request = asking.sent(world)
    asked, manager, dsl = asking.asked(world, request), world.actor(Role.business_manager, NORTHERN), Role.dsl
    found: list[str] = []

    def withdraw() -> None:
        try:
            with acting_as(manager, at=now()):
                operations.withdraw_request(request=request, because="Not needed.", by=manager, at=now())
            found.append("withdrawn")
        finally:
            connections.close_all()

    settle, other = operations._settle, threading.Thread(target=withdraw)

    def meanwhile(*args: object, **more: object) -> None:
        other.start()
        other.join(1.5)
        found.append("answers")
        settle(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(operations, "_settle", meanwhile)
    with acting_as(world.actor(dsl, ASH), at=now()) as by:
        kept = operations.answer_request(asked=asked, minutes=20, by=by, at=now())
    other.join(10)
    assert kept.outcome == "answered"
    assert found == ["answers", "withdrawn"]
    by = world.actor(dsl, ASH)
    with acting_as(by, at=now()), pytest.raises(operations.RequestNotPossible, match="withdrawn"):
        operations.answer_request(asked=asked, minutes=20, by=by, at=now())
