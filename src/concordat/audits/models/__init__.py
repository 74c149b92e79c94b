"""Cycles, returns, answers, signatures and queries."""

from concordat.audits.models.cycles import AuditCycle, CycleForm
from concordat.audits.models.returns import Answer, AuditReturn, ReturnQuery, SignOff

__all__ = ["Answer", "AuditCycle", "AuditReturn", "CycleForm", "ReturnQuery", "SignOff"]
