"""What was typed, kept on the page when it could not be saved, so that nobody types it twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

_SECRET_PARTS = ("password", "passphrase", "passwd", "secret")
_SECRET_NAMES = frozenset({"code", "otp", "pin", "totp", "recovery_code", "credential"})
_PROSE_LENGTH = 20


@dataclass(frozen=True)
class KeptField:
    """One posted field that the page carries in a hidden input."""

    name: str
    value: str

    @property
    def is_prose(self) -> bool:
        """Whether a person wrote it in sentences and may want to copy it."""
        return len(self.value) > _PROSE_LENGTH and " " in self.value.strip()


class Posted(Protocol):
    """What Django's `request.POST` offers."""

    def lists(self) -> Iterable[tuple[str, list[str]]]: ...


def kept_fields(posted: Posted) -> list[KeptField]:
    """Every posted field in its order, several values too; never a password or a one-time code.

    The cross-site token stays as it was posted: the cookie it belongs to is still in the browser.
    """
    return [KeptField(name, value) for name, values in posted.lists() if not is_secret(name) for value in values]


def is_secret(name: str) -> bool:
    """Whether a field of this name must never be written into a page."""
    lowered = name.lower()
    last = lowered.replace("-", ".").rsplit(".", 1)[-1]
    return last in _SECRET_NAMES or any(part in lowered for part in _SECRET_PARTS)
