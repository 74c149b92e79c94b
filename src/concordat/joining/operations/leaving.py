"""Somebody leaves on a day: the role ends then, the list is opened, the successor is invited and takes over."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from concordat.accounts import operations as account_operations
from concordat.accounts import queries as account_queries
from concordat.accounts.vocabulary import OrganisationKind, Role
from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem
from concordat.establishments import operations as establishment_operations
from concordat.establishments import queries as establishment_queries
from concordat.joining import access
from concordat.joining.models import HandOver


class HandOverNotPossible(Problem):
    """A hand-over that cannot be opened, changed or closed so."""


def announce_leaving(
    *, role_id: int, last_day: date, successor_name: str, successor_email: str, by: Actor, at: datetime
) -> HandOver:
    """The person's last day in this role, and who follows: that one is invited now, so that both are there for a while.

    Said again, the day and the successor are those said last. Without a successor the list asks for one.
    """
    held = account_queries.role_held(by, role_id, at=at)
    access.require(by, "joining.hand_over", held.organisation)
    email = successor_email.strip()
    if bool(email) != bool(successor_name.strip()):
        raise HandOverNotPossible("Give both name and mail address of whoever follows, or neither.")
    if email.lower() == held.person.email.lower():
        raise HandOverNotPossible("This is the address of the one who leaves.")
    known = HandOver.objects.select_for_update().filter(role_held_id=held.pk, closed_at=None).first()
    made = known or HandOver(
        organisation=held.organisation,
        role_held_id=held.pk,
        role=held.role,
        leaver_id=held.person_id,
        opened_at=at,
        opened_by_id=by.person_id,
    )
    with journal.entry("joining.hand_over.opened", by=by, at=at, about=made, details={"role": held.role}):
        made.last_day = last_day
        account_operations.end_role_on(held=held, last_day=last_day, by=by, at=at)
        _posts_end(made, last_day + timedelta(days=1), by=by, at=at)
        if email and email.lower() != made.successor_email.lower():
            made.successor_email = email
            made.invitation_id = _invite(made, successor_name, by=by, at=at)
        made.save()
    return made


def take_over(*, hand_over: HandOver, by: Actor, at: datetime) -> int:
    """Whoever holds the role now takes over what the leaver held; says how many things passed on."""
    hand_over = _open(hand_over, by=by)
    role = Role(hand_over.role)
    if by.person_id is None or hand_over.organisation_id not in by.organisations(role):
        raise HandOverNotPossible("Whoever takes over holds the same role. Join with your invitation first.")
    return _pass_on(hand_over, by.person_id, by=by, at=at)


def hand_to(*, hand_over: HandOver, person_id: int, by: Actor, at: datetime) -> int:
    """A keeper passes on what the leaver held to somebody who holds the role: for a deputy, who keeps no accounts."""
    hand_over = _open(hand_over, by=by)
    if person_id == hand_over.leaver_id or person_id not in successors(hand_over, at=at):
        raise HandOverNotPossible("Choose somebody who holds the same role at the setting.")
    return _pass_on(hand_over, person_id, by=by, at=at)


def call_off(*, hand_over: HandOver, by: Actor, at: datetime) -> None:
    """The person stays after all; an invitation that waits is withdrawn."""
    hand_over = _open(hand_over, by=by)
    held = account_queries.role_held(by, hand_over.role_held_id, at=at)
    with journal.entry("joining.hand_over.called_off", by=by, at=at, about=hand_over):
        account_operations.keep_role(held=held, by=by, at=at)
        _posts_end(hand_over, None, by=by, at=at)
        if hand_over.invitation_id is not None:
            invitation = account_queries.invitation(by, hand_over.invitation_id, at=at)
            if invitation.accepted_at is None and invitation.withdrawn_at is None:
                account_operations.withdraw_invitation(invitation=invitation, by=by, at=at)
        hand_over.closed_at = at
        hand_over.save(update_fields=["closed_at"])


def successors(hand_over: HandOver, *, at: datetime) -> set[int]:
    """Ids of the people who hold the role there now and do not leave it."""
    found = account_queries.holders_at([hand_over.organisation_id], hand_over.role, at=at)
    return found.get(hand_over.organisation_id, set()) - {hand_over.leaver_id}


def _pass_on(hand_over: HandOver, person_id: int, *, by: Actor, at: datetime) -> int:
    with journal.entry("joining.hand_over.taken", by=by, at=at, about=hand_over) as details:
        details["passed"] = 0
        if hand_over.organisation.kind == OrganisationKind.establishment:
            details["passed"] = establishment_operations.pass_posts_on(
                establishment=establishment_queries.establishment(hand_over.organisation_id),
                from_id=hand_over.leaver_id,
                to_id=person_id,
                post=hand_over.role,
                by=by,
                at=at,
            )
        hand_over.taken_over_by_id, hand_over.closed_at = person_id, at
        hand_over.save(update_fields=["taken_over_by", "closed_at"])
    return int(details["passed"])


def _open(hand_over: HandOver, *, by: Actor) -> HandOver:
    access.require(by, "joining.hand_over", hand_over.organisation)
    locked = HandOver.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=hand_over.pk)
    if locked.closed_at is not None:
        raise HandOverNotPossible("This hand-over is closed already.")
    return locked


def _posts_end(hand_over: HandOver, held_until: date | None, *, by: Actor, at: datetime) -> None:
    if hand_over.organisation.kind == OrganisationKind.establishment:
        establishment_operations.end_posts_on(
            establishment=establishment_queries.establishment(hand_over.organisation_id),
            person_id=hand_over.leaver_id,
            post=hand_over.role,
            held_until=held_until,
            by=by,
            at=at,
        )


def _invite(hand_over: HandOver, name: str, *, by: Actor, at: datetime) -> int | None:
    """An ordinary invitation to the same role; none where the successor holds it or is invited to it already."""
    place = hand_over.organisation_id
    standing = account_queries.standing_at([place], at=at)
    if (place, hand_over.role, hand_over.successor_email.lower()) in standing:
        return None
    made = account_operations.invite_person(
        organisation=hand_over.organisation,
        role=Role(hand_over.role),
        name=name,
        email=hand_over.successor_email,
        by=by,
        at=at,
    )
    return int(made.pk)
