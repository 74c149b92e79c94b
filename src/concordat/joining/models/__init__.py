"""Letters, requests to join, calls back and resets."""

from concordat.joining.models.calls import CallBack
from concordat.joining.models.hand_overs import HandOver
from concordat.joining.models.letters import ClaimCode, LetterRun
from concordat.joining.models.requests import JoinRequest
from concordat.joining.models.resets import SignInReset

__all__ = ["CallBack", "ClaimCode", "HandOver", "JoinRequest", "LetterRun", "SignInReset"]
