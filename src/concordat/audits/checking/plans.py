"""One action, one setting, one partnership: what the pages of plans and recommendations ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from concordat.accounts.vocabulary import PARTNERSHIP_TEAM
from concordat.audits import access as return_access
from concordat.audits import checking_access as access
from concordat.audits.models import PlannedAction, Recommendation
from concordat.core import clock
from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.establishments import queries as establishment_queries
from concordat.partnership import queries as partnership_queries


@dataclass(frozen=True)
class At:
    """A partnership, as something that a permission is asked about."""

    partnership_id: int


@dataclass(frozen=True)
class Of:
    """A setting, as something that a permission is asked about."""

    establishment_id: int


def action_for(actor: Actor, action_id: int) -> PlannedAction:
    """An action that the actor may see; raises `NotFound`."""
    found = access.visible_actions(actor).filter(pk=action_id).select_related("audit_return__cycle").first()
    if found is None:
        raise NotFound()
    return found


def partnership_named(actor: Actor, partnership_id: int) -> str:
    """The name of a partnership in whose team the actor is; raises `NotFound`."""
    if partnership_id not in actor.organisations(*PARTNERSHIP_TEAM):
        raise NotFound()
    return partnership_queries.partnership(partnership_id).organisation.name


def setting_for(actor: Actor, establishment_id: int) -> Any:
    """A setting of the actor's own or of the actor's trust; raises `NotFound`."""
    if not return_access.may_take_papers(actor, establishment_id):
        raise NotFound()
    return establishment_queries.establishment(establishment_id)


def asked_of_all(actor: Actor, place: Any) -> list[Recommendation]:
    """What the partnerships of a setting's area ask of it now, the nearest day first. Two queries."""
    theirs = partnership_queries.partnerships_with([place.local_authority_id], clock.today())
    found = access.visible_recommendations(actor).filter(partnership_id__in=theirs, closed_at=None)
    return list(found.order_by("due_on", "pk"))


def asked_of(actor: Actor, place: Any, recommendation_id: int) -> Recommendation:
    """One of them; raises `NotFound`."""
    found = next((one for one in asked_of_all(actor, place) if one.pk == recommendation_id), None)
    if found is None:
        raise NotFound()
    return found
