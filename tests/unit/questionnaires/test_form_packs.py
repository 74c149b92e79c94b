"""Form Packs: the same to the byte there and back, and every hostile or broken one is refused in a sentence."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from concordat.core.uploaded_workbooks import RefusedFile
from concordat.lib.crosswalk import SSSOM_COLUMNS
from concordat.lib.form_logic import FormProblems
from concordat.questionnaires import library, packing, packs
from concordat.questionnaires.packs.contents import EXPECTATION_COLUMNS
from concordat.questionnaires.packs.writing import sha256
from concordat.questionnaires.reading import form_and_pack_in
from tests.factories.hostile_files import damaged_zip

DAY = date(2026, 11, 27)
FORMS = sorted(library.titles())
SOUND = packs.written(packing.drafted_pack("short-provider-return", at=DAY))
Parts = dict[str, bytes]


def parts_of(content: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Parts, compression: int = zipfile.ZIP_STORED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def resealed(parts: Parts) -> bytes:
    """With the digests of what the files say now, as somebody would who made it on purpose."""
    said = json.loads(parts["manifest.json"])
    for name in said["files"]:
        said["files"][name] = {"sha256": sha256(parts[name]), "bytes": len(parts[name])}
    return zipped(parts | {"manifest.json": json.dumps(said).encode()})


def with_manifest(change: Callable[[dict[str, Any]], object]) -> bytes:
    parts = parts_of(SOUND)
    said = json.loads(parts["manifest.json"])
    change(said)
    return zipped(parts | {"manifest.json": json.dumps(said).encode()})


@pytest.mark.parametrize("code", FORMS)
def test_there_and_back_to_the_byte(code: str) -> None:
    pack = packing.drafted_pack(code, at=DAY)
    content = packs.written(pack)
    again = packs.read(content)
    assert again == pack
    assert packs.written(again) == content
    assert set(again.form.questions) == set(library.form(code).questions)


def test_what_the_manifest_says() -> None:
    parts = parts_of(SOUND)
    said = json.loads(parts["manifest.json"])
    assert list(parts) == ["form.xlsx", "expectations.csv", "crosswalk.csv", "manifest.json"]
    assert said["licence"] == "Apache-2.0"
    assert said["form"]["questions"] == 15
    assert {name: sha256(parts[name]) for name in said["files"]} == {
        name: one["sha256"] for name, one in said["files"].items()
    }
    assert (
        json.loads(parts_of(packs.written(packing.drafted_pack("annual-school-audit", at=DAY)))["manifest.json"])[
            "guidance"
        ]["K2"]
        == "kcsie-2025"
    )


def test_its_tables_have_the_columns_that_others_know() -> None:
    parts = parts_of(SOUND)
    assert parts["crosswalk.csv"].decode().splitlines()[0] == ",".join(SSSOM_COLUMNS)
    assert parts["expectations.csv"].decode().splitlines()[0] == ",".join(EXPECTATION_COLUMNS)
    assert b"sg:short-provider-return/draft/S2" in parts["crosswalk.csv"]


def bomb() -> bytes:
    return zipped(parts_of(SOUND) | {"crosswalk.csv": b"\0" * 200_000_000}, zipfile.ZIP_DEFLATED)


def liar() -> bytes:
    """Declares a small part and unpacks to far more."""
    content = bytearray(zipped(parts_of(SOUND) | {"expectations.csv": b"a" * 3_000_000}, zipfile.ZIP_DEFLATED))
    real = (3_000_000).to_bytes(4, "little")
    while (place := content.find(real)) >= 0:
        content[place : place + 4] = (100).to_bytes(4, "little")
    return bytes(content)


def twice() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts_of(SOUND).items():
            archive.writestr(name, content)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("form.xlsx", b"another")
    return made.getvalue()


def locked() -> bytes:
    content = bytearray(SOUND)
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        found = content.find(sign)
        content[found + place] |= 1
    return bytes(content)


def renamed(name: str) -> bytes:
    parts = parts_of(SOUND)
    return zipped({**{key: value for key, value in parts.items() if key != "crosswalk.csv"}, name: b"x"})


def changed(name: str, content: bytes) -> bytes:
    return resealed(parts_of(SOUND) | {name: content})


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "no archive": lambda: b"PK\x03\x04 and then nothing",
    "half an archive": lambda: SOUND[: len(SOUND) // 2],
    "another file": lambda: zipped(parts_of(SOUND) | {"readme.txt": b"hello"}),
    "a path upwards": lambda: zipped(parts_of(SOUND) | {"../../etc/passwd": b"x"}),
    "a path from the root": lambda: zipped(parts_of(SOUND) | {"/form.xlsx": b"x"}),
    "a folder": lambda: zipped({f"pack/{name}": content for name, content in parts_of(SOUND).items()}),
    "a backslash": lambda: zipped(parts_of(SOUND) | {"..\\form.xlsx": b"x"}),
    "a file missing": lambda: zipped({key: one for key, one in parts_of(SOUND).items() if key != "form.xlsx"}),
    "a name that only looks alike": lambda: renamed("Crosswalk.csv"),
    "a bomb": bomb,
    "a part that lies about its size": liar,
    "a file twice": twice,
    "a password": locked,
    "too large": lambda: SOUND + b"\0" * packs.reading.PACK_LIMIT,
    "a changed form": lambda: zipped(parts_of(SOUND) | {"form.xlsx": b"changed"}),
    "a changed table": lambda: zipped(parts_of(SOUND) | {"expectations.csv": b"id\n"}),
    "a manifest that is no JSON": lambda: zipped(parts_of(SOUND) | {"manifest.json": b"{"}),
    "a manifest of brackets": lambda: zipped(parts_of(SOUND) | {"manifest.json": b"[" * 90_000}),
    "a manifest that is a list": lambda: zipped(parts_of(SOUND) | {"manifest.json": b"[]"}),
    "another format": lambda: with_manifest(lambda said: said.update(format="concordat-form-pack/9")),
    "no files named": lambda: with_manifest(lambda said: said.pop("files")),
    "no licence": lambda: with_manifest(lambda said: said.pop("licence")),
    "no version": lambda: with_manifest(lambda said: said["form"].update(version="1")),
    "version true": lambda: with_manifest(lambda said: said["form"].update(version=True)),
    "another digest of the form": lambda: with_manifest(lambda said: said["form"].update(digest="0" * 64)),
    "another title": lambda: with_manifest(lambda said: said["form"].update(title="Another")),
    "more in the manifest": lambda: with_manifest(lambda said: said.update(run="something")),
    "tags without a digest": lambda: with_manifest(lambda said: said.update(tags={"number": 1})),
    "a core that is a word": lambda: with_manifest(lambda said: said.update(core="annual")),
    "a long edition": lambda: with_manifest(lambda said: said["form"].update(edition="x" * 501)),
    "a part that does not unpack": lambda: damaged_zip(parts_of(SOUND)),
    "a part that does not unpack from LZMA": lambda: damaged_zip(parts_of(SOUND), zipfile.ZIP_LZMA),
    "a part that does not unpack from BZIP2": lambda: damaged_zip(parts_of(SOUND), zipfile.ZIP_BZIP2),
    "a licence with a null": lambda: with_manifest(lambda said: said.update(licence="OGL\x00")),
    "half a pair": lambda: with_manifest(lambda said: said.update(licence="OGL\ud800")),
    "an edition of two lines": lambda: with_manifest(lambda said: said["form"].update(edition="2026\n2027")),
    "a workbook that is none": lambda: changed("form.xlsx", b"PK\x03\x04"),
    "a table in UTF-16": lambda: changed("expectations.csv", "id,statement".encode("utf-16")),
}


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_it_is_refused_in_a_sentence(kind: str) -> None:
    content = HOSTILE[kind]()
    assert content != SOUND
    with pytest.raises(RefusedFile) as refused:
        packs.read(content)
    assert refused.value.sentence.endswith(".") and len(refused.value.sentence) < 200
    assert "Traceback" not in refused.value.sentence


def row(name: str, number: int, change: Callable[[str], str]) -> bytes:
    lines = parts_of(SOUND)[name].decode().split("\n")
    lines[number - 1] = change(lines[number - 1])
    return changed(name, "\n".join(lines).encode())


@pytest.mark.parametrize(
    ("content", "number", "said"),
    [
        (lambda: row("expectations.csv", 1, lambda line: line + ",more"), 1, "needs these columns"),
        (lambda: row("expectations.csv", 3, lambda line: line + ",more"), 3, "has 5 cells"),
        (lambda: row("expectations.csv", 2, lambda line: line.replace("ALG-01", "NEW-99")), 2, "has no NEW-99"),
        (lambda: row("expectations.csv", 2, lambda line: "ALG-01,Something else,,"), 2, "means something else here"),
        (lambda: row("expectations.csv", 2, lambda line: 'ALG-01,"=cmd()",,'), 2, "begins like a formula"),
        (lambda: row("crosswalk.csv", 2, lambda line: line.replace("/S1,", "/S99,")), 2, "has no question"),
        (lambda: row("crosswalk.csv", 4, lambda line: line.replace("expectation/", "expectation/X")), 4, "is not in"),
        (lambda: row("crosswalk.csv", 3, lambda line: '"' + line), 3, "out of place"),
    ],
)
def test_a_fault_in_a_table_names_its_row(content: Callable[[], bytes], number: int, said: str) -> None:
    with pytest.raises(FormProblems) as found:
        packs.read(content())
    assert any(one.row >= number and said in one.sentence for one in found.value.problems), found.value.problems


def test_a_checksum_of_the_archive_is_no_proof() -> None:
    """The digests in the manifest are compared, whatever the archive's own checksums say."""
    parts = parts_of(SOUND)
    other = parts["crosswalk.csv"].replace(b"Whistle", b"whistle") + b" "
    assert zlib.crc32(other) != zlib.crc32(parts["crosswalk.csv"])
    with pytest.raises(RefusedFile, match=r"crosswalk\.csv is not the file that the manifest names"):
        packs.read(zipped(parts | {"crosswalk.csv": other}))


def test_a_pack_is_read_once_and_its_code_can_stand_in_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    read, sound, times = packs.read, packs.read(SOUND), []

    def counted(content: bytes) -> packs.Pack:
        times.append(content)
        return replace(sound, form=replace(sound.form, code="../Annual audit?"))

    monkeypatch.setattr(packs, "read", counted)
    form, pack = form_and_pack_in(SOUND, name="pack.zip")
    assert form.code == "annual-audit"
    assert pack is not None
    assert len(times) == 1
    assert form_and_pack_in(SOUND, name="pack.zip", code="ours")[0].code == "ours"
    monkeypatch.setattr(packs, "read", read)
    assert form_and_pack_in(SOUND, name="pack.zip")[0] == sound.form
