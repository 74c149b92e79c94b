"""Asking about letters and requests, always from what the actor may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from concordat.accounts import queries as account_queries
from concordat.accounts.vocabulary import SETTING_KEEPERS
from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.establishments import queries as establishment_queries
from concordat.establishments.listing import RegisterFilters, listing
from concordat.establishments.queries import EstablishmentBrief
from concordat.joining import access, codes
from concordat.joining.models import CallBack, ClaimCode, HandOver, JoinRequest, LetterRun, SignInReset
from concordat.partnership import queries as partnership_queries

FOUND = 20  # settings that the public search shows


@dataclass(frozen=True)
class FoundSetting:
    """A setting as the public search shows it: facts of the public register, nothing about its people."""

    id: int
    name: str
    where: str


def find_settings(said: str) -> tuple[list[FoundSetting], int]:
    """Open settings that these words mean, and how many there are; run by the front desk."""
    found = listing(RegisterFilters(search=said[:100]))
    rows = found.page(1, sort="")[:FOUND]
    return [
        FoundSetting(row.id, row.name, ", ".join(part for part in (row.town, row.postcode) if part)) for row in rows
    ], found.count


def setting_named(establishment_id: int) -> tuple[int, str]:
    """An open setting's id and name; raises `NotFound`. Run by the front desk."""
    found = establishment_queries.establishment(establishment_id)
    if found.status == "Closed":
        raise NotFound()
    return found.pk, found.organisation.name


def request_by_token(token: str) -> JoinRequest | None:
    """The request behind a link; run by the front desk."""
    return (
        JoinRequest.objects.select_related("establishment__organisation")
        .filter(token_hash=codes.hash_of(token))
        .first()
    )


def request_waiting_for_proof(establishment_id: int, email: str) -> JoinRequest:
    """A request whose mailbox is not proved yet; run by the front desk. Raises `NotFound`."""
    found = JoinRequest.objects.filter(establishment=establishment_id, email__iexact=email, proved_at=None).first()
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True)
class Proof:
    """What the mail needs."""

    email: str
    token: str
    organisation_id: int
    number: int


def proof_to_send(request_id: int, *, at: datetime) -> Proof | None:
    """A request whose mailbox is not proved yet, with the secret of its link rebuilt."""
    found = JoinRequest.objects.filter(pk=request_id, proved_at=None, decided_at=None, expires_at__gt=at).first()
    if found is None:
        return None
    return Proof(found.email, codes.token_for(found.pk, found.nonce), found.establishment_id, found.proofs)


def refused(request_id: int) -> JoinRequest | None:
    """A request that was refused, to tell the one who asked."""
    return JoinRequest.objects.filter(pk=request_id, outcome="refused").first()


def requests_waiting(actor: Actor, *, at: datetime) -> list[JoinRequest]:
    """Requests that somebody has to decide about, the oldest first. One query."""
    found = access.visible_requests(actor, at=at).filter(decided_at=None)
    return list(found.select_related("establishment__organisation").order_by("proved_at", "pk"))


def requests_decided(actor: Actor, *, at: datetime, limit: int = 50) -> list[JoinRequest]:
    """What became of the latest ones. One query."""
    found = access.visible_requests(actor, at=at).filter(decided_at__isnull=False)
    return list(
        found.select_related("establishment__organisation", "decided_by").order_by("-decided_at", "-pk")[:limit]
    )


def request_for(actor: Actor, request_id: int, *, at: datetime) -> JoinRequest:
    """One request that the actor may see; raises `NotFound`."""
    found = access.visible_requests(actor, at=at).select_related("establishment__organisation", "claim", "decided_by")
    try:
        return found.get(pk=request_id)
    except JoinRequest.DoesNotExist:
        raise NotFound() from None


def runs_of(actor: Actor, partnership_id: int) -> list[LetterRun]:
    """Letters of a partnership, the latest first."""
    return list(access.visible_runs(actor).filter(partnership_id=partnership_id).order_by("-made_at", "-pk"))


def run_for(actor: Actor, run_id: int) -> LetterRun:
    """One run of letters; raises `NotFound`."""
    try:
        return access.visible_runs(actor).select_related("partnership__organisation").get(pk=run_id)
    except LetterRun.DoesNotExist:
        raise NotFound() from None


def codes_of(actor: Actor, run_id: int) -> list[ClaimCode]:
    """The letters of a run with their settings, by name."""
    found = access.visible_codes(actor).filter(run_id=run_id).select_related("establishment__organisation")
    return list(found.order_by("establishment__sort_name", "pk"))


def code_for(actor: Actor, code_id: int) -> ClaimCode:
    """One letter; raises `NotFound`."""
    try:
        return access.visible_codes(actor).select_related("establishment__organisation").get(pk=code_id)
    except ClaimCode.DoesNotExist:
        raise NotFound() from None


def settings_without_anybody(partnership_id: int, *, at: datetime) -> list[EstablishmentBrief]:
    """Open settings of the area where nobody keeps the accounts, by name. Three queries."""
    briefs = establishment_queries.open_in(partnership_queries.area_ids(partnership_id, _day(at)), _day(at))
    kept = account_queries.holders_at((brief.id for brief in briefs), *SETTING_KEEPERS, at=at)
    return [brief for brief in briefs if brief.id not in kept]


def _day(at: datetime) -> date:
    return at.date()


def calls_waiting(actor: Actor, *, at: datetime) -> list[CallBack]:
    """Calls that wait for a second officer, the oldest first. One query."""
    found = access.visible_calls(actor, at=at).filter(decided_at=None)
    return list(found.select_related("establishment__organisation", "called_by").order_by("called_at", "pk"))


def call_for(actor: Actor, call_id: int, *, at: datetime) -> CallBack:
    """One call that the actor may see; raises `NotFound`."""
    found = access.visible_calls(actor, at=at).select_related("establishment__organisation", "called_by", "decided_by")
    try:
        return found.get(pk=call_id)
    except CallBack.DoesNotExist:
        raise NotFound() from None


def hand_over_for(actor: Actor, hand_over_id: int, *, at: datetime) -> HandOver:
    """One hand-over that the actor may see; raises `NotFound`."""
    found = access.visible_hand_overs(actor, at=at).select_related("organisation", "leaver", "taken_over_by")
    try:
        return found.get(pk=hand_over_id)
    except HandOver.DoesNotExist:
        raise NotFound() from None


def hand_over_of_role(actor: Actor, role_id: int, *, at: datetime) -> HandOver | None:
    """The open hand-over of a role, if there is one."""
    return access.visible_hand_overs(actor, at=at).filter(role_held_id=role_id, closed_at=None).first()


def resets(actor: Actor, *, at: datetime) -> list[SignInReset]:
    """Resets of the last 90 days that the actor may see, the newest first. One query."""
    found = access.visible_resets(actor, at=at).filter(opened_at__gt=at - timedelta(days=90))
    return list(found.select_related("person", "organisation", "opened_by").order_by("-opened_at", "-pk")[:200])


def reset_for(actor: Actor, reset_id: int, *, at: datetime) -> SignInReset:
    """One reset that the actor may see; raises `NotFound`."""
    found = access.visible_resets(actor, at=at).select_related("person", "organisation", "opened_by")
    reset = found.filter(pk=reset_id).first()
    if reset is None:
        raise NotFound()
    return reset


@dataclass(frozen=True)
class ResetToTell:
    """What the letter needs."""

    email: str
    organisation_id: int


def reset_to_tell(reset_id: int) -> ResetToTell | None:
    """A reset that was carried out; run by the doorkeeper."""
    found = SignInReset.objects.select_related("person").filter(pk=reset_id, done_at__isnull=False).first()
    return ResetToTell(found.person.email, found.organisation_id) if found else None
