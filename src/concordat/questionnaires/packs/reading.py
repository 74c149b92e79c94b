"""Reading a Form Pack that may be hostile: its parts, their digests, then what they say, each fault in a sentence."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from concordat.core.uploaded_workbooks import RefusedFile
from concordat.lib import form_logic
from concordat.lib.crosswalk import SSSOM_COLUMNS
from concordat.lib.form_logic import Form, FormProblems, RowProblem
from concordat.lib.safe_files import DAMAGED
from concordat.questionnaires import files, library, xlsform
from concordat.questionnaires.packs.contents import EXPECTATION_COLUMNS, Core, Pack, Release, Row
from concordat.questionnaires.packs.writing import CROSSWALK, EXPECTATIONS, FORM, FORMAT, MANIFEST, manifest_of, sha256
from concordat.questionnaires.sheets import require_still

PARTS = {FORM: files.SIZE_LIMIT, EXPECTATIONS: 1_000_000, CROSSWALK: 4_000_000, MANIFEST: 100_000}
PACK_LIMIT = sum(PARTS.values())
ROWS_LIMIT = 20_000
_UNTYPED = ("Cc", "Cs")  # control characters, halves of a surrogate pair
NO_PACK = (
    "This is not a Form Pack. A pack is a .zip file with form.xlsx, expectations.csv, crosswalk.csv, manifest.json."
)
_NOT_SO = "The manifest of this pack cannot be read. Ask for the pack again where it came from."


def is_pack(name: str) -> bool:
    """Whether a file's name ends like a pack's."""
    return name.lower().endswith(".zip")


def read(content: bytes) -> Pack:
    """The pack in a file; raises `RefusedFile` with one sentence, or `FormProblems` with a row number each."""
    parts = _parts(content)
    said = _manifest(parts[MANIFEST])
    for name in (FORM, EXPECTATIONS, CROSSWALK):
        if _text(said, "files", name, "sha256") != sha256(parts[name]):
            raise RefusedFile(
                f"{name} is not the file that the manifest names: its SHA-256 differs. Get the pack anew."
            )
    form = xlsform.form_from_xlsform(parts[FORM], fallback_code=_text(said, "form", "code"))
    expectations = _table(EXPECTATIONS, parts[EXPECTATIONS], EXPECTATION_COLUMNS)
    rows = _table(CROSSWALK, parts[CROSSWALK], SSSOM_COLUMNS)
    _require_same_meanings(expectations)
    _require_known(rows, form, {row["id"] for row in expectations})
    return _pack(said, form, expectations, rows, parts)


def _parts(content: bytes) -> dict[str, bytes]:
    if len(content) > PACK_LIMIT:
        raise RefusedFile(f"A Form Pack has {PACK_LIMIT // 1_048_576} MB at most. This file is larger.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _require_harmless(archive.infolist())
            return {part.filename: _unpacked(archive, part) for part in archive.infolist()}
    except DAMAGED:
        raise RefusedFile(NO_PACK) from None


def _require_harmless(parts: Sequence[zipfile.ZipInfo]) -> None:
    names = [part.filename for part in parts]
    for name in names:
        if name not in PARTS:
            raise RefusedFile(
                "This pack holds a file that does not belong in it, or a path. Take it out and try again."
            )
    if len(names) != len(set(names)):
        raise RefusedFile("This pack holds a file twice. Get the pack anew where it came from.")
    missing = [name for name in PARTS if name not in names]
    if missing:
        raise RefusedFile(f"This pack lacks {missing[0]}. Get the pack anew where it came from.")
    for part in parts:
        if part.flag_bits & 1:
            raise RefusedFile("This pack is locked with a password. Save it without one.")
        if part.file_size > PARTS[part.filename]:
            raise RefusedFile(f"{part.filename} in this pack is larger than any form needs, so we did not open it.")


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """What a part really holds, whatever it declares; stops at the limit."""
    limit = PARTS[part.filename]
    with archive.open(part) as stream:
        found = stream.read(limit + 1)
    if len(found) > limit:
        raise RefusedFile(f"{part.filename} in this pack unpacks to more than it says, so we did not open it.")
    return found


def _manifest(content: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        raise RefusedFile(_NOT_SO) from None
    if not isinstance(said, dict):
        raise RefusedFile(_NOT_SO)
    if said.get("format") != FORMAT:
        raise RefusedFile(f"This pack is of another format than {FORMAT}, which is what we can read.")
    return said


def _at(said: Mapping[str, Any], *path: str) -> Any:
    found: Any = said
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _text(said: Mapping[str, Any], *path: str) -> str:
    found = _at(said, *path)
    if not isinstance(found, str) or len(found) > 500:
        raise RefusedFile(f"The manifest does not say {' '.join(path)}. Get the pack anew where it came from.")
    if any(unicodedata.category(sign) in _UNTYPED for sign in found):  # no table takes a null or half a pair
        raise RefusedFile(f"The manifest says {' '.join(path)} with signs that nobody types. Get the pack anew.")
    return found


def _number(said: Mapping[str, Any], *path: str) -> int:
    found = _at(said, *path)
    if isinstance(found, bool) or not isinstance(found, int) or not 0 < found < 100_000:
        raise RefusedFile(f"The manifest does not say {' '.join(path)}. Get the pack anew where it came from.")
    return found


def _pack(
    said: Mapping[str, Any], form: Form, expectations: list[Row], rows: list[Row], parts: Mapping[str, bytes]
) -> Pack:
    """The pack, if its manifest is the one that such a pack has, to the last word."""
    tags = said.get("tags")
    core = said.get("core")
    pack = Pack(
        form,
        _number(said, "form", "version"),
        _text(said, "form", "edition"),
        _text(said, "licence"),
        tuple(expectations),
        tuple(rows),
        Release(_number(said, "tags", "number"), _text(said, "tags", "digest")) if tags is not None else None,
        Core(_text(said, "core", "code"), _number(said, "core", "number"), _text(said, "core", "digest"))
        if core is not None
        else None,
    )
    if _text(said, "form", "digest") != form_logic.digest(form):
        raise RefusedFile("The form in this pack is not the one that the manifest describes. Get the pack anew.")
    if said != manifest_of(pack, {name: content for name, content in parts.items() if name != MANIFEST}):
        raise RefusedFile("The manifest says something else than the files of this pack. Get the pack anew.")
    return pack


def _table(name: str, content: bytes, columns: Sequence[str]) -> list[Row]:
    reader = csv.reader(io.StringIO(files.decode_csv(content), newline=""), strict=True)
    rows: list[Row] = []
    problems: list[RowProblem] = []
    try:
        if tuple(next(reader, ())) != tuple(columns):
            raise FormProblems([RowProblem(1, f"{name} needs these columns and no others: {', '.join(columns)}.")])
        for number, cells in enumerate(reader, start=2):
            if number > ROWS_LIMIT:
                raise RefusedFile(f"{name} has more than {ROWS_LIMIT:,} rows, which no form needs.")
            if len(cells) != len(columns):
                problems.append(RowProblem(number, f"{name} has {len(cells)} cells here and needs {len(columns)}."))
                continue
            row = dict(zip(columns, cells, strict=True))
            problems.extend(RowProblem(one.row, f"{name}: {one.sentence}") for one in require_still(number, row))
            rows.append(row)
    except csv.Error:
        problems.append(RowProblem(reader.line_num, f"{name}: a quotation mark or comma is out of place."))
    if problems:
        raise FormProblems(problems)
    return rows


def _require_same_meanings(rows: Sequence[Row]) -> None:
    """The bank here means the same by each code: a code is never used for another meaning."""
    bank = library.expectations()
    problems = []
    for number, row in enumerate(rows, start=2):
        if row["id"] not in bank:
            sentence = (
                f"{EXPECTATIONS}: the bank here has no {row['id'][:20]}. It has to be added with a release first."
            )
            problems.append(RowProblem(number, sentence))
        elif bank[row["id"]] != row["statement"]:
            sentence = f"{EXPECTATIONS}: {row['id']} means something else here. A changed meaning needs a new code."
            problems.append(RowProblem(number, sentence))
    if problems:
        raise FormProblems(problems)


def _require_known(rows: Sequence[Row], form: Form, expectations: set[str]) -> None:
    problems = []
    for number, row in enumerate(rows, start=2):
        if row["subject_id"].rpartition("/")[2] not in form.questions:
            problems.append(RowProblem(number, f"{CROSSWALK}: the form has no question {row['subject_id'][-30:]}."))
        if row["object_id"].rpartition("/")[2] not in expectations:
            problems.append(RowProblem(number, f"{CROSSWALK}: {row['object_id'][-30:]} is not in {EXPECTATIONS}."))
    if problems:
        raise FormProblems(problems)
