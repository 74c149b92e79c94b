"""Papers as PDF/UA-1, with typst: for the worker only.

Only the fonts inside typst are used, so a paper is the same on every machine; nothing is fetched. They lack
most scripts of Asia and every emoji, and PDF/UA refuses a paper with a letter that cannot be shown: such a letter is
spelt out by its Unicode name, so that nobody's answer stops a paper or is left out.
"""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from concordat.core.documents.paper import DEMO, Paper

TEMPLATE = Path(__file__).with_name("paper.typ")
ROUNDS = 20  # each names every letter that is missing where it looked; a paper with none left is done
_TOO_LONG = re.compile(r"\S{40}(?=\S)")
_MISSING = re.compile(r'the text `"(.*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_OTHER_ESCAPES = {"\\n": "\n", "\\t": "\t", "\\r": "\r", "\\0": "\0", '\\"': '"', "\\'": "'", "\\\\": "\\"}


def pdf(paper: Paper) -> bytes:
    """The file; the same bytes for the same paper. Raises `typst.TypstError` where typst cannot write it."""
    said, timestamp = json.dumps(_readable(_data(paper)), ensure_ascii=False), int(paper.as_of.timestamp())
    logo = paper.head.logo if paper.head else b""
    for _ in range(ROUNDS):
        try:
            return _written(said, timestamp, logo)
        except typst.TypstError as problem:
            missing = _missing(problem.diagnostic) & set(said)
            if not missing:
                raise
            said = said.translate({ord(one): _spelt(one) for one in missing})
    return _written(said.translate({ord(one): _spelt(one) for one in set(said) if ord(one) > 0xFF}), timestamp, logo)


def _written(said: str, timestamp: int, logo: bytes) -> bytes:
    inputs = {"paper": said, "logo": json.dumps(list(logo))}
    compiler = typst.Compiler(TEMPLATE.read_bytes(), ignore_system_fonts=True, sys_inputs=inputs)
    made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=timestamp)
    assert isinstance(made, bytes)
    return made


def _data(paper: Paper) -> dict[str, Any]:
    """What it says; a demonstration says on every page that it is one."""
    data = paper.as_data()
    return data | {"footer": f"{DEMO} {data['footer']}"} if settings.CONCORDAT_DEMO else data


def _readable(data: Any) -> Any:
    """Without control characters, which no paper can show; lines stay, and endless words may break."""
    if isinstance(data, str):
        text = data.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        shown = "".join(one for one in text if one == "\n" or unicodedata.category(one) not in ("Cc", "Cs"))
        return _TOO_LONG.sub("\\g<0>\u200b", shown)
    if isinstance(data, dict):
        return {key: _readable(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_readable(value) for value in data]
    return data


def _missing(diagnostic: str) -> set[str]:
    found: set[str] = set()
    for text in _MISSING.findall(diagnostic):
        plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        for escaped, meant in _OTHER_ESCAPES.items():
            plain = plain.replace(escaped, meant)
        found |= {one for one in plain if not one.isascii()}
    return found


def _spelt(one: str) -> str:
    """`[grinning face]`; by number where the letter has no name that says more."""
    if unicodedata.category(one) in ("Mn", "Cf"):
        return ""  # joiners and variants of the letter before
    name = unicodedata.name(one, "").lower()
    return f"[{name}]" if name and not name.startswith("cjk ") else f"[U+{ord(one):04X}]"
