"""The web process asks, the worker makes: what writes documents is loaded there and nowhere else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from concordat.accounts.operations.founding import FOUNDER
from concordat.accounts.vocabulary import Role
from concordat.audits import documents
from concordat.core.actor import acting_as
from concordat.core.clock import now
from concordat.core.documents import operations, queries
from tests.database.test_jobs import eventually, worker
from tests.factories import audits
from tests.postgres_for_tests import CHECKOUT, ClusterForTests
from tests.web.signed_in import session_of
from tests.world import ASH, NORTHERN, World, look_up

pytestmark = pytest.mark.slow
ASK = """
import io, json, sys
from concordat.web.staff_site import application
said = {}
def ask(path, session):
    kept = {}
    def start(status, headers, exc_info=None):
        kept["status"] = int(status.split()[0])
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "SERVER_NAME": "localhost", "SERVER_PORT": "80",
               "HTTP_HOST": "localhost", "HTTP_COOKIE": "concordat_session=" + session,
               "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.url_scheme": "http", "wsgi.version": (1, 0)}
    b"".join(application(environ, start))
    return kept["status"]
pages = json.loads(sys.argv[1])
print(json.dumps({"pages": {path: ask(path, session) for path, session in pages}, "modules": sorted(sys.modules)}))
"""


@pytest.fixture(scope="module")
def world(fresh_database: str) -> Any:
    """Ids of the world's people and places."""
    with acting_as(FOUNDER):
        return look_up()


@pytest.fixture(scope="module")
def return_id(world: World) -> int:
    audits.opened(world, at=now())
    return audits.submitted(world, ASH, at=now()).pk


def test_the_worker_makes_what_was_asked_for(
    cluster: ClusterForTests, fresh_database: str, world: World, return_id: int
) -> None:
    dsl = world.actor(Role.dsl, ASH)
    with acting_as(dsl):
        asked = operations.ask_document(kind=documents.RETURN, about_id=return_id, variant="", by=dsl, at=now())

    def is_made() -> bool:
        with acting_as(dsl):
            return queries.content_of(queries.document_for(dsl, asked.pk).document) is not None

    with worker(cluster, fresh_database):
        eventually(is_made)


def test_a_web_process_never_loads_what_writes_documents(
    cluster: ClusterForTests, fresh_database: str, world: World, return_id: int
) -> None:
    dsl, lead = session_of(world, Role.dsl, ASH), session_of(world, Role.education_safeguarding_lead, NORTHERN)
    cycle_id = audits.return_of(world, ASH).cycle_id
    actor = world.actor(Role.dsl, ASH)
    with acting_as(actor):
        document = operations.ask_document(kind=documents.RETURN, about_id=return_id, variant="", by=actor, at=now())
    pages = [
        ("/", dsl),
        (f"/audits/returns/{return_id}/print/", dsl),
        (f"/audits/returns/{return_id}/receipt/", dsl),
        (f"/documents/{document.pk}/", dsl),
        (f"/audits/cycles/{cycle_id}/analysis/", lead),
        (f"/audits/cycles/{cycle_id}/analysis.csv", lead),
        ("/forms/", lead),
    ]
    environment = cluster.environment_of_process(fresh_database, role="app")
    done = subprocess.run(
        [sys.executable, "-c", ASK, json.dumps(pages)],
        cwd=CHECKOUT,
        env={**environment, "CONCORDAT_HOME": os.environ["CONCORDAT_HOME"]},
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout)
    assert set(said["pages"].values()) == {200}, said["pages"]
    loaded = {name.partition(".")[0] for name in said["modules"]}
    assert "concordat" in loaded
    assert loaded & {"typst", "xlsxwriter", "_typst"} == set()
    assert "concordat.core.documents.jobs" in said["modules"]
