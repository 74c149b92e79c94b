"""Pictures: decoded within bounds and written anew, so that no place, camera or hidden data comes along."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

from concordat.lib.safe_files.kinds import FileKind, UnsafeFile

MOST_PIXELS = 40_000_000
BROKEN = "This picture is damaged or is not what it seems. Open it, save it as PNG or JPEG and add that file."
TOO_LARGE = "This picture has more than 40 million dots. Make it smaller and add that file."


def safe_image(content: bytes, kind: FileKind) -> bytes:
    """The picture alone, turned as its camera meant it."""
    wanted = "PNG" if kind is FileKind.png else "JPEG"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[wanted]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise UnsafeFile(TOO_LARGE)
                picture.load()
                turned = ImageOps.exif_transpose(picture)
                return _written(turned, wanted)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise UnsafeFile(TOO_LARGE) from problem
    except UnsafeFile:
        raise
    except Exception as problem:  # whatever a decoder stumbles over, the picture is not taken
        raise UnsafeFile(BROKEN) from problem


def _written(picture: Image.Image, wanted: str) -> bytes:
    plain = picture.convert("RGB" if wanted == "JPEG" or picture.mode not in ("RGBA", "LA", "P", "PA") else "RGBA")
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)  # a new picture has no exif, no comment, no colour profile
    out = io.BytesIO()
    clean.save(out, wanted, quality=90) if wanted == "JPEG" else clean.save(out, wanted, optimize=False)
    return out.getvalue()
