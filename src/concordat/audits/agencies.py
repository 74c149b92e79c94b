"""Asking about agencies' returns: my agency's, those of a cycle, what one says and leaves to do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from concordat.accounts.vocabulary import AGENCY_TEAM
from concordat.audits import agency_access as access
from concordat.audits import queries
from concordat.audits.models import AgencyAnswer, AgencyReturn, AuditCycle
from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.lib import form_logic
from concordat.partnership import queries as partnership_queries
from concordat.questionnaires import queries as questionnaire_queries

FORM = "section-11-agency-audit"
WITH = ("cycle__partnership__organisation", "organisation")
NO_SETTING = form_logic.Facts(is_school=False, is_college=False, has_trust_or_proprietor=False, boarding=False)


def mine(actor: Actor) -> list[AgencyReturn]:
    """Returns of my agency, in open audits first. One query."""
    own = access.visible_agency_returns(actor).filter(organisation_id__in=actor.organisations(*AGENCY_TEAM))
    found = own.select_related(*WITH).order_by("cycle__closes_on", "pk")
    return sorted(found, key=lambda one: one.cycle.state != "open")


def return_for(actor: Actor, return_id: int) -> AgencyReturn:
    """One that the actor may know of; raises `NotFound`."""
    found = access.visible_agency_returns(actor).select_related(*WITH).filter(pk=return_id).first()
    if found is None:
        raise NotFound()
    return found


def readable(actor: Actor, return_id: int) -> AgencyReturn:
    """One whose answers the actor may read now; raises `NotFound`."""
    found = return_for(actor, return_id)
    if not access.may_read(actor, found):
        raise NotFound()
    return found


def of_cycle(actor: Actor, cycle: AuditCycle) -> list[AgencyReturn]:
    """Those of a cycle, by the name of the agency. One query."""
    found = access.visible_agency_returns(actor).filter(cycle=cycle).select_related(*WITH)
    return list(found.order_by("organisation__name", "pk"))


@dataclass
class SaidByAgency:
    """An agency in a cycle with what it says, which is nothing before its officer has signed."""

    name: str
    state: str
    form_version_id: int
    is_signed: bool
    values: dict[str, dict[str, Any]] = field(default_factory=dict)


def said_in(actor: Actor, cycle: AuditCycle) -> list[SaidByAgency]:
    """Every agency of a cycle with its signed answers, by name. One query."""
    rows = access.visible_agency_returns(actor).filter(cycle=cycle).order_by("organisation__name", "pk")
    found: dict[int, SaidByAgency] = {}
    for pk, name, state, version, submitted_at, question, value in rows.values_list(
        "pk",
        "organisation__name",
        "state",
        "form_version_id",
        "submitted_at",
        "answers__question",
        "answers__value",
    ):
        one = found.setdefault(pk, SaidByAgency(name, state, version, submitted_at is not None))
        if one.is_signed and question is not None:
            one.values[question] = value
    return list(found.values())


@dataclass(frozen=True)
class Body:
    """A body of the partnership that has not been asked in a cycle."""

    id: int
    name: str


def not_asked(cycle: AuditCycle, every: Iterable[AgencyReturn], *, on: date) -> list[Body]:
    """The bodies that are part of the partnership and have none of these returns. One query."""
    asked = {one.organisation_id for one in every}
    bodies = partnership_queries.bodies_on(cycle.partnership_id, on)
    return [Body(body.id, body.name) for body in bodies if body.id not in asked]


def lock(one: AgencyReturn) -> AgencyReturn | None:
    """As it is now, locked until this transaction ends; none where the actor may not change it as it is now."""
    return AgencyReturn.objects.select_for_update(of=("self",)).select_related(*WITH).filter(pk=one.pk).first()


def form_of(one: AgencyReturn) -> form_logic.Form:
    """The frozen form that it answers."""
    return questionnaire_queries.form_of(one.form_version_id)


def answers_of(one: AgencyReturn) -> dict[str, queries.AnswerNow]:
    """Every answer given, by question."""
    rows = AgencyAnswer.objects.filter(agency_return=one).values_list("question", "value", "version", "answered_at")
    return {question: queries.AnswerNow(*rest) for question, *rest in rows}


def evaluate(one: AgencyReturn, values: Mapping[str, dict[str, Any]]) -> form_logic.Evaluation:
    """What these values leave to do."""
    return form_logic.evaluate(form_of(one), NO_SETTING, {code: value for code, value in values.items() if value})


def digest_of(values: Mapping[str, dict[str, Any]]) -> str:
    """SHA-256 over every answer, so that the signature shows what it stands under."""
    text = json.dumps(sorted(values.items()), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
