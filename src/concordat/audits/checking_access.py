"""Who may check returns, see what was found and answer it; `checking_row_security.py` says the same."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from concordat.accounts.vocabulary import PARTNERSHIP_TEAM
from concordat.audits.checking_row_security import CHECKERS, REPRESENTERS, VISITORS
from concordat.audits.models import (
    Draw,
    DrawFrame,
    Feedback,
    ModeratedRating,
    Moderation,
    PlannedAction,
    Recommendation,
    RecommendationStanding,
    Representation,
    Visit,
    VisitRating,
)
from concordat.audits.row_security import READERS_IN_SETTING
from concordat.audits.vocabulary import WHOLE_TEAM
from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.permissions import Predicate, role
from concordat.establishments import access as establishment_access
from concordat.partnership import access as partnership_access

require = permissions.require
allows = permissions.allows
NOTIFIER = "audits.notifier"


def _partnership(thing: Any) -> int:
    return int(thing.partnership_id)


def _setting(thing: Any) -> int:
    return int(thing.establishment_id)


checks = role(*CHECKERS, says="the partnership's office and education safeguarding lead", at=_partnership)
reads_checking = role(*PARTNERSHIP_TEAM, says="the partnership's team", at=_partnership)
represents = role(*REPRESENTERS, says="the head or the designated safeguarding lead of the setting", at=_setting)
own_setting = role(*WHOLE_TEAM, says="the setting's own people", at=_setting)
is_moderator = Predicate(
    "the person who was asked to rate it",
    lambda actor, one: actor.person_id is not None and actor.person_id == one.moderator_id and checks.holds(actor, one),
    lambda actor: actor.holds(*CHECKERS),
)
is_visitor = Predicate(
    "the person who visits",
    lambda actor, one: (
        actor.person_id is not None
        and actor.person_id == one.visitor_id
        and one.partnership_id in actor.organisations(*VISITORS)
    ),
    lambda actor: actor.holds(*VISITORS),
)
hears = Predicate(
    "the setting, its trust and the partnership's team, once there is feedback",
    lambda actor, one: one.pk is not None and visible_feedback(actor).filter(pk=one.pk).exists(),
    lambda actor: actor.holds(*READERS_IN_SETTING, *PARTNERSHIP_TEAM),
)
sees_recommendations = Predicate(
    "the settings of the partnership and its team",
    lambda actor, one: visible_recommendations(actor).filter(pk=one.pk).exists(),
    lambda actor: actor.holds(*READERS_IN_SETTING, *PARTNERSHIP_TEAM),
)

PERMISSIONS = {
    "audits.see_checking": [[reads_checking]],
    "audits.assign_checks": [[checks]],
    "audits.moderate": [[is_moderator]],
    "audits.book_visit": [[checks]],
    "audits.see_visit": [[reads_checking]],
    "audits.rate_visit": [[is_visitor]],
    "audits.release_feedback": [[checks]],
    "audits.see_feedback": [[hears]],
    "audits.represent": [[represents]],
    "audits.decide_representation": [[checks]],
    "audits.change_action": [[own_setting]],
    "audits.recommend": [[checks]],
    "audits.see_recommendations": [[sees_recommendations]],
    "audits.answer_recommendation": [[own_setting]],
}
permissions.declare(PERMISSIONS)


def _settings(actor: Actor) -> QuerySet[Any]:
    return establishment_access.establishments_of(actor, *READERS_IN_SETTING).values("pk")


def _of_partnership(actor: Actor) -> Q:
    return Q(partnership_id__in=actor.organisations(*PARTNERSHIP_TEAM))


def _both(actor: Actor) -> Q:
    return _of_partnership(actor) | Q(establishment_id__in=_settings(actor))


def _under_way(actor: Actor) -> QuerySet[Moderation]:
    return Moderation.objects.filter(moderator_id=actor.person_id or 0, done_at=None, withdrawn_at=None)


def _visiting(actor: Actor) -> QuerySet[Visit]:
    return Visit.objects.filter(visitor_id=actor.person_id or 0, locked_at=None)


def not_visited(actor: Actor) -> Q:
    """Not a return whose setting the actor is about to visit, and so is blind to."""
    return ~Q(audit_return_id__in=_visiting(actor).values("audit_return_id"))


def returns_not_visited(actor: Actor) -> Q:
    """The same of returns themselves."""
    return ~Q(pk__in=_visiting(actor).values("audit_return_id"))


def returns_not_blind(actor: Actor) -> Q:
    """Returns that the actor neither rates nor visits now."""
    return returns_not_visited(actor) & ~Q(pk__in=_under_way(actor).values("audit_return_id"))


def _not_blind(actor: Actor) -> Q:
    return not_visited(actor) & ~Q(audit_return_id__in=_under_way(actor).values("audit_return_id"))


def visible_draws(actor: Actor) -> QuerySet[Draw]:
    """Draws of the actor's partnership."""
    return Draw.objects.filter(_of_partnership(actor))


def visible_frames(actor: Actor) -> QuerySet[DrawFrame]:
    """What was drawn from, except by those who still visit a setting of it."""
    return DrawFrame.objects.filter(_of_partnership(actor)).exclude(draw_id__in=_visiting(actor).values("draw_id"))


def visible_moderations(actor: Actor) -> QuerySet[Moderation]:
    """Who moderates what, for the partnership; for a setting those that its feedback stands on."""
    released = Feedback.objects.exclude(moderation=None).values("moderation_id")
    return Moderation.objects.filter(_of_partnership(actor) | Q(establishment_id__in=_settings(actor), pk__in=released))


def visible_moderated_ratings(actor: Actor) -> QuerySet[ModeratedRating]:
    """One's own while rating; finished ones for the partnership unless blind; released ones for the setting."""
    done = Moderation.objects.exclude(done_at=None).values("pk")
    released = Feedback.objects.exclude(moderation=None).values("moderation_id")
    mine = Q(moderation_id__in=_under_way(actor).values("pk"))
    return ModeratedRating.objects.filter(
        (_of_partnership(actor) & (mine | (Q(moderation_id__in=done) & _not_blind(actor))))
        | Q(establishment_id__in=_settings(actor), moderation_id__in=released)
    )


def visible_visits(actor: Actor) -> QuerySet[Visit]:
    """Visits of the partnership, and that one's own setting is visited."""
    return Visit.objects.all() if actor.system == NOTIFIER else Visit.objects.filter(_both(actor))


def visible_visit_ratings(actor: Actor) -> QuerySet[VisitRating]:
    """One's own while visiting; finished ones for the partnership unless blind; released ones for the setting."""
    locked = Visit.objects.exclude(locked_at=None).values("pk")
    released = Feedback.objects.exclude(visit=None).values("visit_id")
    mine = Q(visit_id__in=_visiting(actor).values("pk"))
    return VisitRating.objects.filter(
        (_of_partnership(actor) & (mine | (Q(visit_id__in=locked) & _not_blind(actor))))
        | Q(establishment_id__in=_settings(actor), visit_id__in=released)
    )


def visible_feedback(actor: Actor) -> QuerySet[Feedback]:
    """Feedback for one's own setting or trust, and all of the partnership's."""
    return Feedback.objects.all() if actor.system == NOTIFIER else Feedback.objects.filter(_both(actor))


def visible_representations(actor: Actor) -> QuerySet[Representation]:
    """What settings represented, for themselves and their partnership."""
    return Representation.objects.filter(_both(actor))


def visible_actions(actor: Actor) -> QuerySet[PlannedAction]:
    """Actions of one's own setting or trust, and the partnership's unless about to rate or visit."""
    return PlannedAction.objects.filter(
        (_of_partnership(actor) & _not_blind(actor)) | Q(establishment_id__in=_settings(actor))
    )


def visible_recommendations(actor: Actor) -> QuerySet[Recommendation]:
    """Recommendations of one's partnership, and of the partnerships that one's settings belong to."""
    theirs = partnership_access.partnerships_of_settings(actor, *READERS_IN_SETTING)
    return Recommendation.objects.filter(_of_partnership(actor) | Q(partnership_id__in=theirs))


def visible_standings(actor: Actor) -> QuerySet[RecommendationStanding]:
    """Where one's own settings stand, and all of the partnership's."""
    return RecommendationStanding.objects.filter(_both(actor))
