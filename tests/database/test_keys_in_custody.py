"""The drill: keys lost, keys back from two custodians, a backup restored, the journal still verifies."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command

from concordat.accounts import tokens
from concordat.core import custody, keys, places
from concordat.core.backup import Damaged
from concordat.core.custody import CustodyNotPossible
from concordat.core.journal.keys import signing_key
from concordat.core.secret_files import EmptySecret, secret_of
from concordat.core.supervisor.lock import only_one
from tests.postgres_for_tests import CHECKOUT, ClusterForTests

COMMAND = ["-m", "concordat.web.command_line"]
# Every secret that the site declares, whether or not it has been needed yet.
DECLARED = [
    "answer-packs-signing.pem", "invitations", "joining", "journal-signing.pem", "kept-files.key", "kept-forms",
    "mailed-codes", "second-factor",
]  # fmt: skip
ALL = sorted([*DECLARED, "one", "two"])
AT = datetime(2026, 11, 23, tzinfo=UTC)
ENTRY = (
    "insert into core_journalentry (id, event, at, person_id, system, about_type, about_id, details_hash)"
    " select gen_random_uuid(), 'tests.happened', now(), null, 'tests', 'tests', n::text, sha256('x')"
    " from generate_series(1, 40) n"
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own."""
    monkeypatch.setenv("CONCORDAT_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def custodians(home: Path) -> list[str]:
    """Two operators; their private halves are `0.pem` and `1.pem`."""
    return [keys.new_operator(home / f"{number}.pem") for number in range(2)]


@pytest.mark.slow
def test_keys_and_backup_together_bring_back_a_site_whose_journal_verifies(
    home: Path, custodians: list[str], cluster: ClusterForTests, fresh_database: str
) -> None:
    with psycopg.connect(cluster.url("owner", fresh_database)) as owner:
        owner.execute(ENTRY)
        owner.execute("insert into core_databasemark values (1, 'real', now()) on conflict do nothing")
    cluster.run([*COMMAND, "journal", "seal"], fresh_database, role="app")
    names = ["--custodian", custodians[0], "--custodian", custodians[1]]
    said = cluster.run([*COMMAND, "keys", "export", str(home / "keys"), *names], fresh_database, role="app")
    assert "journal-signing.pem" in said
    cluster.run([*COMMAND, "backup", str(home / "backup")], fresh_database, role="backup")
    shutil.rmtree(places.keys())
    name = f"{fresh_database}_drill"
    cluster.create(name, template="template0")
    try:
        restore = ["restore", str(home / "backup"), "--key", str(home / "1.pem")]
        cluster.run([*COMMAND, *restore], name, role="owner")
        with pytest.raises(AssertionError, match="faults"):  # a new key signed nothing of what was sealed before
            cluster.run([*COMMAND, "journal", "verify"], name, role="app")
        both = ["--key", str(home / "1.pem"), "--key", str(home / "0.pem")]
        cluster.run([*COMMAND, "keys", "import", str(home / "keys"), *both], name, role="app")
        assert "1 batches, 0 unsealed" in cluster.run([*COMMAND, "journal", "verify"], name, role="app")
    finally:
        cluster.drop(name)


def exported(home: Path, custodians: list[str]) -> Path:
    signing_key()
    secret_of("one", lambda: b"first secret")
    secret_of("two", lambda: bytes(range(256)))
    assert custody.export(home / "file", custodians=custodians, at=AT) == ALL
    return home / "file"


def test_what_comes_back_is_what_went_out(home: Path, custodians: list[str]) -> None:
    file = exported(home, custodians)
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"secret" not in file.read_bytes()
    shutil.rmtree(places.keys())
    back = custody.bring_back(file, key_files=[home / "0.pem", home / "1.pem"], at=AT)
    assert (back.names, back.set_aside) == (ALL, None)
    assert secret_of("one", bytes) == b"first secret"
    assert secret_of("two", bytes) == bytes(range(256))
    assert {path.stat().st_mode & 0o777 for path in places.keys().iterdir()} == {0o600}


@pytest.mark.parametrize("given", [["0.pem"], ["1.pem"], ["0.pem", "0.pem"], ["0.pem", "other.pem"]])
def test_one_custodian_alone_opens_nothing(home: Path, custodians: list[str], given: list[str]) -> None:
    file = exported(home, custodians)
    keys.new_operator(home / "other.pem")
    shutil.rmtree(places.keys())
    with pytest.raises(CustodyNotPossible, match="Both custodians"):
        custody.bring_back(file, key_files=[home / name for name in given], at=AT)
    assert not places.keys().exists()


def test_nothing_is_overwritten(home: Path, custodians: list[str]) -> None:
    file = exported(home, custodians)
    with pytest.raises(FileExistsError):
        custody.export(file, custodians=custodians, at=AT)
    (places.keys() / "one").write_bytes(b"another secret")
    back = custody.bring_back(file, key_files=[home / "0.pem", home / "1.pem"], at=AT)
    assert secret_of("one", bytes) == b"first secret"
    assert back.set_aside is not None
    assert (back.set_aside / "one").read_bytes() == b"another secret"


def test_keys_do_not_change_under_a_running_site(home: Path, custodians: list[str]) -> None:
    file = exported(home, custodians)
    arguments = ["keys", "import", str(file), "--key", str(home / "0.pem"), "--key", str(home / "1.pem")]
    with only_one(places.home(), "running"), pytest.raises(CommandError, match="already running"):
        call_command(*arguments)
    assert secret_of("one", bytes) == b"first secret"
    assert [path.name for path in places.keys().iterdir() if path.is_dir()] == []


@pytest.mark.parametrize("place", [20, 400, -40, -1])
def test_a_file_that_was_changed_or_cut_is_refused(home: Path, custodians: list[str], place: int) -> None:
    file = exported(home, custodians)
    shutil.rmtree(places.keys())
    whole = file.read_bytes()
    changed = bytearray(whole)
    changed[place] ^= 1
    for content in (bytes(changed), whole[:place]):
        file.write_bytes(content)
        with pytest.raises((Damaged, CustodyNotPossible)):
            custody.bring_back(file, key_files=[home / "0.pem", home / "1.pem"], at=AT)
        assert not places.keys().exists()


def test_two_custodians_are_two_known_people(home: Path, custodians: list[str]) -> None:
    secret_of("one", lambda: b"secret")
    for names, said in (
        (custodians[:1], "two different"),
        ([custodians[0]] * 2, "two different"),
        ([*custodians, "third"], "two different"),
        ([custodians[0], "0123456789abcdef"], "No operator"),
    ):
        with pytest.raises(CustodyNotPossible, match=said):
            custody.export(home / "file", custodians=names, at=AT)
        assert not (home / "file").exists()


def test_a_custodian_may_be_named_by_the_file_of_the_public_half(home: Path, custodians: list[str]) -> None:
    signing_key()
    public = (places.backup_recipients() / f"{custodians[1]}.pem").rename(home / "elsewhere.pem")
    assert list(keys.operators()) == [custodians[0]]
    custody.export(home / "file", custodians=[custodians[0], str(public)], at=AT)
    shutil.rmtree(places.keys())
    custody.bring_back(home / "file", key_files=[home / "0.pem", home / "1.pem"], at=AT)
    assert (places.keys() / "journal-signing.pem").exists()
    with pytest.raises(keys.NotAKey):
        custody.export(home / "other", custodians=[custodians[0], str(home / "1.pem")], at=AT)


def test_what_is_not_needed_yet_is_in_custody_too(home: Path, custodians: list[str]) -> None:
    """On the first day nobody has been invited and nobody has a second factor; their keys are exported all the same."""
    signing_key()
    assert [path.name for path in places.keys().iterdir()] == ["journal-signing.pem"]
    assert custody.not_in_custody() == ["journal-signing.pem"]
    names = custody.export(home / "file", custodians=custodians, at=AT)
    assert names == DECLARED
    invited = tokens.token_for(1, "nonce")
    assert custody.not_in_custody() == []
    shutil.rmtree(places.keys())
    custody.bring_back(home / "file", key_files=[home / "0.pem", home / "1.pem"], at=AT)
    assert tokens.token_for(1, "nonce") == invited
    secret_of("made-later", lambda: b"secret")
    assert custody.not_in_custody() == ["made-later"]


def test_there_is_nothing_to_give_where_no_site_has_run(home: Path, custodians: list[str]) -> None:
    with pytest.raises(CustodyNotPossible, match="Start it once"):
        custody.export(home / "file", custodians=custodians, at=AT)


def test_nobody_works_with_an_empty_secret(home: Path) -> None:
    secret_of("one", lambda: b"secret")
    (places.keys() / "one").write_bytes(b"")
    with pytest.raises(EmptySecret, match="one is empty"):
        secret_of("one", lambda: b"another")


def test_a_crash_before_a_secret_has_its_name_leaves_none(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            secret_of("one", lambda: b"never whole")
    assert list(places.keys().iterdir()) == []
    assert secret_of("one", lambda: b"whole") == b"whole"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes secrets for somebody else")
def test_a_secret_that_root_makes_belongs_to_the_site(home: Path) -> None:
    """`partnership found` makes the key of the invitations; the worker reads it when it sends them."""
    places.keys().mkdir(parents=True)
    os.chown(places.keys(), 12345, 12346)
    tokens.token_for(1, "nonce")
    found = (places.keys() / "invitations").stat()
    assert (found.st_uid, found.st_gid, found.st_mode & 0o777) == (12345, 12346, 0o600)


def test_a_secret_made_by_many_processes_at_once_is_one_and_whole(home: Path) -> None:
    program = (
        "import os, sys\n"
        "from concordat.core.secret_files import secret_of\n"
        "print(secret_of('shared', lambda: os.urandom(32)).hex())\n"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", program], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    said = {process.communicate()[0].strip() for process in started}
    assert len(said) == 1
    assert len(said.pop()) == 64
    assert [path.name for path in places.keys().iterdir()] == ["shared"]
