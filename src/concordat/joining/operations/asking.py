"""Somebody without an invitation asks to join: with a letter's code, or without. The mailbox is proved first.

Run by the front desk, which acts for nobody who is known yet. What it answers says nothing about who is there.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from concordat.accounts import access as account_access
from concordat.accounts import operations as account_operations
from concordat.accounts import queries as account_queries
from concordat.accounts.vocabulary import SETTING_KEEPERS, Role
from concordat.core import jobs, journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.establishments import notices
from concordat.establishments import queries as establishment_queries
from concordat.joining import access, codes
from concordat.joining.models import ClaimCode, JoinRequest
from concordat.joining.rules import (
    PROOF_LASTS,
    PROOFS_A_REQUEST,
    TRIES_A_CODE,
    RequestFacts,
    is_own_domain,
    who_confirms,
)
from concordat.joining.vocabulary import ASKED_POSTS, CLAIMED_POSTS, Confirmer, Outcome
from concordat.lib import claim_codes

NO_SUCH_CODE = (
    "This code does not work. Compare it with the letter. It may have been used, replaced by a newer letter, or be"
    " older than four weeks: then ask the partnership for a new letter."
)


class JoiningNotPossible(Problem):
    """A request that cannot be taken, or a link that cannot be used."""


@dataclass(frozen=True)
class Proved:
    """What follows from a proved mailbox: an invitation that can be used at once, or somebody's word is waited for."""

    request: JoinRequest
    join_token: str = ""


def ask_with_letter(*, typed: str, role: str, name: str, email: str, by: Actor, at: datetime) -> None:
    """Use a letter's code; a mail goes to the address to prove the mailbox. Raises for a code that does not work."""
    access.require(by, "joining.ask")
    try:
        code = claim_codes.read(typed)
    except claim_codes.MistypedCode as problem:
        raise JoiningNotPossible(str(problem)) from problem
    claim = (
        ClaimCode.objects.select_for_update()
        .filter(code_hash=codes.hash_of(code), used_at=None, revoked_at=None, expires_at__gt=at)
        .first()
    )
    if claim is None:
        raise JoiningNotPossible(NO_SUCH_CODE)
    if claim.tries >= TRIES_A_CODE:
        raise JoiningNotPossible("This code was tried too often. Ask the partnership for a new letter.")
    _require_post(role, CLAIMED_POSTS)
    ClaimCode.objects.filter(pk=claim.pk).update(tries=F("tries") + 1)
    _ask(claim.establishment_id, role, name, email, claim=claim, by=by, at=at)


def ask_to_join(*, establishment_id: int, role: str, name: str, email: str, by: Actor, at: datetime) -> None:
    """Ask without a letter; a mail goes to the address to prove the mailbox. Asking twice is one request."""
    access.require(by, "joining.ask")
    _require_post(role, ASKED_POSTS)
    _ask(establishment_id, role, name, email, claim=None, by=by, at=at)


def prove_mailbox(*, token: str, by: Actor, at: datetime) -> Proved:
    """The link in the mail was used: whoever asked reads this mailbox. Safe to repeat."""
    access.require(by, "joining.ask")
    request = (
        JoinRequest.objects.select_for_update(of=("self",))
        .select_related("claim", "establishment__organisation")
        .filter(token_hash=codes.hash_of(token))
        .first()
    )
    if request is None or (request.proved_at is None and (request.expires_at <= at or request.decided_at is not None)):
        raise JoiningNotPossible("This link cannot be used any more. Ask to join again.")
    if request.proved_at is None:
        _settle(request, by=by, at=at)
    return Proved(request, _token_of(request, at=at))


def _settle(request: JoinRequest, *, by: Actor, at: datetime) -> None:
    """Whose word is needed now; an invitation at once where nobody's is."""
    place = request.establishment_id
    standing = account_queries.standing_at([place], at=at)
    keepers = account_queries.holders_at([place], *SETTING_KEEPERS, at=at).get(place, set())
    givers = account_queries.holders_at([place], *account_access.givers_of(request.role), at=at).get(place, set())
    by_letter = _use_code(request, at=at)
    request.proved_at = at
    facts = RequestFacts(
        by_letter=by_letter,
        keepers=len(givers),
        is_own_domain=_is_own_domain(request, at=at),
        had_keepers=bool(keepers or account_queries.left_by_all([place], *SETTING_KEEPERS, at=at)),
    )
    request.confirmer = who_confirms(facts)
    details = {"confirmer": request.confirmer, "role": request.role}
    with journal.entry("joining.request.proved", by=by, at=at, about=request, details=details):
        if standing.get((place, request.role, request.email.lower())) == "holds":
            request.outcome, request.decided_at = Outcome.there_already, at
        elif request.confirmer == Confirmer.nobody:
            invite(request, by=by, at=at)
        request.save()


def invite(request: JoinRequest, *, by: Actor, at: datetime) -> None:
    """An ordinary invitation for the one who asked; the request is settled with it, and saved by the caller."""
    made = account_operations.invite_person(
        organisation=request.establishment.organisation,
        role=Role(request.role),
        name=request.name,
        email=request.email,
        by=by,
        at=at,
    )
    request.invitation_id, request.outcome, request.decided_at = made.pk, Outcome.invited, at
    request.decided_by_id = by.person_id


def _use_code(request: JoinRequest, *, at: datetime) -> bool:
    """A letter's code is used by the first who proves a mailbox with it, and by nobody after."""
    if request.claim_id is None:
        return False
    free = ClaimCode.objects.filter(pk=request.claim_id, used_at=None, revoked_at=None, expires_at__gt=at)
    return free.update(used_at=at) == 1


def _is_own_domain(request: JoinRequest, *, at: datetime) -> bool:
    desk = notices.duty_desk(request.establishment_id, at.date())
    return is_own_domain(request.email, website=request.establishment.website, mailboxes=desk.mailboxes)


def _token_of(request: JoinRequest, *, at: datetime) -> str:
    """The secret of the invitation that nobody else had to confirm; the mailbox was proved a moment ago."""
    if request.invitation_id is None or request.confirmer != Confirmer.nobody:
        return ""
    waiting = account_queries.invitation_to_send(request.invitation_id, at=at)
    return waiting.token if waiting else ""


def _require_post(role: str, posts: list[tuple[str, str]]) -> None:
    if role not in dict(posts):
        raise JoiningNotPossible("Choose your post from the list.")


def _ask(
    establishment_id: int, role: str, name: str, email: str, *, claim: ClaimCode | None, by: Actor, at: datetime
) -> None:
    setting = establishment_queries.establishment(establishment_id)
    if setting.organisation.closed_on is not None and setting.organisation.closed_on <= at.date():
        raise JoiningNotPossible("This setting is closed. Find the one that goes on in its place.")
    waiting = _waiting(establishment_id, role, email, at=at)
    if waiting is None:
        try:
            with transaction.atomic():
                _begin(establishment_id, role, name, email, claim=claim, by=by, at=at)
        except IntegrityError:  # asked twice at once: the other one is the request
            return
    elif waiting.proved_at is None:
        _send_again(waiting, claim=claim)


def _waiting(establishment_id: int, role: str, email: str, *, at: datetime) -> JoinRequest | None:
    """The same request if it waits already; one whose link ran out is over and makes room."""
    same = JoinRequest.objects.select_for_update().filter(
        establishment=establishment_id, role=role, email__iexact=email, decided_at=None
    )
    same.filter(proved_at=None, expires_at__lte=at).update(decided_at=at, outcome=Outcome.lapsed)
    return same.first()


def _begin(
    establishment_id: int, role: str, name: str, email: str, *, claim: ClaimCode | None, by: Actor, at: datetime
) -> None:
    made = JoinRequest(
        establishment_id=establishment_id,
        role=role,
        name=name.strip(),
        email=email.strip(),
        claim=claim,
        nonce=secrets.token_hex(16),
        token_hash=secrets.token_bytes(32),
        asked_at=at,
        expires_at=at + PROOF_LASTS,
    )
    details = {"role": role, "by_letter": claim is not None}
    with journal.entry("joining.request.asked", by=by, at=at, about=made, details=details):
        made.save(force_insert=True)
        made.token_hash = codes.hash_of(codes.token_for(made.pk, made.nonce))
        made.save(update_fields=["token_hash"])
    jobs.defer("joining.send_proof", request_id=made.pk, number=1)


def _send_again(waiting: JoinRequest, *, claim: ClaimCode | None) -> None:
    """The same link once more, a few times at most: nobody fills a stranger's mailbox from here."""
    if claim is not None:
        waiting.claim = claim
    if waiting.proofs < PROOFS_A_REQUEST:
        waiting.proofs += 1
        jobs.defer("joining.send_proof", request_id=waiting.pk, number=waiting.proofs)
    waiting.save(update_fields=["claim", "proofs"])
