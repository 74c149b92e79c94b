"""Pictures are judged by content and written anew: hostile files are refused or lose what they carried."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from concordat.core.pictures import HIGHEST, MOST_BYTES_KEPT, WIDEST, NotAPicture, made_anew
from tests.factories.pictures import a_logo, noise


def test_a_picture_becomes_a_small_png_and_the_same_file_the_same_picture() -> None:
    for kind in ("PNG", "JPEG"):
        made = made_anew(a_logo(2000, 500, kind=kind))
        assert made.content.startswith(b"\x89PNG")
        assert (made.width, made.height) == (720, 180)
        assert made == made_anew(a_logo(2000, 500, kind=kind))
        assert made_anew(made.content) == made


def test_what_cannot_be_packed_is_bounded_all_the_same() -> None:
    made = made_anew(noise(720, 240))
    assert len(made.content) <= MOST_BYTES_KEPT * 1.2
    assert made.width <= WIDEST
    assert made.height <= HIGHEST


def test_nothing_but_the_pixels_survives() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "ada was here")
    file = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(file, "PNG", pnginfo=notes)
    made = made_anew(file.getvalue() + b"<script>alert(1)</script>PK\x03\x04")
    for word in (b"ada", b"script", b"PK\x03\x04", b"tEXt"):
        assert word not in made.content
    photo = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera of Ada"
    exif[0x0112] = 6  # lies on its side
    Image.new("RGB", (40, 20), "red").save(photo, "JPEG", exif=exif)
    made = made_anew(photo.getvalue())
    assert b"Camera" not in made.content
    assert (made.width, made.height) == (20, 40)


def bomb(width: int, height: int) -> bytes:
    """A PNG of few bytes that says that it is enormous."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\x00" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


HOSTILE = {
    "nothing": b"",
    "text": b"not a picture",
    "a drawing with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a page": b"<html><script>alert(1)</script></html>",
    "a document": b"%PDF-1.7\n",
    "an archive": b"PK\x03\x04" + bytes(100),
    "a moving picture": b"GIF89a" + bytes(50),
    "cut short": a_logo()[:100],
    "only a head": b"\x89PNG\r\n\x1a\n",
    "a bomb": bomb(60_000, 60_000),
    "a large bomb": bomb(4_000, 4_000),
    "too many bytes": a_logo() + bytes(2_000_001),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_files_are_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(NotAPicture) as refused:
        made_anew(HOSTILE[name])
    assert "Choose a" in refused.value.sentence
