"""The drill of an upgrade: from the first release to now with everything in place, and the way back.

A database of the first release, with a row in every table, is backed up, brought up to date, looked at and used; the
backup is restored into today's release, which brings it up to date, and into the schema that the first release knew.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from concordat.core import keys
from tests.database.test_backup import COMMAND, WALLS
from tests.environment import DATABASE
from tests.postgres_for_tests import TEMPLATE, ClusterForTests
from tests.released_state import PERSON

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
RELEASE = "0.1.0"
COLUMNS = (
    "select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns"
    " where table_schema = 'public' order by 1, 2"
)
# Tables of the machinery, which an upgrade changes by its nature.
NOT_ROWS = ("django_", "auth_", "procrastinate_", "concordat_cache")
OURS = ("accounts_", "audits_", "core_", "establishments_", "partnership_", "questionnaires_")
USE = f"""
import django; django.setup()
from django.test import Client
from concordat.accounts.models import Person
from concordat.core.actor import Actor, acting_as
from concordat.core.strength import Strength
from tests.web.signed_in import BACKEND, show
client = Client()
assert client.get("/account/login/").status_code == 200
with acting_as(Actor.nobody(), phase="sign_in"):
    person = Person.objects.get(email="{PERSON}")
    client.force_login(person, backend=BACKEND)
    session = client.session
    show(session, person.pk, Strength.strong)
    session.save()
for address in ("/", "/register/", "/audits/", "/people/"):
    response = client.get(address, follow=True)
    assert response.status_code == 200, (address, response.status_code)
print("works")
"""
RESTORE_ONLY = """
import sys, django; django.setup()
from pathlib import Path
from concordat.core import backup
backup.restore(Path(sys.argv[1]), key_file=Path(sys.argv[2]))
"""


class Drill:
    """The old database, its backup, and what it was like."""

    def __init__(self, cluster: ClusterForTests, folder: Path) -> None:
        self.cluster, self.folder = cluster, folder
        self.made: list[str] = []
        self.old = self.empty("drill")
        cluster.run(["-m", "tests.released_state", RELEASE], self.old, role="owner")
        self.columns = rows(cluster.url("owner", self.old), COLUMNS)
        self.digests = digests(cluster.url("owner", self.old), self.columns)
        keys.new_operator(folder / "operator.pem")
        cluster.run([*COMMAND, "backup", str(folder / "file")], self.old, role="backup")
        began = time.monotonic()
        cluster.run([*COMMAND, "migrate", "-v0"], self.old, role="owner")
        self.seconds = time.monotonic() - began

    def empty(self, name: str) -> str:
        """An empty database of the drill."""
        made = f"{DATABASE}_{name}_{len(self.made)}"
        self.cluster.create(made, template="template0")
        self.made.append(made)
        return made


@pytest.fixture(scope="module")
def drill(cluster: ClusterForTests, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drill]:
    """Done once; every test looks at another side of it."""
    done = Drill(cluster, tmp_path_factory.mktemp("drill"))
    yield done
    for name in done.made:
        cluster.drop(name)


def test_every_table_of_the_first_release_had_rows(drill: Drill) -> None:
    ours = {name: count for name, (count, _) in drill.digests.items() if name.startswith(OURS)}
    assert len(ours) > 25
    assert [name for name, count in ours.items() if not count and not name.endswith("event")] == []


def test_what_was_there_is_there_after_the_upgrade(drill: Drill) -> None:
    assert digests(drill.cluster.url("owner", drill.old), drill.columns) == drill.digests


@pytest.mark.parametrize("wall", sorted(WALLS))
def test_the_walls_are_those_of_a_new_database(drill: Drill, wall: str) -> None:
    new = rows(drill.cluster.url("owner", TEMPLATE), WALLS[wall])
    assert new
    assert rows(drill.cluster.url("owner", drill.old), WALLS[wall]) == new


def test_the_tables_are_those_of_a_new_database(drill: Drill) -> None:
    assert rows(drill.cluster.url("owner", drill.old), COLUMNS) == rows(drill.cluster.url("owner", TEMPLATE), COLUMNS)


def test_the_site_works_with_what_was_there(drill: Drill) -> None:
    assert drill.cluster.run(["-c", USE], drill.old, role="app").strip() == "works"
    nothing = rows(drill.cluster.url("app", drill.old), "select count(*) from accounts_organisation")
    assert nothing == [(0,)]


def test_a_backup_of_the_release_before_is_brought_up_to_date_when_it_is_restored(drill: Drill) -> None:
    name = drill.empty("drill_restored")
    arguments = ["restore", str(drill.folder / "file"), "--key", str(drill.folder / "operator.pem")]
    assert "as declared" in drill.cluster.run([*COMMAND, *arguments], name, role="owner")
    assert digests(drill.cluster.url("owner", name), drill.columns) == drill.digests
    assert drill.cluster.run(["-c", USE], name, role="app").strip() == "works"


def test_the_way_back_gives_the_tables_that_the_release_before_knew(drill: Drill) -> None:
    """The documented way back is that release's own `concordat restore`; this is what it puts in place."""
    name = drill.empty("drill_back")
    files = [str(drill.folder / "file"), str(drill.folder / "operator.pem")]
    drill.cluster.run(["-c", RESTORE_ONLY, *files], name, role="owner")
    url = drill.cluster.url("owner", name)
    assert rows(url, COLUMNS) == drill.columns
    assert digests(url, drill.columns) == drill.digests


def test_the_release_before_can_still_write_after_the_upgrade(drill: Drill) -> None:
    """Both run for a moment during an upgrade: the models of the first release put rows into today's tables."""
    name = drill.empty("drill_both")
    drill.cluster.run([*COMMAND, "migrate", "-v0"], name, role="owner")
    fill = (
        "import django; django.setup()\n"
        "from django.db.migrations.loader import MigrationLoader\n"
        "from django.db import connection\n"
        "from tests.released_state import fill, targets\n"
        f"made = fill(MigrationLoader(connection).project_state(targets('{RELEASE}')).apps)\n"
        "print(len(made))"
    )
    assert int(drill.cluster.run(["-c", fill], name, role="owner")) > 20


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    """What the owner reads."""
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


def digests(url: str, columns: list[tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    """For each table of these columns how many rows, and a digest of what the columns hold."""
    by_table: dict[str, list[str]] = {}
    for table, column, *_ in columns:
        if not table.startswith(NOT_ROWS):
            by_table.setdefault(table, []).append(f'"{column}"::text')
    with psycopg.connect(url) as connection:
        found = {}
        for table, names in by_table.items():
            said = f"concat_ws('|', {', '.join(names)})"
            whole = f"string_agg({said}, '~' order by {said} collate \"C\")"
            query = f"select count(*), md5(coalesce({whole}, '')) from \"{table}\""
            found[table] = connection.execute(query).fetchone() or ()
        return found
