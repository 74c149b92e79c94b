"""The action plans of a cycle's submitted returns, counted: how many actions, how many whose day has passed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from concordat.audits import access
from concordat.audits.models import Answer, AuditCycle
from concordat.core.actor import Actor
from concordat.questionnaires import queries as questionnaire_queries


@dataclass(frozen=True)
class PlanCounts:
    """Actions of some plans, on a day."""

    plans: int = 0  # returns with at least one action
    actions: int = 0
    passed: int = 0  # their day has passed
    without_owner: int = 0
    without_day: int = 0

    @property
    def to_come(self) -> int:
        """Their day is still to come."""
        return self.actions - self.passed - self.without_day


def counted(plans: Iterable[Iterable[Mapping[str, Any]]], *, on: date) -> PlanCounts:
    """Count the rows of each return's plan."""
    filled = [rows for rows in ([row for row in plan if any(row.values())] for plan in plans) if rows]
    rows = [row for plan in filled for row in plan]
    days = [str(row.get("by_when") or "") for row in rows]
    return PlanCounts(
        plans=len(filled),
        actions=len(rows),
        passed=sum(bool(day) and date.fromisoformat(day) < on for day in days),
        without_owner=sum(not str(row.get("who") or "").strip() for row in rows),
        without_day=sum(not day for day in days),
    )


def plans_of_cycle(actor: Actor, cycle: AuditCycle, *, on: date) -> PlanCounts:
    """The plans of the returns that were submitted. Two queries."""
    access.require(actor, "audits.see_cycle", cycle)
    every = access.visible_returns(actor).filter(cycle=cycle).exclude(submitted_at=None)
    versions = dict(every.values_list("pk", "form_version_id"))
    tables = {
        question.code
        for version in set(versions.values())
        for question in questionnaire_queries.form_of(version).questions.values()
        if question.kind == "action-table"
    }
    rows = Answer.objects.asked().filter(audit_return_id__in=list(versions), question__in=sorted(tables))
    return counted((value.get("rows", []) for value in rows.values_list("value", flat=True)), on=on)
