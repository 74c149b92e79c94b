"""A clone of the template that Django works with for one measurement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection

from tests.environment import CLUSTER


@contextmanager
def clone(name: str) -> Iterator[psycopg.Connection]:
    """Django's connection is the app in this clone; what is given is the owner's connection."""
    CLUSTER.create(name)
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    owner = psycopg.connect(CLUSTER.url("owner", name), autocommit=True)
    try:
        yield owner
    finally:
        owner.close()
        connection.close()
        connection.settings_dict["NAME"] = before
        CLUSTER.drop(name)
