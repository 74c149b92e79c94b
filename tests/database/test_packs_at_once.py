"""Two people bring in two packs of the same return in the same moment: the newer one is in use, whoever was first."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connections

from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits.models import AnswerPack
from concordat.audits.packs.making import PackNotPossible
from concordat.core.actor import acting_as
from tests.factories import audits
from tests.factories import packs as make
from tests.world import ASH, look_up

pytestmark = pytest.mark.slow


def test_two_uploads_at_once_leave_the_newer_pack_in_use(fresh_database: str) -> None:
    with acting_as(FOUNDER):
        world = look_up()
    audits.opened(world)
    make.agreed(world)
    target, both = audits.return_of(world, ASH), threading.Barrier(2)
    told: list[object] = []
    newer = make.EARLIER + timedelta(seconds=1)

    def send(made_at: object, role: Role) -> None:
        try:
            given = make.pack(world, {"X1": make.says("green", "T-01 T-02")}, made_at=made_at)  # type: ignore[arg-type]
            both.wait(5)
            told.append(make.brought(world, target, given, role=role).made_at)
        except Exception as refused:
            told.append(refused)
        finally:
            connections.close_all()

    sent = ((make.EARLIER, Role.dsl), (newer, Role.headteacher))
    threads = [threading.Thread(target=send, args=one) for one in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert newer in told
    assert all(isinstance(one, PackNotPossible) or one in (newer, make.EARLIER) for one in told), told
    with acting_as(world.actor(Role.dsl, ASH)):
        assert AnswerPack.objects.get(ended_at=None).made_at == newer
