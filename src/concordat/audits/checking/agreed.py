"""The actions that followed feedback, for the papers that governors, inspectors and a partnership's board read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, QuerySet, Sum

from concordat.audits import access as return_access
from concordat.audits import checking_access as access
from concordat.audits.checking_rules import ActionState
from concordat.audits.models import AuditCycle, AuditReturn, PlannedAction
from concordat.core.actor import Actor

STANDING = (ActionState.proposed, ActionState.accepted)


@dataclass(frozen=True)
class AgreedCounts:
    """Actions of an audit by how they stand, on a day."""

    settings: int = 0
    by_state: tuple[tuple[ActionState, int], ...] = ()
    passed: int = 0  # taken on or proposed, and their day has passed
    kept_back: int = 0  # settings whose feedback and actions the reader is not given while rating or visiting them

    @property
    def actions(self) -> int:
        """All of them."""
        return sum(count for _, count in self.by_state)


def actions_of(actor: Actor, returns: Iterable[AuditReturn]) -> list[PlannedAction]:
    """The actions of these returns, the latest audit first, what still stands before what is over. One query."""
    found = access.visible_actions(actor).filter(audit_return__in=[one.pk for one in returns])
    rows = found.select_related("audit_return__cycle").order_by("-audit_return__cycle__opens_on", "pk")
    return sorted(rows, key=lambda one: one.state not in STANDING)


def counts_of(actor: Actor, cycle: AuditCycle, *, on: date) -> AgreedCounts:
    """The actions of an audit, counted. Three queries."""
    of_cycle = {"audit_return__cycle": cycle}
    rows = access.visible_actions(actor).filter(**of_cycle)
    found = list(rows.values_list("audit_return_id", "state", "by_when"))
    kept_back = return_access.visible_returns(actor).filter(cycle=cycle).exclude(access.returns_not_blind(actor))
    states = Counter(state for _, state, _ in found)
    return AgreedCounts(
        settings=len({return_id for return_id, _, _ in found}),
        by_state=tuple((state, states[state]) for state in ActionState if states[state]),
        passed=sum(state in STANDING and by_when is not None and by_when < on for _, state, by_when in found),
        kept_back=kept_back.count(),
    )


def basis_of_cycle(actor: Actor, cycle: AuditCycle) -> str:
    """What changes whenever an action of an audit does, or who may read it. One query."""
    return _basis(access.visible_actions(actor).filter(audit_return__cycle=cycle))


def basis_of_setting(actor: Actor, establishment_id: int) -> str:
    """The same for a setting. One query."""
    return _basis(access.visible_actions(actor).filter(establishment_id=establishment_id))


def _basis(rows: QuerySet[PlannedAction]) -> str:
    found = rows.aggregate(count=Count("pk"), changed=Max("changed_at"), versions=Sum("version"))
    return f"{found['count']} {found['changed']} {found['versions']}"
