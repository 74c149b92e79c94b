"""Archives: an index that is true of every file, nothing that runs, and no more memory for a larger file."""

from __future__ import annotations

import hashlib
import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from concordat.core.documents.archive import Archive, file_name

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def archive(path: Path) -> Archive:
    return Archive(path, title="All of <Ash>", notes=["Say & do"], as_of=AT, tell=lambda *told: None)


def test_the_index_is_true_of_every_file(tmp_path: Path) -> None:
    with archive(tmp_path / "a.zip") as made:
        made.add("papers/a.pdf", b"%PDF-1", what="A paper")
        made.add_text("tables/t.json", ["[", "1", "]"], what="<script>alert(1)</script>")
        made.left_out["core_journal"] = "Stays & whole"
    with zipfile.ZipFile(tmp_path / "a.zip") as found:
        assert found.testzip() is None
        assert set(found.namelist()) == {"papers/a.pdf", "tables/t.json", "index.json", "index.html"}
        index = json.loads(found.read("index.json"))
        for entry in index["files"]:
            content = found.read(entry["path"])
            assert (entry["bytes"], entry["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
        assert found.read("tables/t.json") == b"[1]"
        page = found.read("index.html").decode()
        assert "All of &lt;Ash&gt;" in page
        assert "<script" not in page
        assert "core_journal" in page
        assert {info.date_time for info in found.infolist()} == {(2026, 11, 24, 9, 30, 0)}


def test_a_name_is_given_once(tmp_path: Path) -> None:
    with archive(tmp_path / "a.zip") as made:
        made.add("a.csv", b"1", what="A")
        with pytest.raises(ValueError, match="already"):
            made.add("a.csv", b"2", what="A")


def test_what_fails_has_no_index(tmp_path: Path) -> None:
    def parts() -> Iterator[bytes]:
        yield b"1"
        raise RuntimeError

    with pytest.raises(RuntimeError), archive(tmp_path / "a.zip") as made:
        made.add_parts("a.csv", parts(), what="A")
    with zipfile.ZipFile(io.BytesIO((tmp_path / "a.zip").read_bytes())) as found:
        assert found.namelist() == ["a.csv"]


@pytest.mark.slow
def test_a_large_file_takes_no_more_memory(tmp_path: Path) -> None:
    """200 MB go through; what is held at any moment stays below 5 MB."""
    line = "Something that somebody said, long enough to matter.\n" * 20
    tracemalloc.start()
    with archive(tmp_path / "a.zip") as made:
        made.add_text("tables/large.csv", (line for _ in range(190_000)), what="Large")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert made.entries[0].bytes > 200_000_000
    assert peak < 5_000_000


@pytest.mark.parametrize("name", ["../../etc/passwd", "CON", "a/b\\c", "…", "x" * 400, "Ünïcode & more.pdf"])
def test_a_text_becomes_a_name_that_every_system_takes(name: str) -> None:
    made = file_name(name)
    assert made
    assert len(made) <= 80
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
