"""What PDF/UA-1 (ISO 14289-1) asks for, as far as a program can say.

Every machine check of the Matterhorn Protocol by an independent validator (`page`, itself held to veraPDF's
corpus), then what our own papers promise beside it, with pypdf. No automatic check says whether the reading
order makes sense.
"""

from __future__ import annotations

import io
from typing import Any

import page
from pypdf import PdfReader
from pypdf.generic import DictionaryObject


def text_of(made: bytes) -> str:
    """What the pages say."""
    return " ".join(leaf.extract_text() for leaf in PdfReader(io.BytesIO(made)).pages)


def fonts_of(reader: PdfReader) -> dict[str, Any]:
    """Every font of every page, with its descriptor; type 0 fonts through their descendant."""
    found: dict[str, Any] = {}
    for leaf in reader.pages:
        resources: Any = leaf["/Resources"]
        for font in resources.get("/Font", {}).values():
            described = font.get_object()
            for below in described.get("/DescendantFonts", [described]):
                found[str(below.get_object()["/BaseFont"])] = below.get_object()["/FontDescriptor"].get_object()
    return found


def tags_of(node: Any) -> list[str]:
    """The tags of the structure tree in reading order."""
    node = node.get_object()
    if not isinstance(node, DictionaryObject):
        return []
    kids = node.get("/K", [])
    kids = kids if isinstance(kids, list) else [kids]
    below = [tag for kid in kids for tag in tags_of(kid)]
    return ([str(node["/S"])] if "/S" in node else []) + below


def require_accessible(made: bytes, *, title: str) -> PdfReader:
    """What PDF/UA-1 (ISO 14289-1) asks for and a program can check, and the title that was asked for."""
    report = page.validate_pdf_bytes(made, profile=page.ValidationProfile.PDF_UA_1)
    assert not [f"{failure.rule_id}: {failure.message}" for failure in report.failures]
    assert report.is_compliant
    reader = PdfReader(io.BytesIO(made))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a PDF object, not a bool
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert reader.metadata is not None
    assert reader.metadata.title == title
    described = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in described
    assert title.split()[0] in described
    for leaf in reader.pages:
        assert str(leaf["/Tabs"]) == "/S"
    descriptors = fonts_of(reader)
    assert descriptors
    for name, descriptor in descriptors.items():
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor), f"{name} is not embedded"
    assert tags_of(root["/StructTreeRoot"])[:1] == ["/Document"]
    return reader


def alternatives_of(node: Any) -> list[str]:
    """The words that stand for pictures, in reading order."""
    node = node.get_object()
    if not isinstance(node, DictionaryObject):
        return []
    kids = node.get("/K", [])
    kids = kids if isinstance(kids, list) else [kids]
    below = [alt for kid in kids for alt in alternatives_of(kid)]
    return ([str(node["/Alt"])] if "/Alt" in node else []) + below
