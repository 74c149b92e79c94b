"""Answers taken down for a setting, which one of its own people confirms or throws away."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from concordat.audits import access, queries, rules
from concordat.audits.models import AuditReturn, OfferedAnswer
from concordat.audits.operations.answers import Posted, Saved, UnknownQuestion, save_section
from concordat.audits.vocabulary import OfferSource
from concordat.core import jobs, journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem


class OfferNotPossible(Problem):
    """Something is missing that the setting must know before it confirms."""


def take_by_phone(
    *, audit_return: AuditReturn, told_by: str, values: Mapping[str, dict[str, Any]], by: Actor, at: datetime
) -> int:
    """An officer writes down what somebody at the setting says; an empty value takes an offer back.

    Nothing of it is an answer until the setting confirms it. Says how many offers changed.
    """
    access.require(by, "audits.answer_by_phone", audit_return)
    if not told_by.strip():
        raise OfferNotPossible("Say who tells you this, by their post: the head, the business manager.")
    audit_return = queries.lock(audit_return)
    rules.require_answerable(queries.facts_of(audit_return))
    if not values.keys() <= queries.form_of(audit_return).questions.keys():
        raise UnknownQuestion("This page is not of this form. Go back and open the section again.")
    waiting = {one.question: one for one in queries.offers_of(audit_return) if one.source == OfferSource.phone}
    changed = 0
    with journal.entry("audits.return.taken_by_phone", by=by, at=at, about=audit_return) as details:
        for question, value in values.items():
            changed += _offer(audit_return, waiting.get(question), question, value, told_by.strip(), by=by, at=at)
        details["offers"] = changed
        if changed:
            jobs.defer("audits.tell_setting_of_offers", return_id=audit_return.pk, day=f"{at:%Y%m%d}")
    return changed


def take_offers(*, audit_return: AuditReturn, offers: Mapping[int, str], by: Actor, at: datetime) -> Saved:
    """Somebody of the setting says that these offers are right: they become answers.

    `offers` gives for each the token of the present answer that the page showed. An answer that changed
    since is not written over; its offer waits on.
    """
    access.require(by, "audits.answer", audit_return)
    chosen = [one for one in queries.offers_of(audit_return) if one.pk in offers]
    posted = {one.question: Posted(one.value, offers[one.pk]) for one in chosen}
    saved = save_section(audit_return=audit_return, posted=posted, by=by, at=at)
    refused = {conflict.question for conflict in saved.conflicts}
    _settle([one.pk for one in chosen if one.question not in refused], taken=True, by=by, at=at)
    return saved


def throw_away_offers(*, audit_return: AuditReturn, offers: Collection[int], by: Actor, at: datetime) -> int:
    """Somebody of the setting says that these are not right. Says how many."""
    access.require(by, "audits.answer", audit_return)
    audit_return = queries.lock(audit_return)
    chosen = [one.pk for one in queries.offers_of(audit_return) if one.pk in offers]
    with journal.entry(
        "audits.return.offers_refused", by=by, at=at, about=audit_return, details={"offers": len(chosen)}
    ):
        _settle(chosen, taken=False, by=by, at=at)
    return len(chosen)


def _settle(ids: Collection[int], *, taken: bool, by: Actor, at: datetime) -> None:
    waiting = OfferedAnswer.objects.filter(pk__in=ids, settled_at=None)
    waiting.update(taken=taken, settled_by_id=by.person_id, settled_at=at)


def _offer(
    audit_return: AuditReturn,
    stands: OfferedAnswer | None,
    question: str,
    value: dict[str, Any],
    told_by: str,
    *,
    by: Actor,
    at: datetime,
) -> bool:
    if value == (stands.value if stands else {}):
        return False
    if stands is not None:
        OfferedAnswer.objects.filter(pk=stands.pk).update(
            value=value, told_by=told_by, offered_by_id=by.person_id, offered_name=by.name, offered_at=at
        )
        return True
    OfferedAnswer(
        audit_return=audit_return,
        establishment_id=audit_return.establishment_id,
        partnership_id=audit_return.partnership_id,
        question=question,
        value=value,
        source=OfferSource.phone,
        told_by=told_by,
        offered_by_id=by.person_id,
        offered_name=by.name,
        offered_at=at,
    ).save(force_insert=True)
    return True
