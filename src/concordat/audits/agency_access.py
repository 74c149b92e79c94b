"""Who may answer, sign, follow and send back an agency's return; `agency_security.py` says the same to the database."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from concordat.accounts.vocabulary import AGENCY_ANSWERERS, AGENCY_SIGNERS, AGENCY_TEAM, PARTNERSHIP_TEAM
from concordat.audits.agency_security import ASKERS
from concordat.audits.models import AgencyAnswer, AgencyReturn
from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.permissions import Predicate, role

require, allows, allows_somewhere = permissions.require, permissions.allows, permissions.allows_somewhere


def _agency(one: Any) -> int:
    return int(one.organisation_id)


def _partnership(one: Any) -> int:
    return int(one.partnership_id)


answers = role(*AGENCY_ANSWERERS, says="the agency's safeguarding lead", at=_agency)
signs = role(*AGENCY_SIGNERS, says="the accountable officer of the agency", at=_agency)
keeps = role(*ASKERS, says="the partnership's office and education safeguarding lead", at=_partnership)
own = role(*AGENCY_TEAM, says="the people of an agency", at=_agency)
reads = Predicate(
    "the agency's own people, and the partnership's team once it is signed",
    lambda actor, one: may_read(actor, one),
    lambda actor: actor.holds(*AGENCY_TEAM, *PARTNERSHIP_TEAM),
)
permissions.declare(
    {
        "audits.see_agency_return": [[reads]],
        "audits.see_own_agency": [[own]],
        "audits.answer_for_agency": [[answers]],
        "audits.sign_for_agency": [[signs]],
        "audits.ask_agencies": [[keeps]],
        "audits.send_agency_back": [[keeps]],
    }
)


def visible_agency_returns(actor: Actor) -> QuerySet[AgencyReturn]:
    """Those of the actor's agencies, and where each of the partnership's stands."""
    own, partnerships = actor.organisations(*AGENCY_TEAM), actor.organisations(*PARTNERSHIP_TEAM)
    return AgencyReturn.objects.filter(Q(organisation_id__in=own) | Q(partnership_id__in=partnerships))


def visible_agency_answers(actor: Actor) -> QuerySet[AgencyAnswer]:
    """The agency's own, and for the partnership those of signed returns."""
    own, partnerships = actor.organisations(*AGENCY_TEAM), actor.organisations(*PARTNERSHIP_TEAM)
    signed = Q(agency_return__submitted_at__isnull=False, partnership_id__in=partnerships)
    return AgencyAnswer.objects.filter(Q(organisation_id__in=own) | signed)


def may_read(actor: Actor, one: AgencyReturn) -> bool:
    """What it says: the agency at any time, the partnership's team once it is signed."""
    if one.organisation_id in actor.organisations(*AGENCY_TEAM):
        return True
    return one.submitted_at is not None and one.partnership_id in actor.organisations(*PARTNERSHIP_TEAM)
