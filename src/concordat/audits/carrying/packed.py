"""Packs that a setting brought in, as sources beside its returns: what was signed elsewhere, by the bank here.

Only packs in force, of issuers whom the partnership takes packs from now, whose signature still holds. Of a form that
is not here the pack itself says what was asked; an expectation that is not the same here is left out of it, so that
what is left is never marked complete.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, Q, When

from concordat.audits import packs_access
from concordat.audits.carrying.given import Given, Standing
from concordat.audits.packs.bank import known_here
from concordat.core import clock
from concordat.core.actor import Actor
from concordat.lib import answer_packs, crosswalk
from concordat.questionnaires import tags

FIRST = 10**15  # a trust's audit stands below nought by its number, a pack beyond all of them
_IN_FORCE = Q(ended_at=None, issuer__ended_at=None)


def standing_id(pack_id: int) -> int:
    """The number of a pack among the standings."""
    return -FIRST - pack_id


def packs_at(actor: Actor, establishment_id: int) -> dict[int, Standing]:
    """What the setting has brought in and what may be used of it, by the number among the standings. One query."""
    rows = list(
        packs_access.visible_packs(actor)
        .filter(establishment_id=establishment_id)
        .annotate(said=Case(When(_IN_FORCE, then="content")))
        .values("pk", "partnership_id", "issuer__fingerprint", "issuer__public_key", "of_return", "signature", "said")
    )
    if not rows:
        return {}
    bank = tags.bank(at=clock.today())
    found = {}
    for row in rows:
        if row["said"] is None or not _still_signed(row):
            continue
        earlier = frozenset(
            one["pk"] for one in rows if one["pk"] != row["pk"] and _about(one) == _about(row) and one["said"] is None
        )
        pack = answer_packs.pack_of(row["said"])
        standing = standing_of(pack, row["pk"], establishment_id, row["partnership_id"], bank=bank, replaces=earlier)
        found[standing.return_id] = standing
    return found


def _about(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["partnership_id"], row["issuer__fingerprint"], row["of_return"]


def _still_signed(row: Mapping[str, Any]) -> bool:
    key = answer_packs.keys.pasted(row["issuer__public_key"])
    return answer_packs.holds(row["said"], row["signature"], key)


def standing_of(
    pack: answer_packs.Pack,
    pack_id: int,
    establishment_id: int,
    partnership_id: int,
    *,
    bank: crosswalk.Bank,
    replaces: frozenset[int] = frozenset(),
) -> Standing:
    """A pack as a source for what this partnership asks of its setting; number nought before it is kept."""
    return Standing(
        return_id=standing_id(pack_id),
        form_version_id=0,
        establishment_id=establishment_id,
        partnership_id=0,
        partnership=pack.partnership,
        title=pack.audit,
        opens_on=pack.signed.head_on,
        signed_at=_noon(pack.signed.head_on),
        board_signed_at=_noon(pack.signed.board_on) if pack.signed.board_on else None,
        given={code: _given(one, pack.signed.head_on) for code, one in pack.answers.items()},
        pack_id=pack_id,
        packed=form_in(pack, bank),
        labels={code: _label(pack, one) for code, one in pack.answers.items()},
        tag_release=pack.form.tags[:60],
        serves=partnership_id,
        replaces=replaces,
    )


def _given(one: answer_packs.Answer, signed_on: date) -> Given:
    """What was changed there after it was signed is younger than its signature."""
    at = _noon(signed_on) + timedelta(days=1 if one.changed else 0)
    ticked = None if one.not_in_place is None else frozenset(one.not_in_place)
    return Given({"choice": one.says}, 1, at, one.carried, ticked)


def _label(pack: answer_packs.Pack, one: answer_packs.Answer) -> str:
    value = pack.scales[one.scale].value(one.says)
    return value.label if value else one.says


def form_in(pack: answer_packs.Pack, bank: crosswalk.Bank) -> crosswalk.Form:
    """The form that a pack answers, as far as the bank and the scales here mean the same."""
    known = known_here(pack.expectations, bank)
    scales = {name: _scale(one, pack.form.guidance_on) for name, one in pack.scales.items()}
    questions = tuple(_question(code, one, known, scales[one.scale]) for code, one in pack.answers.items())
    return crosswalk.Form(pack.form.code, pack.form.version, pack.form.title, pack.form.guidance_on, tuple(questions))


def _question(
    code: str, one: answer_packs.Answer, known: frozenset[str], scale: crosswalk.Scale | None
) -> crosswalk.Question:
    expectations = frozenset(one.expectations) & known
    return crosswalk.Question(
        code,
        expectations,
        scale,
        crosswalk.TagState(one.tags),
        one.complete and expectations == frozenset(one.expectations),
        kind=crosswalk.Kind(one.kind),
        text=one.text,
    )


def _scale(said: answer_packs.Scale, day: date) -> crosswalk.Scale | None:
    """The library's scale in the pack's words, where it means the same by each value; else nothing carries."""
    here = tags.scale_in_words(said.code, [(one.value, one.label) for one in said.values], day)
    there = tuple((one.value, crosswalk.Colour(one.colour)) for one in said.values)
    return here if here is not None and (here.values, here.established) == (there, said.established) else None


def _noon(day: date) -> datetime:
    """A pack says on which day, not at what time."""
    return datetime.combine(day, time(12), tzinfo=UTC)
