"""How allauth behaves here: nobody signs themselves up; secrets of the second factor are stored encrypted."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.http import HttpRequest

from concordat.accounts import tokens


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closed sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an invitation is the only way in."""
        return False

    def get_login_stages(self) -> list[str]:
        """A factor, or a code by mail."""
        return ["concordat.accounts.stages.FactorStage", "concordat.accounts.stages.MailedCodeStage"]

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of authenticator apps and recovery codes, with a key outside the database and its backups."""

    def encrypt(self, text: str) -> str:
        """As stored."""
        return Fernet(tokens.second_factor_key()).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """As used. Raises `cryptography.fernet.InvalidToken` where the key is another one."""
        return Fernet(tokens.second_factor_key()).decrypt(encrypted_text.encode()).decode()
