"""The parts of an Office file: read within bounds, and put back with some of them changed.

Whoever calls has looked for macros, passwords and links outward before; here only what would make a page slow or
the reading uncertain is refused.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping

from concordat.lib.filled_files.elements import Element, parsed
from concordat.lib.filled_files.problems import UnfitFile

MOST_PARTS = 1000
MOST_BYTES = 60 * 1024 * 1024  # of all parts together
MOST_OF_A_PART = 10 * 1024 * 1024  # of a part that is read
BROKEN = "This file is damaged. Open it, save it anew and choose that file."
TOO_LARGE = "This file unpacks to far more than a form needs. Take out what is not a question or an answer."
WORKBOOK, DOCUMENT = "spreadsheetml.sheet.main+xml", "wordprocessingml.document.main+xml"


class Package:
    """An Office file that is open for reading; `changed` gives it with other content of some parts."""

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            every = self._archive.infolist()
        except (zipfile.BadZipFile, ValueError, OSError) as wrong:
            raise UnfitFile(BROKEN) from wrong
        self._order = [one for one in every if not one.is_dir()]
        self.names = {one.filename: one for one in self._order}
        if len(self.names) != len(self._order) or any(one.flag_bits & 1 for one in every):
            raise UnfitFile(BROKEN)
        if len(every) > MOST_PARTS or sum(one.file_size for one in every) > MOST_BYTES:
            raise UnfitFile(TOO_LARGE)
        self._trees: dict[str, Element] = {}

    def part(self, name: str) -> bytes:
        """What a part holds; raises `UnfitFile` where it is not there or far too large."""
        if name not in self.names:
            raise UnfitFile(BROKEN)
        if self.names[name].file_size > MOST_OF_A_PART:
            raise UnfitFile(TOO_LARGE)
        return self._bytes(name, MOST_OF_A_PART)

    def tree(self, name: str) -> Element:
        """The same as elements, read once."""
        if name not in self._trees:
            self._trees[name] = parsed(self.part(name))
        return self._trees[name]

    def main(self) -> tuple[str, str]:
        """The name of the main part, and its content type."""
        types = {
            one.attributes.get("PartName", "").lstrip("/"): one.attributes.get("ContentType", "")
            for one in self.tree("[Content_Types].xml").children
            if one.name == "Override"
        }
        for name, kind in types.items():
            if kind.endswith((WORKBOOK, DOCUMENT)) and name in self.names:
                return name, kind
        raise UnfitFile("This is no Excel workbook (xlsx) and no Word document (docx).")

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """The parts that a part points to, by id: kind of relation and name; links outward are left out."""
        folder, _, last = name.rpartition("/")
        rels = f"{folder}/_rels/{last}.rels" if folder else f"_rels/{last}.rels"
        if rels not in self.names:
            return {}
        found = {}
        for one in self.tree(rels).children:
            target = one.attributes.get("Target", "")
            if one.attributes.get("TargetMode", "").lower() == "external":
                continue
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[one.attributes.get("Id", "")] = (one.attributes.get("Type", "").rpartition("/")[2], path)
        return found

    def changed(self, parts: Mapping[str, bytes]) -> bytes:
        """The file with these parts instead; every other part holds the same bytes, in the same order."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for one in self._order:
                value = parts[one.filename] if one.filename in parts else self._bytes(one.filename, MOST_BYTES)
                made.writestr(zipfile.ZipInfo(one.filename, one.date_time), value, zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def _bytes(self, name: str, most: int) -> bytes:
        try:
            with self._archive.open(name) as stream:
                value = stream.read(most + 1)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError) as wrong:
            raise UnfitFile(BROKEN) from wrong
        if len(value) > most:
            raise UnfitFile(TOO_LARGE)
        return value
