"""Writing a Form Pack: the same pack is the same file, on every day and every machine of the same release."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from concordat.lib import form_logic
from concordat.lib.crosswalk import SSSOM_COLUMNS
from concordat.questionnaires import xlsform
from concordat.questionnaires.packs.contents import EXPECTATION_COLUMNS, Pack

FORMAT = "concordat-form-pack/1"
FORM, EXPECTATIONS, CROSSWALK, MANIFEST = "form.xlsx", "expectations.csv", "crosswalk.csv", "manifest.json"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def written(pack: Pack) -> bytes:
    """The pack as a zip file. Nothing is compressed twice, so that no other compressor makes other bytes."""
    files = {
        FORM: xlsform.form_to_xlsform(pack.form),
        EXPECTATIONS: _csv(EXPECTATION_COLUMNS, pack.expectations),
        CROSSWALK: _csv(SSSOM_COLUMNS, pack.crosswalk),
    }
    files[MANIFEST] = _json(manifest_of(pack, files))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            part = zipfile.ZipInfo(name, _LONG_AGO)
            part.external_attr = 0o644 << 16
            archive.writestr(part, content)
    return made.getvalue()


def manifest_of(pack: Pack, files: Mapping[str, bytes]) -> dict[str, Any]:
    """What the manifest says of a pack and its files."""
    return {
        "format": FORMAT,
        "form": {
            "code": pack.form.code,
            "title": pack.form.title,
            "language": pack.form.language,
            "version": pack.number,
            "edition": pack.edition,
            "digest": form_logic.digest(pack.form),
            "questions": len(pack.form.questions),
        },
        "licence": pack.licence,
        "guidance": pack.guidance,
        "tags": asdict(pack.tags) if pack.tags else None,
        "core": asdict(pack.core) if pack.core else None,
        "files": {name: {"sha256": sha256(content), "bytes": len(content)} for name, content in files.items()},
    }


def sha256(content: bytes) -> str:
    """The digest of a file as the manifest writes it."""
    return hashlib.sha256(content).hexdigest()


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    made = io.StringIO()
    writer = csv.DictWriter(made, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue().encode()


def _json(said: Mapping[str, Any]) -> bytes:
    return (json.dumps(said, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
