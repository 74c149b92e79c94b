"""PDF: read whole, stripped of everything that acts or carries files, and written anew."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

from concordat.lib.safe_files.kinds import UnsafeFile

MOST_OBJECTS = 300_000
DEEPEST = 40
HARMLESS_ACTIONS = {"/URI", "/GoTo", "/Named"}
HARMLESS_ADDRESSES = ("http://", "https://", "mailto:")
ACTING_KEYS = ("/AA", "/JS", "/JavaScript", "/XFA", "/EmbeddedFiles", "/EF", "/AF", "/RichMediaContent", "/Collection")
ACTING_NOTES = {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}
LOCKED = "This PDF has a password or is locked. Save it without password and add that file."
BROKEN = "This PDF is damaged or is not what it seems. Print it to a new PDF and add that file."


def safe_pdf(content: bytes) -> tuple[bytes, bool]:
    """The document without scripts, actions, attached files and author, and whether something acting was taken out."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise UnsafeFile(LOCKED)
            if len(pdf.objects) > MOST_OBJECTS or not pdf.pages:
                raise UnsafeFile(BROKEN)
            stripped = _strip(pdf)
            _forget_people(pdf)
            out = io.BytesIO()
            pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    except pikepdf.PasswordError as problem:
        raise UnsafeFile(LOCKED) from problem
    except UnsafeFile:
        raise
    except (pikepdf.PdfError, ValueError, RuntimeError, KeyError, TypeError, AttributeError) as problem:
        raise UnsafeFile(BROKEN) from problem
    if _still_acts(out.getvalue()):
        raise UnsafeFile(BROKEN)
    return out.getvalue(), stripped


def _strip(pdf: pikepdf.Pdf) -> bool:
    found = False
    for thing in _dictionaries(pdf):
        for key in ACTING_KEYS:
            if key in thing:
                del thing[key]
                found = True
        for key in ("/A", "/OpenAction", "/Next", "/PA"):
            if key in thing and _acts(thing[key]):
                del thing[key]
                found = True
        found |= _strip_notes(thing)
    return found


def _strip_notes(page: Any) -> bool:
    notes = page.get("/Annots")
    if not isinstance(notes, pikepdf.Array):
        return False
    kept = [note for note in list(notes) if str(_get(note, "/Subtype")) not in ACTING_NOTES]
    if len(kept) == len(notes):
        return False
    page["/Annots"] = pikepdf.Array(kept)
    return True


def _acts(action: Any) -> bool:
    """Whether an action does more than lead to a page or to an address of the web."""
    if isinstance(action, pikepdf.Array):  # a place in the document
        return any(_acts(one) for one in list(action) if isinstance(one, pikepdf.Dictionary) and "/S" in one)
    if not isinstance(action, pikepdf.Dictionary):
        return False
    if str(_get(action, "/Type")) == "/Page" or "/S" not in action:
        return False
    if str(action["/S"]) not in HARMLESS_ACTIONS:
        return True
    return str(action["/S"]) == "/URI" and not str(_get(action, "/URI")).lower().startswith(HARMLESS_ADDRESSES)


def _get(thing: Any, key: str) -> Any:
    return thing.get(key) if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream) else None


def _forget_people(pdf: pikepdf.Pdf) -> None:
    """Author, program and history go; the title stays."""
    title = str(pdf.docinfo.get("/Title", "")) if "/Info" in pdf.trailer else ""
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    if "/Metadata" in pdf.Root:
        del pdf.Root["/Metadata"]
    if title:
        pdf.trailer["/Info"] = pdf.make_indirect(pikepdf.Dictionary(Title=title))


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary: those that are objects of their own, and those inside them."""
    for one in pdf.objects:
        yield from _inside(one, DEEPEST)


def _inside(thing: Any, deep: int) -> Iterator[Any]:
    if deep == 0:
        raise UnsafeFile(BROKEN)
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        for key in list(thing.keys()):
            value = thing.get(key)
            if _is_direct_container(value):
                yield from _inside(value, deep - 1)
    elif isinstance(thing, pikepdf.Array):
        for value in list(thing):
            if _is_direct_container(value):
                yield from _inside(value, deep - 1)


def _is_direct_container(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect


def _still_acts(content: bytes) -> bool:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return _strip(pdf)
