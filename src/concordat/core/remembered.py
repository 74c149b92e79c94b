"""What a process may remember for a minute: things that everybody may read and that hardly ever change."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from django.db import transaction

SECONDS = 60.0
MOST = 5000
T = TypeVar("T")
_EVERY: list[Remembered[object]] = []


class Remembered(Generic[T]):
    """Values by key, each for a minute; another process sees a change within that time."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[float, T]] = {}
        _EVERY.append(self)  # type: ignore[arg-type]

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is kept under the key, else what `make` gives."""
        kept = self._kept.get(key)
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        if len(self._kept) >= MOST:
            self._kept.clear()
        value = make()
        self._kept[key] = (time.monotonic() + SECONDS, value)
        return value

    def forget(self) -> None:
        """Something changed: ask anew now, and again once the change is committed."""
        self._kept.clear()
        transaction.on_commit(self._kept.clear)


def forget_everything() -> None:
    """For tests, whose changes are rolled back."""
    for one in _EVERY:
        one._kept.clear()
