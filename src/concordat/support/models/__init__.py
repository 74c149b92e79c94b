"""Calls, requests with their answers and internal notes, and the officers who have them."""

from concordat.support.models.calls import Call
from concordat.support.models.officers import AnswerClock, DaysAway, LeadOfficer
from concordat.support.models.requests import Answer, HelpRequest, InternalNote

__all__ = ["Answer", "AnswerClock", "Call", "DaysAway", "HelpRequest", "InternalNote", "LeadOfficer"]
