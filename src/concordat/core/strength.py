"""How surely the site knows who is acting: it follows what is opened, not who opens it.

Ordinary work between organisations takes single sign-on, or a password and a code by mail. Files that leave
the site, and whatever is about children, take a code of an authenticator app, a passkey or a security key.
Each context declares beside its permissions which of them are of the second sort (decision 23).
"""

from __future__ import annotations

from enum import IntEnum

from concordat.core.problems import NotAllowed


class Strength(IntEnum):
    """What a session has shown; an order."""

    none = 0
    organisational = 1
    strong = 2


class StepUpFirst(NotAllowed):
    """The role includes it, the session has not shown enough; the middleware asks for more and leads back."""

    def __init__(self) -> None:
        super().__init__("Confirm that it is you to go on: this takes a code from an app, a passkey or a security key.")
