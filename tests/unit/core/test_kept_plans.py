"""The site keeps statements planned on a database of our own: never the owner, nor behind an outside pooler."""

from __future__ import annotations

import pytest

from concordat.core import database

KEPT = "prepare_threshold"


def test_only_the_site_on_our_own_server_keeps_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in database.URLS.values():
        monkeypatch.delenv(variable, raising=False)
    assert database.settings("app")["OPTIONS"][KEPT] == database.PREPARE_AFTER
    assert all(KEPT not in database.settings(role)["OPTIONS"] for role in database.ROLES if role != "app")
    assert not {*database.connection_words("app")} & {*database.OURS}  # libpq knows neither
    monkeypatch.setenv("DATABASE_URL", "postgresql://concordat_app@db.example/concordat")
    assert KEPT not in database.settings("app")["OPTIONS"]
