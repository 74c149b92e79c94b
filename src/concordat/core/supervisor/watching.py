"""The loop: reads what the processes say, reaps what ends, restarts what should run."""

from __future__ import annotations

import os
import selectors
import signal
import time
from collections.abc import Callable
from types import FrameType

from concordat.core.spawning import become_subreaper
from concordat.core.supervisor.children import Child

Say = Callable[[str, str], None]
ITSELF = "serve"


class Stopped(Exception):
    """Somebody asked the supervisor to stop."""


class Watch:
    """Keeps its children running until it is asked to stop."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.children: dict[str, Child] = {}
        self.is_stopping = False
        self._selector = selectors.DefaultSelector()
        self._unfinished: dict[int, bytes] = {}
        self._wake_out, self._wake_in = os.pipe()
        for end in (self._wake_out, self._wake_in):
            os.set_blocking(end, False)
        self._selector.register(self._wake_out, selectors.EVENT_READ, None)
        become_subreaper()
        signal.set_wakeup_fd(self._wake_in, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)

    def add(self, child: Child) -> Child:
        """Start a child and keep it."""
        self.children[child.name] = child
        self._start_due()
        return child

    def wait_for(self, ready: Callable[[], bool]) -> None:
        """Keep watching until something is true; raises `Stopped` when asked to stop meanwhile."""
        while not ready():
            self._step(0.05)
            if self.is_stopping:
                raise Stopped

    def run_once(self, child: Child) -> int:
        """Run something to its end, watching the others meanwhile; its exit code."""
        child.restart = False
        self.add(child)
        self.wait_for(lambda: child.exit_code is not None)
        assert child.exit_code is not None
        return child.exit_code

    def remove(self, name: str) -> None:
        """Stop a child for good."""
        child = self.children[name]
        child.restart = False
        child.stop()
        self.wait_for(lambda: not child.is_alive)
        del self.children[name]

    def run(self) -> None:
        """Watch until asked to stop."""
        while not self.is_stopping:
            self._step(0.5)

    def stop_all(self) -> None:
        """Stop in the reverse order of starting, PostgreSQL last; whoever does not go in time is killed."""
        self.is_stopping = True
        order = list(self.children.values())
        first, later = order[1:], order[:1]
        for group in (first, later):
            for child in group:
                child.stop()
            deadline = time.monotonic() + max((child.patience_seconds for child in group), default=0)
            while any(child.is_alive for child in group) and time.monotonic() < deadline:
                self._step(0.05)
            for child in group:
                if child.is_alive:
                    self.say(ITSELF, f"{child.name} did not stop in time and is killed")
                    child.signal_group(signal.SIGKILL)
            while any(child.is_alive for child in group):
                self._step(0.05)

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.is_stopping = True

    def _step(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            if key.data is None:
                _drain(self._wake_out)
            else:
                self._read(key.fd, key.data)
        self._reap()
        if not self.is_stopping:
            self._start_due()

    def _start_due(self) -> None:
        for child in list(self.children.values()):
            if child.is_due:
                child.start()
                assert child.process is not None and child.process.stdout is not None
                os.set_blocking(child.process.stdout.fileno(), False)
                self._selector.register(child.process.stdout, selectors.EVENT_READ, child.name)

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            for child in self.children.values():
                if child.process is not None and child.process.pid == pid:
                    self._ended(child, os.waitstatus_to_exitcode(status))

    def _ended(self, child: Child, code: int) -> None:
        assert child.process is not None and child.process.stdout is not None
        pipe = child.process.stdout
        delay = child.ended(code)
        self._read(pipe.fileno(), child.name)
        if pipe.fileno() in self._selector.get_map():
            self._forget(pipe.fileno(), child.name)
        pipe.close()
        if child.restart and not self.is_stopping:
            self.say(ITSELF, f"{child.name} ended ({_how(code)}); it starts again in {delay:.1f} seconds")
            for other in self.children.values():
                if other.ends_with == child.name:
                    other.signal_group(signal.SIGKILL)

    def _read(self, descriptor: int, name: str) -> None:
        while True:
            try:
                read = os.read(descriptor, 65536)
            except BlockingIOError:
                return
            if not read:
                if descriptor in self._selector.get_map():
                    self._forget(descriptor, name)
                return
            *lines, rest = (self._unfinished.pop(descriptor, b"") + read).split(b"\n")
            for line in lines:
                self.say(name, line.decode(errors="replace"))
            if rest:
                self._unfinished[descriptor] = rest

    def _forget(self, descriptor: int, name: str) -> None:
        self._selector.unregister(descriptor)
        rest = self._unfinished.pop(descriptor, b"")
        if rest:
            self.say(name, rest.decode(errors="replace"))


def _drain(descriptor: int) -> None:
    try:
        while os.read(descriptor, 4096):
            pass
    except BlockingIOError:
        pass


def _how(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"code {code}"
