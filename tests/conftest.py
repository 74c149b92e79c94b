"""What all tests share: a database of their own as `concordat_app`, a closed network, warnings as errors."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.environment import CLUSTER, DATABASE
from tests.postgres_for_tests import ClusterForTests

settings.register_profile(
    "tests",
    deadline=None,
    max_examples=50,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
settings.load_profile("tests")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Django is set up before pytest-django looks for it; a warning fails the test that caused it."""
    config.addinivalue_line("filterwarnings", "error")
    config.addinivalue_line("markers", "slow: takes longer than a tenth of a second by its nature")
    import django

    django.setup()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The session is over: the keeper stops the server and removes the folder."""
    if os.environ.get("CONCORDAT_TEST_SESSION") != str(os.getpid()):
        return
    if (CLUSTER.folder / "cluster.lock").exists():
        (CLUSTER.folder / "over").touch()
    else:
        _remove_empty(CLUSTER.folder)


@pytest.fixture(autouse=True)
def closed_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing leaves this machine."""
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in (
            "127.0.0.1",
            "::1",
            "localhost",
        ):
            raise AssertionError(f"a test tried to reach {address[0]}: the network is closed")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_here)


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What a process remembers for a minute was true in another test's transaction."""
    from concordat.core.remembered import forget_everything

    forget_everything()


@pytest.fixture(scope="session")
def cluster() -> ClusterForTests:
    """The PostgreSQL cluster of this session with the migrated template."""
    CLUSTER.ensure_template()
    return CLUSTER


@pytest.fixture(scope="session")
def django_db_setup(cluster: ClusterForTests, django_db_blocker: Any) -> Iterator[None]:
    """This worker's clone of the template; Django logs in to it as `concordat_app`."""
    cluster.create(DATABASE)
    yield
    _close_django(django_db_blocker)


def _forget() -> None:
    """What the process remembers of one database is not true of another."""
    from concordat.partnership import faces
    from concordat.questionnaires import queries, tags

    queries.forget_forms()
    tags.forget()
    faces.forget()


@pytest.fixture(scope="module")
def fresh_database(cluster: ClusterForTests, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A clone for this module alone, where transactions really commit; its name. Django uses it meanwhile."""
    from django.db import connection

    name = f"{DATABASE}_fresh"
    cluster.create(name)
    _close_django(django_db_blocker)
    connection.settings_dict["NAME"] = name
    with django_db_blocker.unblock():
        _forget()
        yield name
        _forget()
    _close_django(django_db_blocker)
    connection.settings_dict["NAME"] = DATABASE
    cluster.drop(name)


@pytest.fixture
def database_name(request: pytest.FixtureRequest) -> str:
    """The database that this test uses: the module's own where it asked for one."""
    if "fresh_database" in request.fixturenames:
        return str(request.getfixturevalue("fresh_database"))
    request.getfixturevalue("django_db_setup")
    return DATABASE


@pytest.fixture
def owner_connection(cluster: ClusterForTests, database_name: str) -> Iterator[psycopg.Connection]:
    """Logged in as `concordat_owner`; what is not committed is undone."""
    with _logged_in(cluster, "owner", database_name) as connection:
        yield connection


@pytest.fixture
def learner_connection(cluster: ClusterForTests, database_name: str) -> Iterator[psycopg.Connection]:
    """Logged in as `concordat_learner`; what is not committed is undone."""
    with _logged_in(cluster, "learner", database_name) as connection:
        yield connection


@pytest.fixture
def app_connection(cluster: ClusterForTests, database_name: str) -> Iterator[psycopg.Connection]:
    """A second login as `concordat_app`, beside Django's."""
    with _logged_in(cluster, "app", database_name) as connection:
        yield connection


class _logged_in:
    """A connection that is rolled back and closed at the end."""

    def __init__(self, cluster: ClusterForTests, role: str, name: str) -> None:
        self.connection = psycopg.connect(cluster.url(role, name))

    def __enter__(self) -> psycopg.Connection:
        return self.connection

    def __exit__(self, *_: object) -> None:
        self.connection.rollback()
        self.connection.close()


def _close_django(blocker: Any) -> None:
    from django.db import connections

    with blocker.unblock():
        connections.close_all()


def _remove_empty(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
