"""What is not met, as needs that offers can be matched to: of one return, and of all returns of a cycle (D2-04)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from concordat.audits import access, queries
from concordat.audits.models import Answer, AuditCycle, AuditReturn
from concordat.audits.vocabulary import GAPS, WORST
from concordat.core.actor import Actor
from concordat.lib.form_logic import Form, Question
from concordat.questionnaires import queries as questionnaire_queries
from concordat.resources import queries as resource_queries
from concordat.resources.rules import Need, OfferFacts, without_offer


@dataclass(frozen=True)
class NotMet:
    """An answer that is not met: the question, how it was rated, what the plan says of it."""

    question: Question
    rating: str
    plan: tuple[Mapping[str, Any], ...]
    need: Need


@dataclass(frozen=True)
class CycleNeed:
    """One question of one form over all returns: how many settings do not meet it, and how many nothing is offered."""

    form: str
    code: str
    text: str
    area: str
    settings: int
    of: int  # settings that returned this form and were asked it
    without_offer: int
    phases: Mapping[str, int]  # of those without an offer


def not_met(audit_return: AuditReturn, values: Mapping[str, Mapping[str, Any]]) -> list[NotMet]:
    """What the return says is not in place or at a low level, the worst first, in the order of the form."""
    form = queries.form_of(audit_return)
    plan = _plan(form, values)
    found = [
        NotMet(question, rating, tuple(plan[question.code]), need_of(question, audit_return))
        for question in form.questions.values()
        if (rating := question.chosen(values.get(question.code))) in GAPS.get(question.scale, ())
    ]
    return sorted(found, key=lambda one: one.rating not in WORST)


def need_of(question: Question, audit_return: AuditReturn) -> Need:
    """A question that is not met at a setting, as a need."""
    phase, authority = str(audit_return.register.get("phase") or ""), audit_return.establishment.local_authority_id
    return Need(question.code, question.area, frozenset(question.expectations), phase, authority)


def _plan(form: Form, values: Mapping[str, Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Rows of the action plan by the question that each is about."""
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for question in form.questions.values():
        if question.kind == "action-table":
            for row in values.get(question.code, {}).get("rows", []):
                found[str(row.get("question") or "").strip()].append(row)
    return found


def needs_of_cycle(actor: Actor, cycle: AuditCycle) -> list[CycleNeed]:
    """Questions that some submitted return does not meet, those with the most settings left alone first. 3 queries."""
    access.require(actor, "audits.see_cycle", cycle)
    every = access.visible_returns(actor).filter(cycle=cycle).exclude(submitted_at=None)
    returns = {one.pk: one for one in every.select_related("establishment")}
    rows = Answer.objects.asked().filter(
        audit_return_id__in=list(returns), value__choice__in=sorted(set().union(*GAPS.values()))
    )
    offers = resource_queries.standing(actor, cycle.partnership_id)
    needs: dict[tuple[int, str], list[Need]] = defaultdict(list)
    questions: dict[tuple[int, str], Question] = {}
    for return_id, code, rating in rows.values_list("audit_return_id", "question", "value__choice"):
        one = returns[return_id]
        question = questionnaire_queries.form_of(one.form_version_id).questions.get(code)
        if question is not None and rating in GAPS.get(question.scale, ()):
            questions[one.form_version_id, code] = question
            needs[one.form_version_id, code].append(need_of(question, one))
    returned = Counter(one.form_version_id for one in returns.values())
    elsewhere = Counter((one.form_version_id, code) for one in returns.values() for code in one.accepted)
    found = [
        _counted(version, question, needs[version, code], offers, of=returned[version] - elsewhere[version, code])
        for (version, code), question in questions.items()
    ]
    return sorted(found, key=lambda one: (-one.without_offer, -one.settings, one.form, one.code))


def _counted(version: int, question: Question, needs: list[Need], offers: list[OfferFacts], *, of: int) -> CycleNeed:
    alone = without_offer(needs, offers)
    form = questionnaire_queries.form_of(version)
    return CycleNeed(
        form=form.code,
        code=question.code,
        text=question.text,
        area=form.meaning("area", question.area) if question.area else "",
        settings=len(needs),
        of=of,
        without_offer=len(alone),
        phases=dict(sorted(Counter(one.phase or "Not known" for one in alone).items())),
    )
