"""Following the register while an audit is open: a setting that closes is not asked any more.

One that goes on under another entry (an academy conversion, a merger) leaves its draft to the setting that
follows it, whose people confirm it answer by answer.
"""

from __future__ import annotations

from datetime import date, datetime

from concordat.audits import access, queries
from concordat.audits.models import AuditCycle, AuditReturn, OfferedAnswer
from concordat.audits.operations.decisions import settle_for_register
from concordat.audits.vocabulary import AWAITED, OfferSource
from concordat.core import clock, jobs, journal
from concordat.core.actor import Actor
from concordat.establishments import queries as establishment_queries


def follow_register(*, cycle: AuditCycle, by: Actor, at: datetime) -> int:
    """Exempt returns of settings that have closed, and pass on what they had written. Says how many closed.

    Run it after late joiners were let in, so that who follows has a return. Safe to repeat: what is exempt
    is not looked at again.
    """
    access.require(by, "audits.follow_register", cycle)
    today = clock.day_of(at)
    waiting = AuditReturn.objects.filter(cycle=cycle, state__in=AWAITED).select_related(*queries.WITH)
    closed = [one for one in waiting if _has_closed(one, today)]
    followers = establishment_queries.followers_of([one.establishment_id for one in closed])
    for audit_return in closed:
        body = audit_return.establishment.organisation
        passed_on = sum(_pass_on(audit_return, follower, by=by, at=at) for follower in followers.get(body.pk, ()))
        reason = f"The setting closed on {body.closed_on:%-d %B %Y}."
        if passed_on:
            reason += " What it had written waits for the setting that follows it."
        settle_for_register(audit_return=audit_return, reason=reason, by=by, at=at)
    return len(closed)


def _has_closed(audit_return: AuditReturn, today: date) -> bool:
    closed_on = audit_return.establishment.organisation.closed_on
    return closed_on is not None and closed_on <= today


def _pass_on(audit_return: AuditReturn, follower_id: int, *, by: Actor, at: datetime) -> bool:
    """Offer the draft to the return of the setting that follows, where it answers the same form."""
    target = (
        AuditReturn.objects.filter(
            cycle_id=audit_return.cycle_id, establishment_id=follower_id, form_version_id=audit_return.form_version_id
        )
        .filter(state__in=AWAITED)
        .first()
    )
    values = queries.values_of(queries.answers_of(audit_return)) if target else {}
    if target is None or not values:
        return False
    there = set(queries.answers_of(target)) | {one.question for one in queries.offers_of(target)}
    name = audit_return.establishment.organisation.name
    offers = [
        OfferedAnswer(
            audit_return=target,
            establishment_id=target.establishment_id,
            partnership_id=target.partnership_id,
            question=question,
            value=value,
            source=OfferSource.predecessor,
            told_by=name[:100],
            offered_name=name[:150],
            offered_at=at,
        )
        for question, value in values.items()
        if question not in there
    ]
    with journal.entry("audits.return.passed_on", by=by, at=at, about=target, details={"offers": len(offers)}):
        OfferedAnswer.objects.bulk_create(offers)
        jobs.defer("audits.tell_setting_of_offers", return_id=target.pk, day=f"{at:%Y%m%d}")
    return True
