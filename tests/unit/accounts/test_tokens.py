"""Secrets of invitations and second factors: made with keys of the key folder, never the same twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import InvalidToken

from concordat.accounts import tokens
from concordat.accounts.adapter import SecondFactorAdapter
from concordat.core import places


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(places, "keys", lambda: tmp_path / "keys")
    return tmp_path / "keys"


def test_the_worker_rebuilds_the_same_link() -> None:
    assert tokens.token_for(7, "a") == tokens.token_for(7, "a")


@pytest.mark.parametrize(("invitation_id", "nonce"), [(8, "a"), (7, "b"), (71, "")])
def test_another_invitation_has_another_link(invitation_id: int, nonce: str) -> None:
    assert tokens.token_for(invitation_id, nonce).partition("-")[2] != tokens.token_for(7, "a").partition("-")[2]


def test_another_installation_makes_other_links(keys: Path) -> None:
    first = tokens.token_for(7, "a")
    (keys / tokens.KEY).unlink()
    assert tokens.token_for(7, "a") != first


def test_the_table_keeps_a_hash_only() -> None:
    token = tokens.token_for(7, "a")
    assert len(tokens.hash_of(token)) == 32
    assert token.encode() not in tokens.hash_of(token)


def test_keys_are_readable_by_their_owner_only(keys: Path) -> None:
    tokens.token_for(7, "a")
    tokens.second_factor_key()
    assert sorted(path.name for path in keys.iterdir()) == [tokens.KEY, tokens.SECOND_FACTOR]
    assert {path.stat().st_mode & 0o777 for path in keys.iterdir()} == {0o600}


def test_a_second_factor_is_stored_encrypted_and_needs_its_key(keys: Path) -> None:
    stored = SecondFactorAdapter().encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in stored
    assert SecondFactorAdapter().decrypt(stored) == "JBSWY3DPEHPK3PXP"
    (keys / tokens.SECOND_FACTOR).unlink()
    with pytest.raises(InvalidToken):
        SecondFactorAdapter().decrypt(stored)
