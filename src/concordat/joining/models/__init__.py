"""Letters, requests to join, and calls back."""

from concordat.joining.models.calls import CallBack
from concordat.joining.models.hand_overs import HandOver
from concordat.joining.models.letters import ClaimCode, LetterRun
from concordat.joining.models.requests import JoinRequest

__all__ = ["CallBack", "ClaimCode", "HandOver", "JoinRequest", "LetterRun"]
