"""Word, Excel and PowerPoint: a zip of XML parts, each looked at; macros, objects and links outward are refused."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from concordat.lib.safe_files.archives import DAMAGED
from concordat.lib.safe_files.kinds import FileKind, UnsafeFile

MOST_PARTS = 5_000
MOST_BYTES = 200 * 1024 * 1024
MOST_XML = 60 * 1024 * 1024
CONTENT_TYPES = "[Content_Types].xml"
MAIN = {
    "wordprocessingml.document.main+xml": FileKind.docx,
    "spreadsheetml.sheet.main+xml": FileKind.xlsx,
    "presentationml.presentation.main+xml": FileKind.pptx,
}
BROKEN = "This file is damaged or is not what it seems. Open it, save it anew and add that file."
LOCKED = "This file has a password. Save it without password and add that file."
NO_DOCUMENT = "This is an archive. Take the documents out and add them one by one."
MACROS = "This file holds macros. Save it without macros (docx, xlsx or pptx) and add that file."
OBJECTS = "This file holds other files or links that load something by themselves. Take them out, or save it as PDF."
FIELDS = re.compile(r"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK)\b")
OBJECT_PARTS = re.compile(
    r"/(embeddings|activex|ctrlprops|externallinks|customui|webextensions|model)/|connections\.xml$|querytable|oleobject",
    re.IGNORECASE,
)
MACRO_PARTS = re.compile(r"vba|macro|/dialogsheets/", re.IGNORECASE)
HARMLESS_BINARY = re.compile(r"/(printersettings|media|fonts|thumbnail)", re.IGNORECASE)
PICTURES = ("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "emf", "wmf", "wdp", "svg")


def safe_office(content: bytes) -> tuple[bytes, FileKind]:
    """The same parts in a new archive, and which kind of document it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = _parts(archive)
    except DAMAGED as problem:
        if isinstance(problem, UnsafeFile):
            raise
        raise UnsafeFile(BROKEN) from problem
    if CONTENT_TYPES not in parts:
        raise UnsafeFile(NO_DOCUMENT)
    kind = _kind(parts)
    for name, value in parts.items():
        _require_harmless(name, value)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(parts, key=lambda one: (one != CONTENT_TYPES, one)):
            made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), parts[name], zipfile.ZIP_DEFLATED)
    return out.getvalue(), kind


def _parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Every part, read within bounds; what an archive says of sizes is not believed."""
    every = archive.infolist()
    if len(every) > MOST_PARTS:
        raise UnsafeFile(BROKEN)
    parts: dict[str, bytes] = {}
    left = MOST_BYTES
    for one in every:
        if one.flag_bits & 0x1:
            raise UnsafeFile(LOCKED)
        if one.is_dir():
            continue
        if not _is_a_plain_name(one) or one.filename in parts:
            raise UnsafeFile(BROKEN)
        with archive.open(one) as stream:
            value = stream.read(left + 1)
        left -= len(value)
        if left < 0:
            raise UnsafeFile("This file unpacks to more than 200 MB. Make it smaller, or save it as PDF.")
        parts[one.filename] = value
    return parts


def _is_a_plain_name(one: zipfile.ZipInfo) -> bool:
    name = one.filename
    is_link = stat.S_ISLNK(one.external_attr >> 16)
    return not (is_link or name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"))


def _kind(parts: dict[str, bytes]) -> FileKind:
    root = _xml(parts[CONTENT_TYPES])
    types = [one.get("ContentType", "") for one in root]
    if any("macroenabled" in one.lower() or "vba" in one.lower() for one in types):
        raise UnsafeFile(MACROS)
    found = {kind for one in types for ending, kind in MAIN.items() if one.endswith(ending)}
    if len(found) != 1:
        raise UnsafeFile(NO_DOCUMENT if not found else BROKEN)
    return found.pop()


def _require_harmless(name: str, value: bytes) -> None:
    ending = name.rpartition(".")[2].lower()
    if MACRO_PARTS.search(name):
        raise UnsafeFile(MACROS)
    if OBJECT_PARTS.search("/" + name):
        raise UnsafeFile(OBJECTS)
    if ending in ("xml", "rels", "vml"):
        _require_harmless_xml(name, value)
    elif not (HARMLESS_BINARY.search("/" + name) or ending in PICTURES):
        raise UnsafeFile(OBJECTS)


def _require_harmless_xml(name: str, value: bytes) -> None:
    root = _xml(value)
    if name.endswith(".rels"):
        for one in root.iter():
            leads_out = one.get("TargetMode", "").lower() == "external"
            if leads_out and not _is_a_link_to_click(one):
                raise UnsafeFile(OBJECTS)
        return
    for one in root.iter():
        tag = one.tag.rpartition("}")[2] if isinstance(one.tag, str) else ""
        if FIELDS.search(_field(one, tag).upper()):
            raise UnsafeFile(OBJECTS)
        if tag in ("ddeLink", "oleLink", "altChunk", "control"):
            raise UnsafeFile(OBJECTS)


def _is_a_link_to_click(one: Element) -> bool:
    target = one.get("Target", "").lower()
    return one.get("Type", "").endswith("/hyperlink") and target.startswith(("http://", "https://", "mailto:", "#"))


def _field(one: Element, tag: str) -> str:
    """What a field of Word does, in whichever of two ways it is written."""
    if tag == "instrText":
        return one.text or ""
    values = {key.rpartition("}")[2]: value for key, value in one.items()}
    return values.get("instr", "") if tag == "fldSimple" else ""


def _xml(value: bytes) -> Element:
    if len(value) > MOST_XML:
        raise UnsafeFile(BROKEN)
    try:
        root: Element = fromstring(value, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as problem:
        raise UnsafeFile(BROKEN) from problem
    return root
