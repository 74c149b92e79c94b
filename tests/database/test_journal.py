"""The journal: written with the operation or not at all, sealed, and tampering seen."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DatabaseError, connection, transaction

from concordat.accounts.vocabulary import Role
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.core.journal.sealing import SEALER, seal
from concordat.core.journal.verification import verify
from concordat.core.models import JournalEntry
from tests.factories import audits
from tests.world import NORTHERN, World, look_up

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("fresh_database")]
KEY = Ed25519PrivateKey.generate()


@pytest.fixture(scope="module")
def sealed(fresh_database: str) -> World:
    """A world in which a cycle was opened and everything has been sealed, for good."""
    from concordat.accounts.operations.founding import FOUNDER

    with acting_as(FOUNDER):
        found = look_up()
    audits.opened(found)
    with acting_as(SEALER):
        assert seal(at=now(), key=KEY) > 0
        assert seal(at=now(), key=KEY) == 0
    return found


def faults(key: Ed25519PrivateKey = KEY) -> list[str]:
    with acting_as(SEALER):
        return verify(at=now(), key=key.public_key()).faults


def test_a_sealed_journal_verifies(sealed: World) -> None:
    assert faults() == []
    with acting_as(SEALER):
        verdict = verify(at=now(), key=KEY.public_key())
    assert verdict.entries > 0
    assert verdict.unsealed == 0


def test_another_key_is_seen(sealed: World) -> None:
    assert any("not signed" in fault for fault in faults(Ed25519PrivateKey.generate()))


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("update core_journalentry set person_id = 1 where event = 'audits.cycle.opened'", "changed after"),
        ("update core_journaldetails set body = '{}' where body <> '{}'", "details of entry"),
        ("update core_journalbatch set entries = entries + 1 where id = 1", "sealed"),
        ("update core_journalseal set leaf = '\\x00' where position = 0", "root"),
        ("delete from core_journalseal where position = 0 and batch_id = 1", "has"),
    ],
)
def test_tampering_by_the_owner_is_seen(
    sealed: World, owner_connection: psycopg.Connection, statement: str, said: str
) -> None:
    owner_connection.execute("create temp table kept as select 1")
    before = {
        name: owner_connection.execute(f"select * from {name}").fetchall()
        for name in ("core_journalentry", "core_journaldetails", "core_journalbatch", "core_journalseal")
    }
    assert owner_connection.execute(statement).rowcount > 0
    owner_connection.commit()
    try:
        assert any(said in fault for fault in faults())
    finally:
        for name in ("core_journalseal", "core_journaldetails", "core_journalbatch", "core_journalentry"):
            owner_connection.execute(f"delete from {name}")
        for name in ("core_journalentry", "core_journaldetails", "core_journalbatch", "core_journalseal"):
            for row in before[name]:
                marks = ", ".join(["%s"] * len(row))
                values = [psycopg.types.json.Jsonb(value) if isinstance(value, dict) else value for value in row]
                owner_connection.execute(f"insert into {name} values ({marks})", values)
        owner_connection.commit()
    assert faults() == []


def test_details_can_be_destroyed_and_the_chain_still_verifies(
    sealed: World, owner_connection: psycopg.Connection
) -> None:
    assert owner_connection.execute("delete from core_journaldetails").rowcount > 0
    owner_connection.commit()
    assert faults() == []


def test_an_entry_that_waits_too_long_is_a_fault(sealed: World) -> None:
    audits.opened(sealed, partnership="Southmoor Safeguarding Partnership", at=now() - timedelta(hours=1))
    assert any("waited" in fault for fault in faults())
    with acting_as(SEALER):
        seal(at=now(), key=KEY)
    assert faults() == []


def test_the_app_can_neither_change_nor_remove_nor_forge_an_entry(sealed: World) -> None:
    manager = sealed.actor(Role.business_manager, NORTHERN)
    with acting_as(manager):
        assert JournalEntry.objects.count() == 0  # nobody reads the journal but the sealer
        for table in ("core_journalentry", "core_journaldetails", "core_journalseal", "core_journalbatch"):
            for statement in (f"delete from {table}", f"truncate {table}"):
                with (
                    pytest.raises(DatabaseError, match="permission denied"),
                    transaction.atomic(),
                    connection.cursor() as cursor,
                ):
                    cursor.execute(statement)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            JournalEntry.objects.bulk_create(
                [
                    JournalEntry(
                        event="forged", at=now(), person_id=999_999, about_type="x", about_id="1", details_hash=b"x"
                    )
                ]
            )
