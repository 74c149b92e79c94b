"""Two people use one letter at the same moment: one is let in, the other waits for a word."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from concordat.accounts.operations.founding import FOUNDER
from concordat.core.actor import acting_as
from concordat.joining.vocabulary import Confirmer
from tests.database.test_joining import ELM, SITE, invited, prove, use
from tests.factories import joining
from tests.world import NOW, look_up

pytestmark = pytest.mark.slow


def test_a_code_used_by_two_at_once_brings_one_in(fresh_database: str) -> None:
    """Both prove their mailbox at the same moment; one is the first keeper and the other waits for a word."""
    with acting_as(FOUNDER):
        world = look_up()
    joining.a_new_setting(world, ELM, website=SITE)
    _, code = joining.a_letter(world, ELM, at=NOW)
    for name in ("one", "two"):
        use(code, email=f"{name}@ash.sch.example")
    found: list[str] = []

    def at_once(email: str) -> None:
        found.append(prove(email).request.confirmer)
        connections.close_all()

    threads = [threading.Thread(target=at_once, args=(f"{name}@ash.sch.example",)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted([str(Confirmer.nobody), str(Confirmer.office)])
    assert len(invited()) == 1
