"""Everything that is done with calls, requests and officers."""

from concordat.support.operations.calls import close_call, note_call, plan_call
from concordat.support.operations.officers import (
    assign_leads,
    hand_over,
    note_days_away,
    set_clock,
    withdraw_days_away,
)
from concordat.support.operations.problems import AnsweredMeanwhile, SentBefore, SupportNotPossible
from concordat.support.operations.requests import (
    answer_request,
    ask_for_support,
    close_request,
    note_internally,
    take_request,
)

__all__ = [
    "AnsweredMeanwhile",
    "SentBefore",
    "SupportNotPossible",
    "answer_request",
    "ask_for_support",
    "assign_leads",
    "close_call",
    "close_request",
    "hand_over",
    "note_call",
    "note_days_away",
    "note_internally",
    "plan_call",
    "set_clock",
    "take_request",
    "withdraw_days_away",
]
