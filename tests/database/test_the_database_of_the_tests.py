"""The connection of the tests is the one that serves: row security decides there as it does in production."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection


@pytest.mark.django_db
def test_django_logs_in_as_the_app() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select session_user, current_user, current_setting('is_superuser')")
        assert cursor.fetchone() == ("concordat_app", "concordat_app", "off")


def test_the_owner_and_the_learner_have_their_own_logins(
    owner_connection: psycopg.Connection, learner_connection: psycopg.Connection
) -> None:
    assert owner_connection.execute("select session_user").fetchone() == ("concordat_owner",)
    assert learner_connection.execute("select session_user").fetchone() == ("concordat_learner",)


@pytest.mark.parametrize("table", ["accounts_person", "accounts_session", "procrastinate_jobs", "core_journalentry"])
def test_the_learner_site_cannot_read(learner_connection: psycopg.Connection, table: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        learner_connection.execute(f"select * from {table}")
