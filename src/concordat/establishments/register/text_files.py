"""From the bytes of a CSV file to rows by header name, whatever its encoding among the two that occur."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

MOST_BYTES = 400_000_000


class ExtractProblem(ValueError):
    """A file that cannot be read at all; the sentence says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def encoding_of(path: Path) -> str:
    """UTF-8 (with or without a mark) or Windows-1252; anything else is refused.

    Read in pieces, so that a large file costs no memory.
    """
    if path.stat().st_size > MOST_BYTES:
        raise ExtractProblem("This file is larger than any extract of the register. Check that it is the right one.")
    with path.open("rb") as file:
        head = file.read(4)
        if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in head:
            raise ExtractProblem("This file is not plain text in UTF-8 or Windows-1252. Save it as CSV (UTF-8).")
        if head.startswith(b"PK"):
            raise ExtractProblem("This is a workbook or a zip, not CSV. Unpack it, or save the sheet as CSV (UTF-8).")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            with path.open(encoding=encoding, newline="") as text:
                while piece := text.read(1 << 20):
                    if "\x00" in piece:
                        raise ExtractProblem("This file holds bytes that no CSV has. Download the extract again.")
        except UnicodeDecodeError:
            continue
        return encoding
    raise ExtractProblem("This file is neither UTF-8 nor Windows-1252. Save it as CSV (UTF-8).")


def rows(
    path: Path, wanted: Mapping[str, tuple[str, ...]], needed: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Row number in the file and the wanted columns by our names; other columns are never kept.

    `wanted` gives for each of our names the headers it may have; headers are compared without case and
    spaces. Raises `ExtractProblem` when a needed one is missing.
    """
    with path.open(encoding=encoding_of(path), newline="") as file:
        reader = csv.reader(file)
        try:
            header = next(reader, None)
            if not header:
                raise ExtractProblem("This file is empty. Download the extract again.")
            places = _places(header, wanted)
            missing = [wanted[name][0] for name in needed if name not in places]
            if missing:
                raise ExtractProblem(f"This file has no column {', '.join(missing)}. Is it the right extract?")
            for row in reader:
                if any(row):
                    yield (
                        reader.line_num,
                        {name: row[place].strip() if place < len(row) else "" for name, place in places.items()},
                    )
        except csv.Error as wrong:
            raise ExtractProblem(
                f"Line {reader.line_num} cannot be read as CSV. Download the extract again."
            ) from wrong


def _places(header: list[str], wanted: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    found = {_plain(name): place for place, name in reversed(list(enumerate(header)))}
    places: dict[str, int] = {}
    for name, headers in wanted.items():
        for one in headers:
            if _plain(one) in found:
                places[name] = found[_plain(one)]
                break
    return places


def _plain(header: str) -> str:
    return "".join(header.casefold().split())
