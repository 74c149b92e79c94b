"""A process that the supervisor keeps: how to start it, and when to try again."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from concordat.core.spawning import spawn

FIRST_DELAY_SECONDS = 0.2
LONGEST_DELAY_SECONDS = 5.0
SETTLED_AFTER_SECONDS = 30.0


def always() -> bool:
    """A process that waits for nothing."""
    return True


@dataclass
class Child:
    """One process by name; `needs` is asked before each start, `prepare` is done then."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    user: str | None = None
    restart: bool = True
    stop_with: signal.Signals = signal.SIGTERM
    patience_seconds: float = 10
    folder: str = "/"
    needs: Callable[[], bool] = always
    prepare: Callable[[], None] | None = None
    ends_with: str | None = None  # the name of another whose death ends this one too
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    exit_code: int | None = field(default=None, init=False)
    _delay: float = field(default=FIRST_DELAY_SECONDS, init=False)
    _started_at: float = field(default=0.0, init=False)
    _not_before: float = field(default=0.0, init=False)

    @property
    def is_alive(self) -> bool:
        """Whether it runs, as far as it was reaped."""
        return self.process is not None

    @property
    def is_due(self) -> bool:
        """Whether it should be started now."""
        wanted = self.restart or self.exit_code is None
        if self.is_alive or not wanted or time.monotonic() < self._not_before:
            return False
        if not self.needs():
            self._not_before = time.monotonic() + FIRST_DELAY_SECONDS
            return False
        return True

    def start(self) -> None:
        """Start it; its output goes into a pipe that the supervisor reads."""
        if self.prepare is not None:
            self.prepare()
        self.process = spawn(
            self.command,
            environment=self.environment,
            user=self.user,
            death_signal=self.stop_with,
            output=subprocess.PIPE,
            folder=self.folder,
        )
        self._started_at = time.monotonic()

    def ended(self, code: int) -> float:
        """It was reaped: end what it leaves behind; the delay in seconds before it may start again."""
        assert self.process is not None
        self.signal_group(signal.SIGKILL)
        self.process.returncode = code
        self.process = None
        self.exit_code = code
        if time.monotonic() - self._started_at > SETTLED_AFTER_SECONDS:
            self._delay = FIRST_DELAY_SECONDS
        delay, self._delay = self._delay, min(self._delay * 2, LONGEST_DELAY_SECONDS)
        self._not_before = time.monotonic() + delay
        return delay

    def stop(self) -> None:
        """Ask it to end."""
        if self.process is not None:
            self.process.send_signal(self.stop_with)

    def signal_group(self, number: signal.Signals) -> None:
        """Signal it and all that it started."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
