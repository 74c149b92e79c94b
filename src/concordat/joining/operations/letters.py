"""Letters with a code, for settings whose mail is filtered or whose people nobody knows (B-05)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.establishments import queries as establishment_queries
from concordat.joining import access, codes
from concordat.joining.models import ClaimCode, LetterRun
from concordat.joining.rules import LETTER_LASTS
from concordat.partnership import queries as partnership_queries

MOST = 2_000


class LettersNotPossible(Problem):
    """Letters that cannot be made, or a code that cannot be taken back."""


def make_letters(*, partnership_id: int, establishment_ids: Iterable[int], by: Actor, at: datetime) -> LetterRun:
    """A letter for each of these settings of the area; a code that a setting had before stops working."""
    run = LetterRun(partnership_id=partnership_id, made_at=at, made_by_id=by.person_id)
    access.require(by, "joining.keep_letters", run)
    wanted = set(establishment_ids)
    areas = partnership_queries.area_ids(partnership_id, at.date())
    ids = [brief.id for brief in establishment_queries.open_in(areas, at.date()) if brief.id in wanted]
    if not ids:
        raise LettersNotPossible("Choose at least one setting of your area.")
    if len(ids) > MOST:
        raise LettersNotPossible(f"These are more than {MOST:,} letters. Make them in parts.")
    with journal.entry("joining.letters.made", by=by, at=at, about=run, details={"letters": len(ids)}):
        run.save(force_insert=True)
        _open(ids).update(revoked_at=at, revoked_by_id=by.person_id)
        made = ClaimCode.objects.bulk_create(_code(run, establishment_id, at) for establishment_id in ids)
        for one in made:
            one.code_hash = codes.hash_of(codes.code_for(one.pk, one.nonce))
        ClaimCode.objects.bulk_update(made, ["code_hash"], batch_size=500)
    return run


def revoke_code(*, code: ClaimCode, by: Actor, at: datetime) -> None:
    """The letter's code stops working at once."""
    access.require(by, "joining.keep_letters", code)
    if code.used_at is not None:
        raise LettersNotPossible("This code has been used. End the role of whoever came with it instead.")
    with journal.entry("joining.code.revoked", by=by, at=at, about=code):
        ClaimCode.objects.filter(pk=code.pk, used_at=None, revoked_at=None).update(
            revoked_at=at, revoked_by_id=by.person_id
        )


def _open(establishment_ids: list[int]):  # type: ignore[no-untyped-def]
    return ClaimCode.objects.filter(establishment_id__in=establishment_ids, used_at=None, revoked_at=None)


def _code(run: LetterRun, establishment_id: int, at: datetime) -> ClaimCode:
    return ClaimCode(
        run=run,
        partnership_id=run.partnership_id,
        establishment_id=establishment_id,
        nonce=secrets.token_hex(16),
        code_hash=secrets.token_bytes(32),
        made_at=at,
        expires_at=at + LETTER_LASTS,
    )
