"""The feedback on a return: what was said to the setting, the three ratings side by side, what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from concordat.audits import checking_access as access
from concordat.audits import queries
from concordat.audits.checking import ratings
from concordat.audits.checking_rules import Round
from concordat.audits.models import (
    AuditReturn,
    Feedback,
    ModeratedRating,
    PlannedAction,
    Representation,
    Visit,
    VisitRating,
)
from concordat.core.actor import Actor
from concordat.core.problems import NotFound


@dataclass(frozen=True)
class Line:
    """One question that somebody else rated: each rating, and in words why."""

    code: str
    text: str
    said: str
    moderated: str
    why: str
    visited: str
    found: str
    changed_after: bool = False  # the setting changed its answer after somebody rated it (decision 30)

    @property
    def differs(self) -> bool:
        """Whether it was found otherwise than the setting says."""
        return any(rating and rating != self.said for rating in (self.moderated, self.visited))

    @property
    def is_told(self) -> bool:
        """Whether the setting reads it in a line of its own."""
        return self.differs or bool(self.visited) or self.changed_after


@dataclass(frozen=True)
class Letter:
    """Everything that a setting reads of what was found."""

    audit_return: AuditReturn
    told: tuple[Feedback, ...]  # the newest first
    lines: tuple[Line, ...]
    visit: Visit | None
    visit_found: str
    actions: tuple[PlannedAction, ...]
    representation: Representation | None
    median_days: int | None

    @property
    def first(self) -> Feedback:
        """The feedback that came first: it counts the days."""
        return self.told[-1]


def feedback_for(actor: Actor, feedback_id: int) -> Feedback:
    """One feedback that the actor may read; raises `NotFound`."""
    found = access.visible_feedback(actor).filter(pk=feedback_id).first()
    if found is None:
        raise NotFound()
    return found


def feedback_on(actor: Actor, audit_return: AuditReturn) -> list[Feedback]:
    """What was said of a return, the newest first. One query."""
    found = access.visible_feedback(actor).filter(audit_return=audit_return)
    return list(found.select_related("moderation", "visit").order_by("-number"))


def letter_for(actor: Actor, return_id: int) -> Letter:
    """The feedback on a return that the actor may see; raises `NotFound` where there is none yet. Eleven queries."""
    audit_return = queries.return_for(actor, return_id)
    told = feedback_on(actor, audit_return)
    if not told:
        raise NotFound("There is no feedback on this return yet.")
    moderated, visited = _moderated(actor, told), _visited(actor, told)
    said, answered = ratings.own_ratings(audit_return), ratings.answered_at(audit_return)
    questions = ratings.rated_questions(queries.form_of(audit_return))
    return Letter(
        audit_return=audit_return,
        told=tuple(told),
        lines=tuple(
            _line(code, question.text, said, moderated.get(code), visited.get(code), answered)
            for code, question in questions.items()
            if code in moderated or code in visited
        ),
        visit=next((one.visit for one in told if one.visit), None),
        visit_found=visited[""].found if "" in visited else "",
        actions=tuple(actions_of(actor, audit_return)),
        representation=access.visible_representations(actor).filter(audit_return=audit_return).first(),
        median_days=median_days(audit_return.cycle_id),
    )


def _moderated(actor: Actor, told: list[Feedback]) -> dict[str, ModeratedRating]:
    """Ratings of the moderations that were released: those of another moderator stand over the first's."""
    released = [one.moderation_id for one in told if one.moderation_id]
    rows = access.visible_moderated_ratings(actor).filter(moderation_id__in=released).select_related("moderation")
    ordered = sorted(rows, key=lambda one: one.moderation.round == Round.again)
    return {one.question: one for one in ordered}


def _visited(actor: Actor, told: list[Feedback]) -> dict[str, VisitRating]:
    released = [one.visit_id for one in told if one.visit_id]
    return {one.question: one for one in access.visible_visit_ratings(actor).filter(visit_id__in=released)}


def _line(
    code: str,
    text: str,
    said: Mapping[str, str],
    moderated: ModeratedRating | None,
    visited: VisitRating | None,
    answered: Mapping[str, datetime],
) -> Line:
    rated = [one.rated_at for one in (moderated, visited) if one is not None]
    return Line(
        code=code,
        text=text,
        said=said.get(code, ""),
        moderated=moderated.rating if moderated else "",
        why=moderated.why if moderated else "",
        visited=visited.rating if visited else "",
        found=visited.found if visited else "",
        changed_after=code in answered and any(at < answered[code] for at in rated),
    )


def actions_of(actor: Actor, audit_return: AuditReturn) -> list[PlannedAction]:
    """The actions of a return, red first, in the order of the form. One query."""
    place = {code: number for number, code in enumerate(queries.form_of(audit_return).questions)}
    found = access.visible_actions(actor).filter(audit_return=audit_return)
    return sorted(found, key=lambda one: (one.rating != "red", place.get(one.question, 0)))


def carried_over(actor: Actor, audit_return: AuditReturn) -> list[PlannedAction]:
    """Actions of earlier years of the same setting that are not done or dropped, for this year's return. One query."""
    found = access.visible_actions(actor).filter(
        establishment_id=audit_return.establishment_id,
        partnership_id=audit_return.partnership_id,
        state__in=("proposed", "accepted"),
        audit_return__cycle__opens_on__lt=audit_return.cycle.opens_on,
    )
    return list(found.select_related("audit_return__cycle").order_by("by_when", "pk"))


def median_days(cycle_id: int) -> int | None:
    """Half of the settings of an audit waited so many school days or fewer; None while they are few."""
    with connection.cursor() as cursor:
        cursor.execute("select core.days_to_feedback(%s)", [cycle_id])
        row = cursor.fetchone()
    return None if row is None or row[0] is None else int(row[0])
