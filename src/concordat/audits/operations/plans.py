"""What follows: a setting takes on its actions; the partnership recommends, and settings say where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from concordat.audits import checking_access as access
from concordat.audits.checking_rules import ActionState, Standing
from concordat.audits.models import PlannedAction, Recommendation, RecommendationStanding
from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.problems import Problem


class PlanNotPossible(Problem):
    """An action or a recommendation that lacks something."""


class ChangedMeanwhile(PlanNotPossible):
    """Somebody else of the setting has changed it since the page was shown."""


CHANGED = "Somebody else changed this while you were typing. Look at what stands now, then save again."


@dataclass(frozen=True)
class ActionSaid:
    """An action as typed; `was` is the version that the page showed."""

    what: str
    who: str
    by_when: date | None
    state: ActionState
    said: str
    was: int


def change_action(*, action: PlannedAction, to: ActionSaid, by: Actor, at: datetime) -> PlannedAction:
    """A setting takes an action on, changes it, says that it is done or why it is dropped."""
    access.require(by, "audits.change_action", action)
    _require_action(to)
    assert by.person_id is not None
    with transaction.atomic():
        action = PlannedAction.objects.select_for_update().get(pk=action.pk)
        if action.version != to.was:
            raise ChangedMeanwhile(CHANGED)
        action.what, action.who, action.by_when = to.what.strip(), to.who.strip(), to.by_when
        action.state, action.said = to.state, to.said.strip()
        action.version, action.changed_by_id, action.changed_at = action.version + 1, by.person_id, at
        with journal.entry("audits.action.changed", by=by, at=at, about=action, details={"state": str(to.state)}):
            action.save(
                update_fields=["what", "who", "by_when", "state", "said", "version", "changed_by", "changed_at"]
            )
    return action


def _require_action(to: ActionSaid) -> None:
    if not to.what.strip():
        raise PlanNotPossible("Write what is to be done.")
    if to.state is ActionState.accepted and not (to.who.strip() and to.by_when):
        raise PlanNotPossible("Say who does it and by when.")
    if to.state is ActionState.dropped and not to.said.strip():
        raise PlanNotPossible("Say why you drop it. Your governors and the partnership read it.")
    if to.state is ActionState.proposed:
        raise PlanNotPossible("Take the action on, or say that it is done or dropped.")


def recommend(
    *, partnership_id: int, title: str, asks: str, source: str, due_on: date, by: Actor, at: datetime
) -> Recommendation:
    """Ask every setting of the partnership to put something in place by a day (BX-HUL-2)."""
    assert by.person_id is not None
    made = Recommendation(
        partnership_id=partnership_id,
        title=title.strip(),
        asks=asks.strip(),
        source=source.strip(),
        due_on=due_on,
        made_by_id=by.person_id,
        made_at=at,
    )
    access.require(by, "audits.recommend", made)
    if not (made.title and made.asks and made.source):
        raise PlanNotPossible("Give a title, say what is asked, and where it comes from.")
    try:
        with journal.entry("audits.recommendation.made", by=by, at=at, about=made):
            made.save(force_insert=True)
    except IntegrityError as clash:
        raise PlanNotPossible("There is a recommendation with this title already. Give it another.") from clash
    return made


def close_recommendation(*, recommendation: Recommendation, by: Actor, at: datetime) -> None:
    """It is not followed any more; what settings have said stays."""
    access.require(by, "audits.recommend", recommendation)
    with journal.entry("audits.recommendation.closed", by=by, at=at, about=recommendation):
        Recommendation.objects.filter(pk=recommendation.pk, closed_at=None).update(closed_at=at)


def say_where_we_stand(
    *,
    recommendation: Recommendation,
    establishment_id: int,
    state: Standing,
    shows: str,
    was: int,
    by: Actor,
    at: datetime,
) -> RecommendationStanding:
    """A setting says done, in part or not yet, and what shows it."""
    assert by.person_id is not None
    known = RecommendationStanding.objects.filter(recommendation=recommendation, establishment_id=establishment_id)
    made = RecommendationStanding(
        recommendation=recommendation,
        establishment_id=establishment_id,
        partnership_id=recommendation.partnership_id,
        state=state,
        shows=shows.strip(),
        said_by_id=by.person_id,
        said_at=at,
    )
    access.require(by, "audits.answer_recommendation", made)
    _require_standing(recommendation, state, shows)
    with transaction.atomic():
        now = known.select_for_update().first()
        if (now.version if now else 0) != was:
            raise ChangedMeanwhile(CHANGED)
        made.pk, made.version = (now.pk, now.version + 1) if now else (None, 1)
        try:
            with journal.entry("audits.recommendation.answered", by=by, at=at, about=recommendation):
                made.save(force_insert=now is None, force_update=now is not None)
        except IntegrityError as clash:
            raise ChangedMeanwhile(CHANGED) from clash
    return made


def _require_standing(recommendation: Recommendation, state: Standing, shows: str) -> None:
    if recommendation.closed_at is not None:
        raise PlanNotPossible("The partnership does not follow this any more.")
    if state is Standing.done and not shows.strip():
        raise PlanNotPossible("Say what shows that it is done.")
    if len(shows) > 1000:
        raise PlanNotPossible("Use 1,000 characters or fewer.")
