"""Who may open, code, settle and read codings; `coding_security.py` says the same to the database."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from concordat.audits import checking_access
from concordat.audits.checking_rules import Round
from concordat.audits.coding_security import CODERS, CODING_KEEPERS
from concordat.audits.models import (
    CodedNote,
    Coding,
    CodingCode,
    CodingCoder,
    CodingResult,
    CodingSettlement,
    Moderation,
)
from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.permissions import Predicate, role

require = permissions.require
allows = permissions.allows


def _partnership(thing: Any) -> int:
    return int(thing.partnership_id)


keeps_coding = role(*CODING_KEEPERS, says="the partnership's office and education safeguarding lead", at=_partnership)
sees_coding = role(*CODERS, says="the partnership's team", at=_partnership)
is_coder = Predicate(
    "the two people who code",
    lambda actor, coding: sees_coding.holds(actor, coding) and _codes(actor, coding),
    lambda actor: actor.holds(*CODERS),
)

PERMISSIONS = {
    "audits.keep_coding": [[keeps_coding]],
    "audits.see_coding": [[sees_coding]],
    "audits.code_notes": [[is_coder]],
    "audits.settle_coding": [[is_coder], [keeps_coding]],
}
permissions.declare(PERMISSIONS)


def _codes(actor: Actor, coding: Coding) -> bool:
    return actor.person_id is not None and any(one.person_id == actor.person_id for one in coding.coders.all())


def _team(actor: Actor) -> Q:
    return Q(partnership_id__in=actor.organisations(*CODERS))


def _compared() -> Any:
    """Codings that both coders have finished."""
    every = CodingCoder.objects.values("coding_id").annotate(coders=Count("pk"), done=Count("done_at"))
    return every.filter(coders=2, done=2).values("coding_id")


def returns_to_code(actor: Actor) -> Q:
    """Not a return that the actor visits, or rates in the blind, now."""
    blind = Moderation.objects.filter(
        moderator_id=actor.person_id or 0, round=Round.second, done_at=None, withdrawn_at=None
    )
    return checking_access.returns_not_visited(actor) & ~Q(pk__in=blind.values("audit_return_id"))


def visible_codings(actor: Actor) -> QuerySet[Coding]:
    """Codings of the actor's partnership."""
    return Coding.objects.filter(_team(actor))


def visible_codes(actor: Actor) -> QuerySet[CodingCode]:
    """Their codebooks."""
    return CodingCode.objects.filter(_team(actor))


def visible_coders(actor: Actor) -> QuerySet[CodingCoder]:
    """Who codes, and how far they are."""
    return CodingCoder.objects.filter(_team(actor))


def visible_coded(actor: Actor) -> QuerySet[CodedNote]:
    """One's own codes; both coders' when both have finished; never of a setting that the actor is about to visit."""
    own = Q(coder_id=actor.person_id or 0)
    return CodedNote.objects.filter(
        _team(actor) & checking_access.not_visited(actor) & (own | Q(coding_id__in=_compared()))
    )


def visible_settled(actor: Actor) -> QuerySet[CodingSettlement]:
    """What was settled, when both have finished."""
    seen = _team(actor) & checking_access.not_visited(actor)
    return CodingSettlement.objects.filter(seen & Q(coding_id__in=_compared()))


def visible_results(actor: Actor) -> QuerySet[CodingResult]:
    """What stands."""
    return CodingResult.objects.filter(_team(actor))
