"""What was backed up comes back equal, with the same walls around it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from concordat.core import keys
from tests.postgres_for_tests import ClusterForTests

COMMAND = ["-m", "concordat.web.command_line"]
TABLES = "select tablename from pg_tables where schemaname = 'public' order by 1"
WALLS = {
    "policies": "select tablename, policyname, cmd, roles::text, qual, with_check from pg_policies order by 1, 2",
    "forced": "select relname, relrowsecurity, relforcerowsecurity, relowner::regrole::text from pg_class"
    " where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1",
    "functions": "select oid::regprocedure::text, prosecdef, proacl::text from pg_proc"
    " where pronamespace in ('core'::regnamespace, 'public'::regnamespace) order by 1",
}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def restored(cluster: ClusterForTests, fresh_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database that came out of a backup of the module's own."""
    with psycopg.connect(cluster.url("owner", fresh_database)) as connection:
        connection.execute(
            "insert into accounts_organisation (kind, name) select 'establishment', 'St Bride''s; \"Ærø\" ' || n"
            " from generate_series(1, 500) n"
        )
        connection.execute("insert into core_databasemark values (1, 'real', now()) on conflict do nothing")
    folder = tmp_path_factory.mktemp("backup")
    keys.new_operator(folder / "operator.pem")
    cluster.run([*COMMAND, "backup", str(folder / "file")], fresh_database, role="backup")
    assert b"Bride" not in (folder / "file").read_bytes()
    name = f"{fresh_database}_restored"
    cluster.create(name, template="template0")
    arguments = ["restore", str(folder / "file"), "--key", str(folder / "operator.pem")]
    assert "as declared" in cluster.run([*COMMAND, *arguments], name, role="owner")
    with pytest.raises(AssertionError, match=r"holds \d+ tables already"):
        cluster.run([*COMMAND, *arguments], name, role="owner")
    yield name
    cluster.drop(name)


def test_every_row_is_back(cluster: ClusterForTests, fresh_database: str, restored: str) -> None:
    before, after = (_digests(cluster.url("owner", name)) for name in (fresh_database, restored))
    assert before["accounts_organisation"][0] >= 500
    assert after == before


@pytest.mark.parametrize("wall", sorted(WALLS))
def test_the_walls_are_back(cluster: ClusterForTests, fresh_database: str, restored: str, wall: str) -> None:
    before, after = (_rows(cluster.url("owner", name), WALLS[wall]) for name in (fresh_database, restored))
    assert before
    assert after == before


def test_the_app_sees_nothing_there_without_an_actor(cluster: ClusterForTests, restored: str) -> None:
    assert _rows(cluster.url("owner", restored), "select count(*) > 0 from accounts_organisation") == [(True,)]
    assert _rows(cluster.url("app", restored), "select count(*) from accounts_organisation") == [(0,)]


def test_the_role_that_backs_up_reads_all_and_writes_nothing(cluster: ClusterForTests, fresh_database: str) -> None:
    url = cluster.url("backup", fresh_database)
    assert _rows(url, "select count(*) >= 500 from accounts_organisation") == [(True,)]
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        _rows(url, "delete from accounts_organisation returning 1")
    with psycopg.connect(url) as connection:
        connection.execute("set transaction read write")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("delete from accounts_organisation")


def test_without_an_operator_there_is_no_backup(
    cluster: ClusterForTests, fresh_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCORDAT_HOME", str(tmp_path / "empty"))
    with pytest.raises(AssertionError, match="No operator can open"):
        cluster.run([*COMMAND, "backup", str(tmp_path / "file")], fresh_database, role="backup")
    assert list(tmp_path.glob("file*")) == []


def _digests(url: str) -> dict[str, tuple[Any, ...]]:
    query = "select count(*), md5(coalesce(string_agg(t::text, '|' order by t::text collate \"C\"), '')) from \"{}\" t"
    with psycopg.connect(url) as connection:
        names = [name for (name,) in connection.execute(TABLES).fetchall()]
        return {name: connection.execute(query.format(name)).fetchone() or () for name in names}


def _rows(url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()
