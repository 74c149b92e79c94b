"""A picture that somebody uploads: judged by what is in it, and written anew so that nothing else survives.

Only PNG and JPEG are opened; a drawing (SVG) can carry scripts and is refused. The pixels are decoded and encoded
again, so that whatever else the file held (places, names of cameras, another file behind the picture) is gone.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from hashlib import sha256

from PIL import Image, ImageOps, UnidentifiedImageError

from concordat.core.problems import Problem

KINDS = ("PNG", "JPEG")
MOST_BYTES = 2_000_000
MOST_PIXELS = 12_000_000
WIDEST, HIGHEST = 720, 240
MOST_BYTES_KEPT = 150_000


class NotAPicture(Problem):
    """A file that cannot be used as a picture; the sentence says what to choose instead."""


@dataclass(frozen=True)
class Picture:
    """A PNG of our own making."""

    content: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """Names the picture: another picture has another name."""
        return sha256(self.content).hexdigest()


def made_anew(content: bytes) -> Picture:
    """The picture in a file, at most 720 by 240 pixels; the same for the same file. Raises `NotAPicture`."""
    if len(content) > MOST_BYTES:
        raise NotAPicture("This file is larger than 2 MB. Choose a smaller one; a logo needs no more.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Pillow, about files that are odd: what it can read is written anew
            return _encoded(_decoded(content))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        raise NotAPicture("This is not a picture we can read. Choose a PNG or JPEG file.") from problem


def _decoded(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content), formats=KINDS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise NotAPicture("This picture has more than 12 million pixels. Choose a smaller one.")
        opened.load()
        turned = ImageOps.exif_transpose(opened)
        return turned.convert("RGBA")


def _encoded(picture: Image.Image) -> Picture:
    picture.thumbnail((WIDEST, HIGHEST), Image.Resampling.LANCZOS)
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())  # pixels without anything about them
    content = _png(bare)
    if len(content) > MOST_BYTES_KEPT:
        content = _png(bare.quantize(256, method=Image.Quantize.FASTOCTREE))
    return Picture(content, bare.width, bare.height)


def _png(picture: Image.Image) -> bytes:
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()
