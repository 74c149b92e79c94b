"""Packs that a setting brought in, as sources beside its returns: what was signed elsewhere, by the bank here.

Only packs in force, of issuers whom the partnership takes packs from now, whose signature still holds. Of a form that
is not here the pack itself says what was asked; an expectation that is not the same here is left out of it, so that
what is left is never marked complete.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    DateField,
    DateTimeField,
    F,
    IntegerField,
    JSONField,
    Q,
    QuerySet,
    When,
)
from django.db.models import Value as V
from django.db.models.functions import Cast

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


def rows_of_packs(actor: Actor, establishment_id: int) -> QuerySet[Any, Any]:
    """What the setting has brought in, in the columns of `standing.COLUMNS`, so that one query reads all sources.

    A row a pack: its document where an answer's value stands, nothing where it is not in force.
    """
    return (
        packs_access.visible_packs(actor)
        .filter(establishment_id=establishment_id)
        .annotate(
            below=V(-FIRST, BigIntegerField()) - F("pk"),
            said=Case(When(_IN_FORCE, then=F("content")), default=None, output_field=JSONField()),
            none=V(0, IntegerField()),
            unsigned=Cast(V(None), DateTimeField()),
            unsealed=Cast(V(None), DateTimeField()),
            never=V(False, BooleanField()),
            nothing=Cast(V(None), JSONField()),
            nowhere=V(0, BigIntegerField()),
            no_day=Cast(V(None), DateField()),
        )
        .values_list(
            "below",
            "of_return",
            "said",
            "none",
            "made_at",
            "unsigned",
            "unsealed",
            "never",
            "nothing",
            "establishment_id",
            "partnership_id",
            "nowhere",
            "issuer__public_key",
            "signature",
            "no_day",
            "issuer__fingerprint",
        )
    )


def is_pack(row: Mapping[str, Any]) -> bool:
    """Whether a row of the one query is a pack."""
    return int(row["audit_return_id"]) < -FIRST


def standings_of_packs(rows: Sequence[Mapping[str, Any]]) -> dict[int, Standing]:
    """What may be used of the packs that a setting has brought in, by the number among the standings."""
    if not rows:
        return {}
    bank = tags.bank(at=clock.today())
    found = {}
    for row in rows:
        if row["value"] is None or not _still_signed(row):
            continue
        earlier = frozenset(_number(one) for one in rows if one["value"] is None and _about(one) == _about(row))
        pack, place = answer_packs.pack_of(row["value"]), row["establishment_id"]
        standing = standing_of(pack, _number(row), place, row["partnership_id"], bank=bank, replaces=earlier)
        found[standing.return_id] = standing
    return found


def _number(row: Mapping[str, Any]) -> int:
    return -FIRST - int(row["audit_return_id"])


def _about(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["partnership_id"], row["audit_return__cycle__partnership__organisation__name"], row["question"]


def _still_signed(row: Mapping[str, Any]) -> bool:
    key = answer_packs.keys.pasted(row["audit_return__cycle__title"])
    return answer_packs.holds(row["value"], row["audit_return__cycle__year"], key)


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
