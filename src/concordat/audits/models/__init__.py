"""Cycles, returns, answers, signatures, queries and decisions."""

from concordat.audits.models.cycles import AuditCycle, CycleForm
from concordat.audits.models.decisions import ReturnDecision, ReturnRequest
from concordat.audits.models.returns import Answer, AuditReturn, ReturnQuery, SignOff

__all__ = [
    "Answer",
    "AuditCycle",
    "AuditReturn",
    "CycleForm",
    "ReturnDecision",
    "ReturnQuery",
    "ReturnRequest",
    "SignOff",
]
