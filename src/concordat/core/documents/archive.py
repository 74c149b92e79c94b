"""A ZIP file with an index for people and one for machines, written piece by piece, never whole in memory."""

from __future__ import annotations

import hashlib
import html
import json
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from concordat.core.clock import ENGLAND

INDEX_PAGE, INDEX_FILE = "index.html", "index.json"
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")
_PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style>body{{font:1rem/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}}
table{{border-collapse:collapse;width:100%}}th,td{{text-align:left;border-bottom:1px solid #767676;padding:.4rem}}
td:last-child{{font-size:.75rem;overflow-wrap:anywhere}}</style></head>
<body><h1>{title}</h1>{notes}<table><caption>What is in it</caption><thead><tr><th scope="col">File</th>
<th scope="col">What it is</th><th scope="col">Bytes</th><th scope="col">SHA-256</th></tr></thead><tbody>
{rows}</tbody></table>{left_out}</body></html>
"""
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Entry:
    """One file of the archive."""

    path: str
    what: str
    bytes: int
    sha256: str


def file_name(text: str) -> str:
    """A text as part of a path that every system takes."""
    return _NOT_IN_A_NAME.sub("-", text.lower()).strip("-")[:80] or "file"


class Archive:
    """Files go in one after the other; the indexes are written when it closes without an error."""

    def __init__(self, path: Path, *, title: str, notes: Iterable[str], as_of: datetime, tell: Tell) -> None:
        here = as_of.astimezone(ENGLAND)
        self.title, self.notes, self.as_of, self.tell = title, tuple(notes), as_of, tell
        self.entries: list[Entry] = []
        self.left_out: dict[str, str] = {}
        self._when = (here.year, here.month, here.day, here.hour, here.minute, here.second)
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, allowZip64=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._index()
        self._zip.close()

    def add(self, path: str, content: bytes, *, what: str) -> None:
        """A file whose content is at hand."""
        self.add_parts(path, (content,), what=what)

    def add_text(self, path: str, lines: Iterable[str], *, what: str) -> None:
        """A text file, line by line or in any other pieces."""
        self.add_parts(path, (line.encode() for line in lines), what=what)

    def add_parts(self, path: str, parts: Iterable[bytes], *, what: str) -> None:
        """A file in pieces: only one of them is in memory at a time. Raises `ValueError` for a name given twice."""
        if any(entry.path == path for entry in self.entries):
            raise ValueError(f"{path} is in the archive already")
        digest, size = hashlib.sha256(), 0
        with self._zip.open(self._named(path), "w", force_zip64=True) as file:
            for part in parts:
                file.write(part)
                digest.update(part)
                size += len(part)
        self.entries.append(Entry(path, what, size, digest.hexdigest()))

    def _named(self, path: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(path, date_time=self._when)
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        return info

    def _index(self) -> None:
        machine = {
            "title": self.title,
            "as_of": self.as_of.isoformat(),
            "notes": self.notes,
            "files": [asdict(entry) for entry in self.entries],
            "left_out": self.left_out,
        }
        self._zip.writestr(self._named(INDEX_FILE), json.dumps(machine, indent=1, ensure_ascii=False))
        self._zip.writestr(self._named(INDEX_PAGE), self._page())

    def _page(self) -> str:
        said = html.escape
        rows = "".join(
            f'<tr><th scope="row"><a href="{said(one.path)}">{said(one.path)}</a></th><td>{said(one.what)}</td>'
            f"<td>{one.bytes}</td><td>{one.sha256}</td></tr>\n"
            for one in self.entries
        )
        items = "".join(f"<li><strong>{said(name)}</strong>: {said(why)}</li>" for name, why in self.left_out.items())
        return _PAGE.format(
            title=said(self.title),
            notes="".join(f"<p>{said(note)}</p>" for note in self.notes),
            rows=rows,
            left_out=f"<h2>What is not in it, and why</h2><ul>{items}</ul>" if items else "",
        )
