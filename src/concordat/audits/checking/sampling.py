"""From whom visits are drawn, and how many are worth drawing."""

from __future__ import annotations

from collections.abc import Iterable

from concordat.audits import access as return_access
from concordat.audits.checking import ratings
from concordat.audits.checking_rules import Rating, ReturnRisk, is_over_claim, unit_of
from concordat.audits.models import AuditCycle, AuditReturn
from concordat.core import clock
from concordat.core.actor import Actor
from concordat.lib.survey_sampling import Unit, sample_size
from concordat.questionnaires import queries as questionnaire_queries

MARGIN = 0.15  # an over-claim rate known to plus or minus 15 per cent tells where help is needed
USUAL_QUESTIONS = 8


def frame_of(actor: Actor, cycle: AuditCycle, returns: Iterable[AuditReturn]) -> list[Unit]:
    """Every return that can be visited, with its risk by what it says and what the desk found. Three queries."""
    every = list(returns)
    said = ratings.own_ratings_of(every)
    moderated = ratings.moderated_of(actor, [one.pk for one in every])
    return [unit_of(_risk(cycle, one, said.get(one.pk, {}), moderated.get(one.pk, {}))) for one in every]


def _risk(cycle: AuditCycle, one: AuditReturn, said: dict[str, str], moderated: dict[str, str]) -> ReturnRisk:
    last_day = one.extended_to or cycle.closes_on
    return ReturnRisk(
        establishment_id=one.establishment_id,
        reds=sum(rating == Rating.red for rating in said.values()),
        ambers=sum(rating == Rating.amber for rating in said.values()),
        downrated=sum(is_over_claim(said.get(code, ""), rating) for code, rating in moderated.items()),
        was_late=one.submitted_at is not None and clock.day_of(one.submitted_at) > last_day,
    )


def questions_to_visit(actor: Actor, cycle: AuditCycle) -> list[dict[str, str]]:
    """For each form that submitted returns of a cycle answer, the questions that are rated, with their text."""
    submitted = return_access.visible_returns(actor).filter(cycle=cycle).exclude(submitted_at=None)
    versions = sorted(set(submitted.values_list("form_version_id", flat=True)))
    return [_questions_of(version) for version in versions]


def questions_of(versions: Iterable[int]) -> dict[str, str]:
    """The questions that any of these forms rates, with their text."""
    found: dict[str, str] = {}
    for version in sorted(versions):
        found |= _questions_of(version)
    return found


def _questions_of(version: int) -> dict[str, str]:
    return {code: one.text for code, one in ratings.rated_questions(questionnaire_queries.form_of(version)).items()}


def worth_drawing(population: int) -> int:
    """How many visits would tell the over-claim rate of all to within the margin (Cochran)."""
    return sample_size(population, margin=MARGIN)
