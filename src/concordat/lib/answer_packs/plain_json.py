"""JSON in the one form in which packs are written, so that a value has one text and a text one value.

Names in order, no spaces, UTF-8, whole numbers only (the idea of RFC 8785, for a smaller set of values).
"""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from concordat.lib.answer_packs.refusals import NotAPack

LARGEST = 1_000_000  # bytes; a return of 300 questions has 250,000
_DAMAGED = "This is not an answer pack, or it was damaged on the way. Ask for the file again."
_UNTYPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})  # control signs, signs that turn the line round, halves of pairs
_FORMULA = "=+-@"
_SPACES = frozenset({"Zs", "Zl", "Zp"})


def written(value: Any) -> bytes:
    """The one text of a value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def parsed(content: bytes) -> Any:
    """The value of a text that was written so; raises `NotAPack` for every other."""
    if len(content) > LARGEST:
        raise NotAPack("This file is larger than any answer pack, so we did not open it.")
    if content.startswith(b"PK"):
        raise NotAPack("This is a zip file or a workbook. An answer pack is a single file that ends in .json.")
    try:
        found = json.loads(
            content.decode(), object_pairs_hook=_once, parse_float=_whole_only, parse_constant=_whole_only
        )
        same = written(found) == content
    except (ValueError, RecursionError):  # not JSON, not UTF-8, a name twice, nested without end, half a pair
        raise NotAPack(_DAMAGED) from None
    if not same:
        raise NotAPack(
            "This file was opened and saved by another program, which changed how it is written. Ask for it again."
        )
    return found


def plain(text: str, longest: int) -> str:
    """Text as a pack may hold it: one line, nothing that nobody types, nothing that a spreadsheet would calculate."""
    typed = "".join(" " if _is_space(sign) else sign for sign in text if _is_space(sign) or _is_typed(sign))
    return " ".join(typed.split()).lstrip(_FORMULA + " ")[:longest].rstrip()


def _is_space(sign: str) -> bool:
    return sign in "\t\n\r" or unicodedata.category(sign) in _SPACES


def _is_typed(sign: str) -> bool:
    return unicodedata.category(sign) not in _UNTYPED


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _whole_only(_said: str) -> Any:
    raise ValueError("a number that is not whole")
