"""A lost factor: one officer rings back, somebody else confirms, then the person sets up a new one."""

from __future__ import annotations

from datetime import datetime

from concordat.accounts import operations as account_operations
from concordat.accounts import queries as account_queries
from concordat.core import jobs, journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.establishments import queries as establishment_queries
from concordat.joining import access
from concordat.joining.models import SignInReset
from concordat.joining.operations.calling import NUMBER, REGISTER
from concordat.joining.rules import RESET_LASTS, why_not_to_confirm_reset, why_not_to_open_reset
from concordat.joining.vocabulary import RESET_SOURCES


class ResetNotPossible(Problem):
    """A reset that cannot be opened or confirmed so."""


def open_reset(*, role_id: int, number: str, source: str, reason: str, by: Actor, at: datetime) -> SignInReset:
    """An officer rang the person back and says why the sign-in is reset. Nothing is removed yet.

    A number that is said to be the register's is the register's; one that the caller gave never counts.
    """
    held = account_queries.role_held(by, role_id, at=at)
    access.require(by, "joining.open_reset", held.organisation)
    if why := why_not_to_open_reset(person=held.person_id, officer=by.person_id, ended=held.ends_at is not None):
        raise ResetNotPossible(why)
    said = establishment_queries.telephone_of(held.organisation_id) if source == REGISTER else number.strip()
    if source not in dict(RESET_SOURCES) or not NUMBER.fullmatch(said):
        raise ResetNotPossible("Say which number you rang, and where you found it: never take it from the caller.")
    if not reason.strip():
        raise ResetNotPossible("Say why, such as: lost the phone on a school trip.")
    assert by.person_id is not None
    made = SignInReset(
        person_id=held.person_id,
        organisation_id=held.organisation_id,
        number=said,
        source=source,
        reason=reason.strip()[:300],
        opened_at=at,
        opened_by_id=by.person_id,
        expires_at=at + RESET_LASTS,
    )
    with journal.entry("joining.reset.opened", by=by, at=at, about=made, details={"source": source}):
        made.save(force_insert=True)
    return made


def confirm_reset(*, reset: SignInReset, by: Actor, at: datetime) -> None:
    """Somebody else knows that it is so: what the person signed in with goes, and open sessions end."""
    reset = _open(reset, confirms=True, by=by, at=at)
    with journal.entry("joining.reset.confirmed", by=by, at=at, about=reset):
        _decide(reset, confirmed=True, by=by, at=at)
    jobs.defer("joining.reset_sign_in", reset_id=reset.pk)


def refuse_reset(*, reset: SignInReset, by: Actor, at: datetime) -> None:
    """It does not convince: nothing is removed."""
    reset = _open(reset, confirms=False, by=by, at=at)
    with journal.entry("joining.reset.refused", by=by, at=at, about=reset):
        _decide(reset, confirmed=False, by=by, at=at)


def carry_out_reset(*, reset_id: int, by: Actor, at: datetime) -> SignInReset | None:
    """Once, and only what was confirmed; run by the doorkeeper in the sign-in phase. None where nothing is to do."""
    access.require(by, "joining.carry_out_reset")
    reset = SignInReset.objects.select_for_update().filter(pk=reset_id, confirmed=True, done_at=None).first()
    if reset is None:
        return None
    with journal.entry("joining.reset.done", by=by, at=at, about=reset):
        account_operations.remove_factors(person_id=reset.person_id, by=by, at=at)
        reset.done_at = at
        reset.save(update_fields=["done_at"])
    return reset


def _open(reset: SignInReset, *, confirms: bool, by: Actor, at: datetime) -> SignInReset:
    access.require(by, "joining.decide_reset", reset.organisation)
    locked = SignInReset.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=reset.pk)
    why = why_not_to_confirm_reset(
        opened_by=locked.opened_by_id,
        person=locked.person_id,
        decides=by.person_id,
        confirms=confirms,
        decided=locked.decided_at is not None,
        expired=locked.expires_at <= at,
    )
    if why:
        raise ResetNotPossible(why)
    return locked


def _decide(reset: SignInReset, *, confirmed: bool, by: Actor, at: datetime) -> None:
    reset.decided_at, reset.decided_by_id, reset.confirmed = at, by.person_id, confirmed
    reset.save(update_fields=["decided_at", "decided_by", "confirmed"])
