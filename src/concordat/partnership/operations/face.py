"""How a partnership shows itself: words, colour, numbers, logo."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import datetime

from concordat.core import journal, pictures
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.lib import contrast
from concordat.partnership import access, faces
from concordat.partnership.models import Face, Partnership

LONGEST_ALT = 120
_NUMBER = re.compile(r"[0-9+() -]{3,40}")


class FaceNotPossible(Problem):
    """Something that cannot be shown so; `field` is the one to change."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class FaceWords:
    """What a partnership says of itself; empty is the product's own."""

    display_name: str = ""
    accent: str = ""
    reply_address: str = ""
    front_door: str = ""
    out_of_hours: str = ""
    allegations: str = ""


def readable_accent(written: str) -> str:
    """The colour as it is kept. Raises `FaceNotPossible` with the ratio and a colour that can be read (WCAG 1.4.3)."""
    if not written.strip():
        return ""
    try:
        colour = contrast.parse(written)
    except contrast.NotAColour:
        raise FaceNotPossible("accent", "Write the colour as # and six digits, such as #0b5c66.") from None
    if not contrast.can_be_read_on_white(colour):
        ratio = int(contrast.ratio(colour, contrast.WHITE) * 100) / 100  # never rounded up to a pass
        raise FaceNotPossible(
            "accent",
            f"White text on {colour} has a contrast of {ratio:.2f} to 1 and needs {contrast.TEXT_RATIO} to 1, as has"
            f" this colour on white. The nearest darker colour that passes is {contrast.nearest_darker(colour)}.",
        )
    return str(colour)


def set_face(*, partnership: Partnership, words: FaceWords, by: Actor, at: datetime) -> Face:
    """A partnership says its name, colour, reply address and numbers."""
    access.require(by, "partnership.set_face", partnership)
    values = asdict(words) | {"accent": readable_accent(words.accent)}
    for name in ("front_door", "out_of_hours", "allegations"):
        if values[name] and not _NUMBER.fullmatch(values[name]):
            raise FaceNotPossible(name, "Write a telephone number, such as 01632 960 001.")
    face = _face(partnership, at)
    changed = sorted(name for name, value in values.items() if getattr(face, name) != value)
    with journal.entry("partnership.face.set", by=by, at=at, about=partnership, details={"changed": changed}):
        for name, value in values.items():
            setattr(face, name, value)
        face.changed_at = at
        face.save(update_fields=[*values, "changed_at"])
    faces.forget()
    return face


def set_logo(*, partnership: Partnership, content: bytes, alt: str, by: Actor, at: datetime) -> Face:
    """A partnership gives its logo, written anew, with words for those who cannot see it."""
    access.require(by, "partnership.set_face", partnership)
    alt = " ".join(alt.split())
    if not alt or len(alt) > LONGEST_ALT:
        raise FaceNotPossible("alt", f"Say what the logo shows, in up to {LONGEST_ALT} characters.")
    picture = pictures.made_anew(content)
    face = _face(partnership, at)
    details = {"digest": picture.digest}
    with journal.entry("partnership.face.logo_set", by=by, at=at, about=partnership, details=details):
        face.logo, face.logo_digest, face.logo_alt = picture.content, picture.digest, alt
        face.logo_width, face.logo_height, face.changed_at = picture.width, picture.height, at
        _save_logo(face)
    faces.forget()
    return face


def remove_logo(*, partnership: Partnership, by: Actor, at: datetime) -> Face:
    """A partnership takes its logo away."""
    access.require(by, "partnership.set_face", partnership)
    face = _face(partnership, at)
    with journal.entry("partnership.face.logo_removed", by=by, at=at, about=partnership):
        face.logo, face.logo_digest, face.logo_alt, face.logo_width, face.logo_height = None, "", "", 0, 0
        face.changed_at = at
        _save_logo(face)
    faces.forget()
    return face


def _save_logo(face: Face) -> None:
    face.save(update_fields=["logo", "logo_digest", "logo_alt", "logo_width", "logo_height", "changed_at"])


def _face(partnership: Partnership, at: datetime) -> Face:
    """The partnership's row, locked; two who save at once do so one after the other."""
    Face.objects.get_or_create(partnership=partnership, defaults={"changed_at": at})
    return Face.objects.select_for_update().get(partnership=partnership)
