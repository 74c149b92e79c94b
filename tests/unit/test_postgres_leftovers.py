"""A pid file left by a killed server is told from one of a living server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from concordat.core.embedded_postgres import leftovers


@pytest.fixture
def zombie() -> Iterator[int]:
    """A process that ended and that nobody has reaped."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    yield process.pid
    process.wait()


def left_behind(folder: Path, pid: int) -> Path:
    file = folder / "postmaster.pid"
    file.write_text(f"{pid}\n{folder}\n")
    return file


def test_a_zombie_holds_nothing(tmp_path: Path, zombie: int) -> None:
    file = left_behind(tmp_path, zombie)
    leftovers.clear(tmp_path)
    assert not file.exists()


def test_another_program_with_the_same_number_holds_nothing(tmp_path: Path) -> None:
    file = left_behind(tmp_path, os.getpid())
    leftovers.clear(tmp_path)
    assert not file.exists()


def test_a_living_server_keeps_its_file(tmp_path: Path) -> None:
    imposter = tmp_path / "postgres"
    imposter.symlink_to("/bin/sleep")
    with subprocess.Popen([str(imposter), "60"]) as process:
        try:
            file = left_behind(tmp_path, process.pid)
            leftovers.clear(tmp_path, patience_seconds=0)
            assert file.exists()
        finally:
            process.kill()


def test_a_living_backend_keeps_the_file_of_its_dead_server(tmp_path: Path, zombie: int) -> None:
    imposter = tmp_path / "postgres"
    imposter.symlink_to("/bin/sleep")
    with subprocess.Popen([str(imposter), "60"], cwd=tmp_path) as process:
        try:
            file = left_behind(tmp_path, zombie)
            leftovers.clear(tmp_path, patience_seconds=0.2)
            assert file.exists()
        finally:
            process.kill()
