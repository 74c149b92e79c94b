"""Who may do what in an audit. The database keeps the same promise in `row_security.py`."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from concordat.accounts.vocabulary import AGENCY_TEAM, SETTING_TEAM, TRUST_TEAM, Role
from concordat.audits import checking_access
from concordat.audits.evidence_security import EVIDENCE_READERS_IN_PARTNERSHIP
from concordat.audits.models import (
    AgencyReturn,
    AuditCycle,
    AuditReturn,
    Delegation,
    Evidence,
    EvidenceContent,
    OutsideOffer,
)
from concordat.audits.row_security import (
    AWAITS_BOARD,
    CYCLE_KEEPERS,
    CYCLE_READERS_IN_SETTING,
    DELEGATORS,
    READERS_IN_PARTNERSHIP,
    READERS_IN_SETTING,
    SYSTEM_READERS,
)
from concordat.audits.vocabulary import BY_DELEGATION, EDITABLE, WHOLE_TEAM
from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.clock import now
from concordat.core.permissions import Predicate, role
from concordat.establishments import access as establishment_access
from concordat.partnership import access as partnership_access

require = permissions.require
require_somewhere = permissions.require_somewhere
allows = permissions.allows
allows_somewhere = permissions.allows_somewhere


def _setting(audit_return: AuditReturn) -> int:
    return int(audit_return.establishment_id)


def _partnership(thing: Any) -> int:
    return int(thing.partnership_id)


def _visible(actor: Actor, audit_return: AuditReturn) -> bool:
    return visible_returns(actor).filter(pk=audit_return.pk).exists()


reads_return = Predicate(
    "the setting's own people, its trust and the partnership's team",
    _visible,
    lambda actor: actor.holds(*SETTING_TEAM, *TRUST_TEAM, *READERS_IN_PARTNERSHIP),
)
in_setting_team = role(*WHOLE_TEAM, says="the setting's safeguarding team, head and board", at=_setting)
leads_answers = role(*DELEGATORS, says="the designated safeguarding lead or the head", at=_setting)
has_a_section = Predicate(
    "whoever was handed a section of the return",
    lambda actor, audit_return: sections_out(actor).filter(audit_return=audit_return).exists(),
    lambda actor: actor.holds(*SETTING_TEAM),
)
is_head = role(Role.headteacher, says="the head or principal", at=_setting)
asks_chair = role(Role.headteacher, Role.dsl, says="the head or the designated safeguarding lead", at=_setting)
is_chair = role(Role.governor, says="the chair of governors or board lead", at=_setting)
records_minutes = role(
    Role.headteacher,
    Role.dsl,
    Role.governor,
    Role.school_business_manager,
    says="the head, DSL, chair or business manager of the setting",
    at=_setting,
)
keeps_cycles = role(*CYCLE_KEEPERS, says="the partnership's office and education safeguarding lead", at=_partnership)
in_partnership_team = role(*READERS_IN_PARTNERSHIP, says="the partnership's team", at=_partnership)
follows_guidance = role(*READERS_IN_PARTNERSHIP, says="the partnership's team", at=lambda one: int(one.pk))
late_joiners = permissions.system("audits.late_joiners")
evidence_checker = permissions.system("audits.evidence_checker")
has_this_section = Predicate(
    "whoever was handed the section",
    lambda actor, delegation: sections_out(actor).filter(pk=delegation.pk).exists(),
    lambda actor: actor.holds(*SETTING_TEAM),
)

takes_papers = Predicate(
    "the setting's own people and its trust",
    lambda actor, establishment_id: may_take_papers(actor, establishment_id),
    lambda actor: actor.holds(*READERS_IN_SETTING),
)

PERMISSIONS = {
    "audits.see_return": [[reads_return]],
    "audits.answer": [[in_setting_team]],
    "audits.answer_section": [[in_setting_team], [has_a_section]],
    "audits.delegate": [[leads_answers]],
    "audits.hand_back": [[has_this_section]],
    "audits.end_delegations": [[late_joiners]],
    "audits.complete_return": [[leads_answers]],
    "audits.sign_as_head": [[is_head]],
    "audits.sign_as_chair": [[is_chair]],
    "audits.ask_chair": [[asks_chair]],
    "audits.record_board_minute": [[records_minutes]],
    "audits.submit_return": [[leads_answers]],
    "audits.reply_to_query": [[leads_answers]],
    "audits.take_papers": [[takes_papers]],
    "audits.see_cycle": [[in_partnership_team]],
    "audits.see_coverage": [[follows_guidance]],
    "audits.keep_cycle": [[keeps_cycles]],
    "audits.make_board_pack": [[keeps_cycles]],
    "audits.add_late_joiners": [[keeps_cycles], [late_joiners]],
    "audits.query_return": [[keeps_cycles]],
    "audits.accept_return": [[keeps_cycles]],
    "audits.decide_return": [[keeps_cycles]],
    "audits.answer_by_phone": [[keeps_cycles]],
    "audits.follow_register": [[late_joiners]],
    "audits.share_evidence": [[leads_answers]],
    "audits.see_evidence": [[reads_return]],
    "audits.check_evidence": [[evidence_checker]],
    "audits.ask_of_partnership": [[leads_answers]],
}
permissions.declare(PERMISSIONS)


def visible_returns(actor: Actor) -> QuerySet[AuditReturn]:
    """Returns of the actor's own settings, of the trust's settings, and of the partnership.

    And what a setting that closed had handed in, for those of the setting that follows it by the register's links.
    """
    if actor.system in SYSTEM_READERS:
        return AuditReturn.objects.all()
    partnerships = actor.organisations(*READERS_IN_PARTNERSHIP)
    settings = establishment_access.establishments_of(actor, *READERS_IN_SETTING)
    mine = _at_the_setting(actor, settings) | _followed(settings)
    return AuditReturn.objects.filter(mine | Q(partnership_id__in=partnerships))


def own_returns(actor: Actor) -> QuerySet[AuditReturn]:
    """The same without the partnership's: what the actor's settings are asked for."""
    settings = establishment_access.establishments_of(actor, *READERS_IN_SETTING)
    return AuditReturn.objects.filter(_at_the_setting(actor, settings))


def _at_the_setting(actor: Actor, settings: QuerySet[Any]) -> Q:
    """Every return of these settings; for a business manager those with a section out or for the board to approve."""
    found = Q(establishment_id__in=settings)
    if actor.holds(*BY_DELEGATION):
        minutes = establishment_access.establishments_of(actor, *BY_DELEGATION)
        found |= Q(establishment_id__in=minutes, state__in=AWAITS_BOARD)
        found |= Q(pk__in=sections_out(actor).values("audit_return_id"))
    return found


def _followed(settings: QuerySet[Any]) -> Q:
    """What a setting that closed had handed in, for whoever reads the returns of these, one of which follows it."""
    earlier = establishment_access.closed_before(settings, on=now().date())
    return Q(submitted_at__isnull=False, establishment_id__in=earlier)


def sections_out(actor: Actor) -> QuerySet[Delegation]:
    """Sections that are out with the actor, who still holds a role there, of returns that take answers."""
    return Delegation.objects.filter(
        person_id=actor.person_id or 0,
        establishment_id__in=actor.organisations(*SETTING_TEAM),
        done_at=None,
        ended_at=None,
        audit_return__state__in=sorted(EDITABLE),
        audit_return__cycle__state="open",
    )


def visible_delegations(actor: Actor) -> QuerySet[Delegation]:
    """For the setting's own people who read the whole return, and one's own."""
    if actor.system in SYSTEM_READERS:
        return Delegation.objects.all()
    settings = establishment_access.establishments_of(actor, *WHOLE_TEAM)
    own = Q(person_id=actor.person_id, establishment_id__in=actor.organisations(*SETTING_TEAM))
    return Delegation.objects.filter(own | Q(establishment_id__in=settings.values("pk")))


def visible_cycles(actor: Actor) -> QuerySet[AuditCycle]:
    """Cycles of the actor's partnership, and opened ones of the partnerships that the actor's settings belong to."""
    if actor.system in SYSTEM_READERS:
        return AuditCycle.objects.all()
    partnerships = actor.organisations(*READERS_IN_PARTNERSHIP)
    theirs = partnership_access.partnerships_of_settings(actor, *CYCLE_READERS_IN_SETTING)
    asked = AgencyReturn.objects.filter(organisation_id__in=actor.organisations(*AGENCY_TEAM)).values("cycle_id")
    return AuditCycle.objects.filter(
        Q(partnership_id__in=partnerships) | (~Q(state="draft") & Q(partnership_id__in=theirs)) | Q(pk__in=asked)
    )


def visible_evidence(actor: Actor) -> QuerySet[Evidence]:
    """That there is evidence: as answers, for the setting and its trust, and for the partnership once submitted."""
    if actor.system == "audits.evidence_checker":
        return Evidence.objects.all()
    settings = establishment_access.establishments_of(actor, *READERS_IN_SETTING)
    partnerships = actor.organisations(*READERS_IN_PARTNERSHIP)
    received = Q(audit_return__submitted_at__isnull=False) | Q(pk__in=offered_from_outside())
    submitted = received & Q(partnership_id__in=partnerships)
    every = Evidence.objects.filter(checking_access.not_visited(actor))
    return every.filter(Q(establishment_id__in=settings.values("pk")) | submitted)


def offered_from_outside() -> QuerySet[OutsideOffer, Any]:
    """Evidence that offered and accepted outside audits rest on, for the office that decides about them."""
    return OutsideOffer.objects.filter(outcome__in=["", "accepted"]).values("evidence_id")


def visible_contents(actor: Actor) -> QuerySet[EvidenceContent]:
    """What evidence is: for the setting always, for trust and partnership where the setting shares it."""
    every = EvidenceContent.objects
    if actor.system == "audits.evidence_checker":
        return every.all()
    own = establishment_access.establishments_of(actor, *WHOLE_TEAM)
    trusts = establishment_access.establishments_of(actor, *TRUST_TEAM)
    partnerships = actor.organisations(*EVIDENCE_READERS_IN_PARTNERSHIP)
    received = Q(evidence__audit_return__submitted_at__isnull=False) | Q(pk__in=offered_from_outside())
    submitted = Q(evidence__shared="partnership") & received
    there = visible_evidence(actor)
    return every.filter(evidence__in=there.values("pk")).filter(
        Q(establishment_id__in=own.values("pk"))
        | Q(evidence__shared__in=("trust", "partnership"), establishment_id__in=trusts.values("pk"))
        | (submitted & Q(evidence__partnership_id__in=partnerships))
    )


def may_see_answers(actor: Actor, audit_return: AuditReturn) -> bool:
    """Every answer: the setting and its trust at any time; once it is submitted the partnership, and whoever follows.

    Whoever is to visit the setting sees none before the visit is finished.
    Whoever was only handed a section sees that section, never the whole.
    """
    in_partnership = actor.system or audit_return.partnership_id in actor.organisations(*READERS_IN_PARTNERSHIP)
    if audit_return.submitted_at is not None and in_partnership:
        # The database gives a visitor no answer: without this a blank paper would be made and kept as true.
        return not checking_access.visiting(actor).filter(audit_return_id=audit_return.pk).exists()
    if may_take_papers(actor, audit_return.establishment_id):
        return True
    settings = establishment_access.establishments_of(actor, *READERS_IN_SETTING)
    return (
        audit_return.submitted_at is not None
        and AuditReturn.objects.filter(_followed(settings), pk=audit_return.pk).exists()
    )


def may_take_papers(actor: Actor, establishment_id: int) -> bool:
    """Papers for governors and inspectors are for the setting's own people and its trust."""
    if establishment_id in actor.organisations(*READERS_IN_SETTING):
        return True
    settings = establishment_access.establishments_of(actor, *READERS_IN_SETTING)
    return settings.filter(pk=establishment_id).exists()
