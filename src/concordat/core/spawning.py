"""Starts a process that dies with its parent, as another user where asked."""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import subprocess
from collections.abc import Mapping, Sequence
from typing import IO, Any

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True)


def become_subreaper() -> None:
    """Orphans below this process come to it and not to process 1."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def spawn(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    user: str | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
    output: int | IO[Any] | None = None,
    folder: str = "/",
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own; `death_signal` reaches it when this process dies.

    The signal is asked for after the change of user, because changing user forgets it. It belongs to
    the thread that spawns, so call this from the main thread.
    """
    parent = os.getpid()
    as_user: dict[str, Any] = {}
    given = dict(os.environ if environment is None else environment)
    if user is not None:
        entry = pwd.getpwnam(user)
        as_user = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        given |= {"HOME": "/nonexistent", "USER": user, "LOGNAME": user}

    def bound_to_parent() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return subprocess.Popen(
        command,
        env=given,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
        preexec_fn=bound_to_parent,
        **as_user,
    )
