"""Asking about outside audits: which a partnership accepts, what was offered for a return, what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from concordat.audits import outside_access as access
from concordat.audits import outside_rules as rules
from concordat.audits import queries
from concordat.audits.models import AuditCycle, AuditReturn, OutsideAudit, OutsideOffer
from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.lib.form_logic import SCREENING_PREFIX, Form, Section


def audits_of(actor: Actor) -> list[OutsideAudit]:
    """Every outside audit on the lists that the actor may read, those that stand first. One query."""
    found = access.visible_audits(actor).select_related("partnership__organisation")
    return sorted(found.order_by("name", "pk"), key=lambda one: one.ended_at is not None)


def audit_for(actor: Actor, outside_id: int) -> OutsideAudit:
    """One of them; raises `NotFound`."""
    found = access.visible_audits(actor).select_related("partnership__organisation").filter(pk=outside_id).first()
    if found is None:
        raise NotFound()
    return found


def offers_for(actor: Actor, audit_return: AuditReturn) -> list[OutsideOffer]:
    """What was offered for a return, the newest first. One query."""
    found = access.visible_offers(actor).filter(audit_return=audit_return).select_related("outside_audit")
    return list(found.order_by("-offered_at", "-pk"))


def offer_for(actor: Actor, offer_id: int) -> OutsideOffer:
    """One offer with its return; raises `NotFound`."""
    found = access.visible_offers(actor).select_related("outside_audit").filter(pk=offer_id).first()
    if found is None:
        raise NotFound()
    found.audit_return = queries.return_for(actor, found.audit_return_id)
    return found


def evidence_open_to(actor: Actor, offers: Iterable[OutsideOffer]) -> frozenset[UUID]:
    """Which evidence of these offers stands and is known to the actor. One query."""
    wanted = [one.evidence_id for one in offers]
    found = access.visible_evidence(actor).filter(withdrawn_at=None, pk__in=wanted)
    return frozenset(found.values_list("pk", flat=True))


def possible_for(actor: Actor, audit_return: AuditReturn, *, on: date) -> list[OutsideAudit]:
    """The outside audits that can be offered for a return on a day. One query."""
    form = queries.form_of(audit_return)
    found = access.visible_audits(actor).filter(
        partnership_id=audit_return.partnership_id, form_code=form.code, ended_at=None
    )
    return [
        one
        for one in found.order_by("name", "pk")
        if rules.is_current(from_on=one.from_on, until_on=one.until_on, ended=False, on=on)
    ]


def coverable(form: Form, sections: Iterable[str]) -> list[Section]:
    """Sections of a form that can be accepted from outside: those that ask something, without signatures alone."""
    wanted = rules.stands_for(list(sections), [section.code for section in form.sections])
    return [section for section in form.sections if section.code in wanted and questions_of(section)]


def questions_of(section: Section) -> list[str]:
    """What a section asks that another audit can stand for: never what decides whom a question concerns."""
    return [
        question.code
        for question in section.questions
        if question.is_answered_here and not question.code.startswith(SCREENING_PREFIX)
    ]


@dataclass(frozen=True)
class Use:
    """One outside audit in a cycle: for how many returns, and how many of their questions, it stands."""

    named: str
    returns: int
    questions: int


def used_in(actor: Actor, cycle: AuditCycle) -> list[Use]:
    """What stands in place of answers in a cycle, by the name of the audit. One query."""
    returns: Counter[str] = Counter()
    questions: Counter[str] = Counter()
    every = access.visible_returns(actor).filter(cycle=cycle).exclude(accepted={}).exclude(state="exempt")
    for accepted in every.values_list("accepted", flat=True):
        for named, count in Counter(accepted.values()).items():
            returns[named] += 1
            questions[named] += count
    return [Use(named, returns[named], questions[named]) for named in sorted(returns)]
