"""A setting's own ratings, a moderator's, a visitor's: three values, each read from its own table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Count, F

from concordat.audits import checking_access as access
from concordat.audits import queries
from concordat.audits.checking_rules import SCALE, Round, standing_ratings
from concordat.audits.models import Answer, AuditCycle, AuditReturn, ModeratedRating, Moderation, Visit, VisitRating
from concordat.audits.vocabulary import RATING_SCALE
from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.lib.form_logic import Form, Question, Section
from concordat.questionnaires import queries as questionnaire_queries

Ratings = dict[str, str]  # by question


class HasForm(Protocol):
    """A return, or as much of it as says which form it answers."""

    @property
    def pk(self) -> Any: ...

    @property
    def form_version_id(self) -> int: ...


@dataclass(frozen=True)
class Answered:
    """A return that was found beside something else."""

    pk: int
    form_version_id: int


def rated_questions(form: Form) -> dict[str, Question]:
    """The questions of a form that are rated green, amber or red, in its order."""
    return {code: one for code, one in form.questions.items() if one.scale == RATING_SCALE and one.choice_part}


def rated_sections(form: Form) -> list[tuple[Section, list[Question]]]:
    """The sections that have such questions, with them."""
    wanted = rated_questions(form)
    every = [(section, [one for one in section.questions if one.code in wanted]) for section in form.sections]
    return [(section, questions) for section, questions in every if questions]


def own_ratings(audit_return: AuditReturn) -> Ratings:
    """How the setting rates itself now; without what does not apply to it. One query."""
    return own_ratings_of([audit_return]).get(audit_return.pk, {})


def own_ratings_of(returns: Iterable[HasForm]) -> dict[int, Ratings]:
    """The same of many returns, by return. One query."""
    versions = {one.pk: one.form_version_id for one in returns}
    asked = {version: rated_questions(questionnaire_queries.form_of(version)) for version in set(versions.values())}
    codes = sorted({code for questions in asked.values() for code in questions})
    rows = Answer.objects.asked().filter(audit_return_id__in=list(versions), question__in=codes)
    found: dict[int, Ratings] = defaultdict(dict)
    for return_id, code, value in rows.values_list("audit_return_id", "question", "value"):
        question = asked[versions[return_id]].get(code)
        rating = question.chosen(value) if question is not None else ""
        if rating in SCALE:
            found[return_id][code] = rating
    return dict(found)


def answered_at(audit_return: AuditReturn) -> dict[str, datetime]:
    """When each answer was given as it now stands, by question. One query."""
    return dict(Answer.objects.filter(audit_return=audit_return).values_list("question", "answered_at"))


def moderation_for(actor: Actor, moderation_id: int) -> Moderation:
    """A moderation that the actor may know of; raises `NotFound`."""
    found = access.visible_moderations(actor).filter(pk=moderation_id, withdrawn_at=None)
    one = found.select_related("audit_return__cycle__partnership__organisation").first()
    if one is None or not access.allows(actor, "audits.see_checking", one):
        raise NotFound()
    one.audit_return = queries.return_for(actor, one.audit_return_id)
    return one


def moderations_under_way(actor: Actor, cycle: AuditCycle) -> list[tuple[Moderation, str, int]]:
    """What the actor rates in an audit, with the setting and how many questions are rated. One query."""
    mine = access.visible_moderations(actor).filter(
        audit_return__cycle=cycle, moderator_id=actor.person_id, done_at=None, withdrawn_at=None
    )
    named = mine.annotate(setting=F("audit_return__establishment__organisation__name"), rated=Count("ratings"))
    return [(one, one.setting, one.rated) for one in named.order_by("setting", "pk")]


def ratings_of(actor: Actor, moderation: Moderation) -> dict[str, ModeratedRating]:
    """What was rated in a moderation, as far as the actor may read it. One query."""
    found = access.visible_moderated_ratings(actor).filter(moderation=moderation)
    return {one.question: one for one in found}


def visit_for(actor: Actor, visit_id: int) -> Visit:
    """A visit that the partnership's team or the setting may know of; raises `NotFound`."""
    found = access.visible_visits(actor).filter(pk=visit_id).select_related("draw").first()
    if found is None:
        raise NotFound()
    found.audit_return = queries.return_for(actor, found.audit_return_id)
    return found


def visit_ratings_of(actor: Actor, visit: Visit) -> dict[str, VisitRating]:
    """What the visitor rated at a visit, by question; the whole under an empty code. One query.

    What one who could not finish had rated is not theirs who visits instead; it stays in the history of the row.
    """
    rows = access.visible_visit_ratings(actor).filter(visit=visit, rated_by_id=visit.visitor_id)
    return {one.question: one for one in rows}


def moderated_of(actor: Actor, return_ids: Iterable[int]) -> dict[int, Ratings]:
    """The moderated ratings that stand, by return: of finished moderations but for the second. One query."""
    rows = (
        access.visible_moderated_ratings(actor)
        .filter(audit_return_id__in=list(return_ids), moderation__done_at__isnull=False)
        .exclude(moderation__round=Round.second)
        .values_list("audit_return_id", "moderation__round", "question", "rating")
    )
    rounds: dict[int, dict[str, Ratings]] = defaultdict(lambda: defaultdict(dict))
    for return_id, number, question, rating in rows:
        rounds[return_id][number][question] = rating
    in_order = (Round.first, Round.again)
    return {key: standing_ratings([found[one] for one in in_order if one in found]) for key, found in rounds.items()}


def visited_of(actor: Actor, return_ids: Iterable[int]) -> dict[int, Ratings]:
    """Ratings of finished visits, by return. One query."""
    rows = access.visible_visit_ratings(actor).filter(
        audit_return_id__in=list(return_ids), visit__locked_at__isnull=False
    )
    found: dict[int, Ratings] = defaultdict(dict)
    for return_id, question, rating in rows.exclude(question="").values_list("audit_return_id", "question", "rating"):
        found[return_id][question] = rating
    return dict(found)


def looked_at(visit: Visit) -> list[str]:
    """The questions that the visitor rates: those of the draw that are in the setting's own form, in its order."""
    wanted = set(visit.draw.questions)
    return [code for code in rated_questions(queries.form_of(visit.audit_return)) if code in wanted]
