"""Whoever keeps a setting's accounts, or the partnership's office, says whether somebody belongs there."""

from __future__ import annotations

from datetime import datetime

from concordat.core import jobs, journal
from concordat.core.actor import Actor
from concordat.joining import access
from concordat.joining.models import JoinRequest
from concordat.joining.operations.asking import JoiningNotPossible, invite
from concordat.joining.vocabulary import Outcome


def confirm_request(*, request: JoinRequest, by: Actor, at: datetime) -> None:
    """Yes, I know this person and the post: an ordinary invitation goes out."""
    request = _open(request, by=by)
    with journal.entry("joining.request.confirmed", by=by, at=at, about=request, details={"role": request.role}):
        invite(request, by=by, at=at)
        request.save(update_fields=["invitation_id", "outcome", "decided_at", "decided_by"])


def refuse_request(*, request: JoinRequest, by: Actor, at: datetime) -> None:
    """No: the person is told that the setting did not confirm, and nothing else."""
    request = _open(request, by=by)
    with journal.entry("joining.request.refused", by=by, at=at, about=request, details={"role": request.role}):
        request.outcome, request.decided_at, request.decided_by_id = Outcome.refused, at, by.person_id
        request.save(update_fields=["outcome", "decided_at", "decided_by"])
    jobs.defer("joining.tell_of_refusal", request_id=request.pk)


def _open(request: JoinRequest, *, by: Actor) -> JoinRequest:
    """The request while nobody has decided about it, kept from a second one who decides at the same time."""
    access.require(by, "joining.decide_request", request.establishment)
    locked = (
        JoinRequest.objects.select_for_update(of=("self",))
        .select_related("establishment__organisation")
        .get(pk=request.pk)
    )
    if locked.decided_at is not None:
        raise JoiningNotPossible("Somebody has decided about this request already.")
    return locked
