"""Pictures, and files that pretend to be some."""

from __future__ import annotations

import io

from PIL import Image


def a_logo(width: int = 300, height: int = 100, *, kind: str = "PNG", colour: str = "#0b5c66") -> bytes:
    """A plain picture."""
    made = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(made, kind)
    return made.getvalue()


def noise(width: int, height: int) -> bytes:
    """A picture that cannot be made small by packing."""
    made = io.BytesIO()
    picture = Image.effect_noise((width, height), 120).convert("RGB")
    picture.save(made, "PNG")
    return made.getvalue()
