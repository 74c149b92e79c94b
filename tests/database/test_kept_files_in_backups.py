"""Files that people gave come back with the backup, open with the site's keys only, and a torn backup brings none."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from concordat.core import backup, kept_files, keys, places
from concordat.core.backup import Damaged, NotForThisKey

AT = datetime(2026, 11, 24, tzinfo=UTC)
CONTENTS = [b"", b"small", bytes(range(256)) * 9_000, b"x" * (3 * 1024 * 1024 + 17)]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site of its own with one operator."""
    monkeypatch.setenv("CONCORDAT_HOME", str(tmp_path / "home"))
    keys.new_operator(tmp_path / "operator.pem")
    return tmp_path


def test_every_file_comes_back_byte_for_byte(home: Path) -> None:
    ids = [uuid4() for _ in CONTENTS]
    for one, content in zip(ids, CONTENTS, strict=True):
        kept_files.keep(one, content)
    (places.kept_files() / "stray.part").write_bytes(b"half a file")
    assert backup.dump_files(home / "file.files", at=AT) == len(CONTENTS)
    assert b"small" not in (home / "file.files").read_bytes()
    shutil.rmtree(places.kept_files())
    with pytest.raises(kept_files.FileIsGone):
        kept_files.content_of(ids[1])
    assert backup.restore_files(home / "file.files", key_file=home / "operator.pem") == len(CONTENTS)
    assert [kept_files.content_of(one) for one in ids] == CONTENTS
    assert not (places.kept_files() / "stray.part").exists()


def test_an_operator_alone_does_not_read_them(home: Path) -> None:
    one = uuid4()
    kept_files.keep(one, b"Single central record")
    backup.dump_files(home / "file.files", at=AT)
    shutil.rmtree(places.keys())  # another machine, where the site's keys are not
    backup.restore_files(home / "file.files", key_file=home / "operator.pem")
    assert b"central" not in (places.kept_files() / str(one)).read_bytes()
    with pytest.raises(kept_files.FileIsGone):
        kept_files.content_of(one)


def test_a_stranger_and_a_torn_backup_bring_nothing(home: Path) -> None:
    for _ in range(3):
        kept_files.keep(uuid4(), b"y" * 900_000)
    target = home / "file.files"
    backup.dump_files(target, at=AT)
    shutil.rmtree(places.kept_files())
    stranger = home / "stranger.pem"
    keys.new_operator(stranger)
    with pytest.raises(NotForThisKey):
        backup.restore_files(target, key_file=stranger)
    target.write_bytes(target.read_bytes()[:-1000])
    with pytest.raises(Damaged):
        backup.restore_files(target, key_file=home / "operator.pem")
    assert list(kept_files.every()) == []


def test_a_file_that_was_changed_is_not_given_out(home: Path) -> None:
    one = uuid4()
    kept_files.keep(one, b"Policy")
    path = places.kept_files() / str(one)
    sealed = bytearray(path.read_bytes())
    for place in (0, len(kept_files.MAGIC), -1):
        changed = bytearray(sealed)
        changed[place] ^= 1
        path.write_bytes(bytes(changed))
        with pytest.raises(kept_files.FileIsGone):
            kept_files.content_of(one)


def test_only_our_own_names_are_put_back(home: Path) -> None:
    for name in ("../../etc/passwd", "x", str(uuid4()) + ".part", ""):
        with pytest.raises(ValueError, match=r".*"):
            kept_files.put(name, b"x")
