"""How partnerships show themselves, and which of them somebody sees."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from concordat.accounts.vocabulary import SETTING_TEAM, TRUST_TEAM, Role
from concordat.core.actor import Actor
from concordat.core.clock import today
from concordat.core.letterheads import Letterhead
from concordat.core.problems import NotFound
from concordat.core.remembered import Remembered
from concordat.establishments import access as establishment_access
from concordat.establishments import queries as establishment_queries
from concordat.partnership.models import Face, Partnership
from concordat.partnership.vocabulary import NUMBER_NAMES

SETTING_SIDE = (*SETTING_TEAM, *TRUST_TEAM, Role.staff_member)


@dataclass(frozen=True)
class Logo:
    """The logo without its bytes: what a page needs to show it."""

    digest: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Shown:
    """How one partnership shows itself on pages."""

    partnership_id: int
    name: str
    accent: str = ""
    reply_address: str = ""
    numbers: tuple[tuple[str, str], ...] = ()
    logo: Logo | None = None


_seen: Remembered[tuple[Shown, ...]] = Remembered()


def face_of(partnership_id: int) -> Face | None:
    """What the partnership has set, if anything; without the logo's bytes."""
    return Face.objects.defer("logo").filter(partnership_id=partnership_id).first()


def seen_by(actor: Actor, *, working_on: int | None = None) -> Shown | None:
    """The face of the one partnership that the actor belongs to; of several, the one being worked on.

    At most one query a minute for each set of roles.
    """
    if not actor.roles:
        return None
    faces = _seen.get(frozenset(actor.roles), lambda: tuple(_faces(actor, today())))
    if len(faces) == 1:
        return faces[0]
    return next((face for face in faces if face.partnership_id == working_on), None)


def belongs_to_several(actor: Actor) -> bool:
    """Whether it matters what the actor works on. No query after `seen_by`."""
    return len(_seen.get(frozenset(actor.roles), lambda: tuple(_faces(actor, today())))) > 1


def forget() -> None:
    """A face has changed."""
    _seen.forget()


def logo_of(partnership_id: int, digest: str) -> bytes:
    """The logo of this name; raises `NotFound` for another or an earlier one."""
    found = Face.objects.filter(partnership_id=partnership_id, logo_digest=digest).exclude(logo_digest="")
    logo = found.values_list("logo", flat=True).first()
    if logo is None:
        raise NotFound()
    return bytes(logo)


def letterhead_of(organisation_id: int) -> Letterhead | None:
    """What stands on letters to a setting, trust or partnership; none where two partnerships could be meant."""
    authorities = establishment_queries.authorities_of_body(organisation_id)
    found = list(_partnerships({organisation_id}, authorities, today())[:2])
    if len(found) != 1:
        return None
    face = Face.objects.filter(partnership=found[0]).first()
    if face is None:
        return Letterhead(found[0].organisation.name)
    return Letterhead(
        name=face.display_name or found[0].organisation.name,
        reply_to=face.reply_address,
        numbers=_numbers(face),
        logo=bytes(face.logo or b""),
        logo_alt=face.logo_alt,
    )


def _faces(actor: Actor, day: date) -> Iterable[Shown]:
    places = {held.organisation_id for held in actor.roles}
    authorities = establishment_access.establishments_of(actor, *SETTING_SIDE).values("local_authority_id")
    for partnership in _partnerships(places, authorities, day).select_related("face").defer("face__logo"):
        face: Face | None = getattr(partnership, "face", None)
        yield shown(partnership, face)


def shown(partnership: Partnership, face: Face | None) -> Shown:
    """A partnership as its pages show it; without a face, by its name alone."""
    if face is None:
        return Shown(partnership.pk, partnership.organisation.name)
    logo = Logo(face.logo_digest, face.logo_alt, face.logo_width, face.logo_height) if face.logo_digest else None
    name = face.display_name or partnership.organisation.name
    return Shown(partnership.pk, name, face.accent, face.reply_address, _numbers(face), logo)


def _numbers(face: Face) -> tuple[tuple[str, str], ...]:
    said = ((name, getattr(face, field)) for field, name in NUMBER_NAMES.items())
    return tuple((name, number) for name, number in said if number)


def _partnerships(places: Collection[int], authorities: Any, day: date) -> QuerySet[Partnership]:
    """Partnerships of these bodies on a day: their own, those they are a partner of, those over these authorities."""
    current = Q(terms__until_on__isnull=True) | Q(terms__until_on__gt=day)
    partner = Q(terms__organisation_id__in=places) | Q(terms__organisation_id__in=authorities)
    found = Partnership.objects.filter(Q(pk__in=places) | (current & Q(terms__from_on__lte=day) & partner))
    return found.select_related("organisation").distinct()
