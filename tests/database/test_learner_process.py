"""The learner site stands by itself: no database, no people, no sessions in its process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.postgres_for_tests import CHECKOUT

PAGES = ["/", "/help-now", "/helplines", "/what-happens", "/about", "/healthz"]
ASK = """
import io, json, sys
from concordat.web.learner_site import application
said = {}
def ask(path, host="learner.localhost"):
    kept = {}
    def start(status, headers, exc_info=None):
        kept["status"], kept["headers"] = int(status.split()[0]), dict(headers)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "SERVER_NAME": host, "SERVER_PORT": "80", "HTTP_HOST": host,
               "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.url_scheme": "http", "wsgi.version": (1, 0)}
    body = b"".join(application(environ, start)).decode()
    return {**kept, "body": body}
for path in sys.argv[1:]:
    said[path] = ask(path)
said["elsewhere"] = ask("/", "localhost")
said["missing"] = ask("/somewhere?secret=1")
from django.db import connections
said["opened"] = connections["default"].connection is not None
said["modules"] = sorted(sys.modules)
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the process answers where no PostgreSQL runs; what it logged is in `log`."""
    ours = ("CONCORDAT_", "DATABASE_", "DJANGO_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    home = tmp_path_factory.mktemp("no-database")
    (home / "static").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", ASK, *PAGES],
        env={**kept, "CONCORDAT_HOME": str(home)},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {**json.loads(done.stdout), "log": done.stderr}


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_there_without_a_database(said: dict[str, Any], page: str) -> None:
    assert said[page]["status"] == 200
    assert "Set-Cookie" not in said[page]["headers"]


def test_the_helplines_are_listed(said: dict[str, Any]) -> None:
    assert "0800 136 663" in said["/helplines"]["body"].replace("\u00a0", " ")
    assert "0800 1111" in said["/helplines"]["body"]


def test_no_connection_was_opened(said: dict[str, Any]) -> None:
    assert said["opened"] is False


def test_nothing_that_knows_people_is_loaded(said: dict[str, Any]) -> None:
    forbidden = ("concordat.accounts", "concordat.audits", "django.contrib.auth", "django.contrib.sessions", "allauth")
    assert [module for module in said["modules"] if module.startswith(forbidden)] == []


def test_it_answers_to_its_own_name_only(said: dict[str, Any]) -> None:
    assert said["elsewhere"]["status"] == 400


def test_a_missing_page_still_says_where_help_is(said: dict[str, Any]) -> None:
    assert said["missing"]["status"] == 404
    assert "0800 1111" in said["missing"]["body"]


def test_it_logs_no_address(said: dict[str, Any]) -> None:
    assert said["log"] == ""


def test_the_policy_for_content_is_strict(said: dict[str, Any]) -> None:
    assert "default-src 'none'" in said["/"]["headers"]["Content-Security-Policy"]
    assert said["/"]["headers"]["Referrer-Policy"] == "no-referrer"
