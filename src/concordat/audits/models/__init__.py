"""Cycles, returns, answers, signatures, queries, decisions, offers and what was carried."""

from concordat.audits.models.carried import CarriedAnswer, DifferenceReason, TickedAnswer
from concordat.audits.models.cycles import AuditCycle, CycleForm
from concordat.audits.models.decisions import ReturnDecision, ReturnRequest
from concordat.audits.models.evidence import Evidence, EvidenceContent
from concordat.audits.models.links import SigningLink
from concordat.audits.models.offers import OfferedAnswer
from concordat.audits.models.pilots import PilotNote
from concordat.audits.models.returns import Answer, AuditReturn, ReturnQuery, SignOff
from concordat.audits.models.year_one import PastFact, YearOneList

__all__ = [
    "Answer",
    "AuditCycle",
    "AuditReturn",
    "CarriedAnswer",
    "CycleForm",
    "DifferenceReason",
    "Evidence",
    "EvidenceContent",
    "OfferedAnswer",
    "PastFact",
    "PilotNote",
    "ReturnDecision",
    "ReturnQuery",
    "ReturnRequest",
    "SignOff",
    "SigningLink",
    "TickedAnswer",
    "YearOneList",
]
