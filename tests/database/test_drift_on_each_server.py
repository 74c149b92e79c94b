"""The same migrations and declarations hold on the embedded PostgreSQL and on Debian's 15."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from concordat.core.embedded_postgres import SUPERUSER, Binaries
from concordat.core.embedded_postgres.roles import ATTRIBUTES
from tests.environment import WORKER
from tests.postgres_for_tests import CHECKOUT, TEMPLATE, ClusterForTests, server_in

MANUAL = CHECKOUT / "docs" / "operating.md"
DEBIAN = Path("/usr/lib/postgresql/15/bin")
COMMAND = ["-m", "concordat.web.command_line"]
DRIFT = (
    "import django; django.setup(); from concordat.core.row_security import drift; print(*drift(), sep='\\n', end='')"
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["embedded", "Debian's 15"])
def server(request: pytest.FixtureRequest, cluster: ClusterForTests) -> Iterator[tuple[ClusterForTests, str]]:
    """A migrated database on each kind of server."""
    if request.param == "embedded":
        name = f"drift_{WORKER}"
        cluster.create(name)
        yield cluster, name
        cluster.drop(name)
        return
    if not DEBIAN.exists():
        pytest.skip("Debian's PostgreSQL 15 is not installed here")
    folder = cluster.folder / f"15-{WORKER}"
    folder.mkdir()
    folder.chmod(0o711)
    older = ClusterForTests(folder)
    running = server_in(folder, Binaries(DEBIAN))
    with (folder / "log").open("wb") as log:
        running.start(output=log.fileno())
    try:
        _as_the_administrator_would(older.sockets)
        older.run([*COMMAND, "migrate", "-v0"], TEMPLATE, role="owner")
        yield older, TEMPLATE
    finally:
        running.stop()


def _as_the_administrator_would(sockets: Path) -> None:
    """Roles and database made with the words of the manual, not with ours."""
    (block,) = re.findall(r"```sql\n(.*?)```", MANUAL.read_text(), re.DOTALL)
    words = block.replace(" DATABASE concordat ", f" DATABASE {TEMPLATE} ")
    with psycopg.connect(host=str(sockets), dbname="postgres", user=SUPERUSER, autocommit=True) as connection:
        for statement in words.split(";\n"):
            if statement.strip():
                connection.execute(statement.encode())


def test_the_manual_makes_the_roles_that_we_make() -> None:
    text = MANUAL.read_text()
    for role, attributes in ATTRIBUTES.items():
        assert f"CREATE ROLE {role} {attributes} PASSWORD" in text
    assert "ALTER ROLE concordat_backup SET default_transaction_read_only = on;" in text


def test_nothing_drifts(server: tuple[ClusterForTests, str]) -> None:
    cluster, name = server
    assert cluster.run(["-c", DRIFT], name, role="owner") == ""


def test_migrating_again_changes_nothing(server: tuple[ClusterForTests, str]) -> None:
    cluster, name = server
    cluster.run([*COMMAND, "migrate", "-v0"], name, role="owner")
    assert cluster.run(["-c", DRIFT], name, role="owner") == ""


CHANGES = {
    "ALTER TABLE accounts_person NO FORCE ROW LEVEL SECURITY": "accounts_person does not force row security",
    "DROP POLICY read ON accounts_person": "accounts_person lacks its policy read",
    "CREATE POLICY all_of_it ON accounts_person TO concordat_app USING (true)": "that nobody declared",
    "ALTER POLICY read ON accounts_roleheld USING (true)": "the conditions of its policies are not those declared",
    "GRANT SELECT ON accounts_person TO concordat_learner": "concordat_learner has SELECT on accounts_person",
    "CREATE TABLE made_by_hand (id int)": "made_by_hand has no class",
    "GRANT EXECUTE ON FUNCTION core.my_organisations(text[]) TO PUBLIC": "core.my_organisations",
}


def test_changes_by_hand_are_seen_and_put_right(server: tuple[ClusterForTests, str]) -> None:
    cluster, name = server
    with psycopg.connect(cluster.url("owner", name)) as connection:
        for change in CHANGES:
            connection.execute(change)
    said = cluster.run(["-c", DRIFT], name, role="owner")
    assert [seen for seen in CHANGES.values() if seen not in said] == []
    with psycopg.connect(cluster.url("owner", name)) as connection:
        connection.execute("DROP TABLE made_by_hand")
    cluster.run([*COMMAND, "migrate", "-v0"], name, role="owner")
    assert cluster.run(["-c", DRIFT], name, role="owner") == ""
