"""Who is visited, why, by whom and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from concordat.audits import checking_access as access
from concordat.audits.models import AuditCycle, AuditReturn, Visit
from concordat.core.actor import Actor


@dataclass(frozen=True)
class Stop:
    """One visit in the list."""

    visit_id: int
    name: str
    phase: str
    reason: str
    visitor: str
    visit_on: date | None
    is_done: bool

    @property
    def stage(self) -> str:
        """Drawn, booked or finished."""
        if self.is_done:
            return "finished"
        return "booked" if self.visit_on else "drawn"


def visits_of(actor: Actor, cycle: AuditCycle) -> list[Stop]:
    """Every visit of an audit, by name. One query."""
    rows = access.visible_visits(actor).filter(draw__cycle=cycle).order_by("audit_return__establishment__sort_name")
    found = rows.values_list(
        "pk",
        "audit_return__establishment__organisation__name",
        "audit_return__register",
        "reason",
        "visitor_name",
        "visit_on",
        "locked_at",
    )
    return [
        Stop(pk, name, str(register.get("phase") or ""), reason, visitor, on, locked is not None)
        for pk, name, register, reason, visitor, on, locked in found
    ]


def visit_at(actor: Actor, audit_return: AuditReturn) -> Visit | None:
    """The visit of a return, booked or not, for the setting that is visited. One query."""
    return access.visible_visits(actor).filter(audit_return=audit_return).first()


def visit_told(actor: Actor, visit_id: int) -> Visit | None:
    """A visit as the setting is told of it. One query."""
    return access.visible_visits(actor).filter(pk=visit_id).first()
