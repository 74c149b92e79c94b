"""What stands in the pack for the partnership's board, gathered for its page and its PDF."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Max, Q

from concordat.audits import access, queries
from concordat.audits.analysis.plans import plans_of_cycle
from concordat.audits.analysis.priorities import priorities
from concordat.audits.analysis.results import results
from concordat.audits.checking import agreed, withheld
from concordat.audits.models import AuditCycle
from concordat.audits.outside import used_in
from concordat.audits.presenters import board_pack as say
from concordat.audits.tracking import tracker
from concordat.core import clock
from concordat.core.actor import Actor
from concordat.core.documents.paper import Paper
from concordat.core.problems import NotFound
from concordat.questionnaires import queries as questionnaire_queries


def pack_of(actor: Actor, cycle_id: int) -> Paper:
    """The board pack of a cycle, for those who keep it; `NotFound` before it opens, `WouldBeShort` for visitors."""
    cycle = queries.cycle_for(actor, cycle_id)
    access.require(actor, "audits.make_board_pack", cycle)
    withheld.require_whole(actor, cycle)
    found = results(actor, cycle)
    versions = sorted(set(cycle.forms.values_list("form_version_id", flat=True)))
    today = clock.today()
    return say.board_pack(
        say.Pack(
            cycle=cycle,
            tracker=tracker(actor, cycle),
            results=found,
            priorities=priorities(found, say.area_names(found)),
            plans=plans_of_cycle(actor, cycle, on=today),
            agreed=agreed.counts_of(actor, cycle, on=today),
            forms=[questionnaire_queries.form_of(version) for version in versions],
            on=today,
            as_of=as_of(actor, cycle),
            outside=used_in(actor, cycle),
        )
    )


def counted(actor: Actor, cycle: AuditCycle) -> dict[str, object]:
    """How many were asked and have returned, and when something changed last."""
    returns = access.visible_returns(actor).filter(cycle=cycle)
    return returns.aggregate(
        asked=Count("pk", filter=~Q(state="exempt")),
        returned=Count("pk", filter=Q(submitted_at__isnull=False)),
        changed=Max("changed_at"),
    )


def as_of(actor: Actor, cycle: AuditCycle) -> datetime:
    """The time of which results speak; raises `NotFound` for a cycle that nobody has opened."""
    changed = counted(actor, cycle)["changed"] or cycle.opened_at
    if not isinstance(changed, datetime):
        raise NotFound()  # a cycle that nobody has opened says nothing
    return changed
