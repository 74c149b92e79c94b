"""Everything that is done with letters and with people who ask to join."""

from concordat.joining.operations.asking import (
    JoiningNotPossible,
    Proved,
    ask_to_join,
    ask_with_letter,
    prove_mailbox,
)
from concordat.joining.operations.calling import CallBackNotPossible, confirm_call, note_call, refuse_call
from concordat.joining.operations.deciding import confirm_request, refuse_request
from concordat.joining.operations.forgetting import forget
from concordat.joining.operations.leaving import (
    HandOverNotPossible,
    announce_leaving,
    call_off,
    hand_to,
    take_over,
)
from concordat.joining.operations.letters import LettersNotPossible, make_letters, revoke_code
from concordat.joining.operations.resetting import (
    ResetNotPossible,
    carry_out_reset,
    confirm_reset,
    open_reset,
    refuse_reset,
)

__all__ = [
    "CallBackNotPossible",
    "HandOverNotPossible",
    "JoiningNotPossible",
    "LettersNotPossible",
    "Proved",
    "ResetNotPossible",
    "announce_leaving",
    "ask_to_join",
    "ask_with_letter",
    "call_off",
    "carry_out_reset",
    "confirm_call",
    "confirm_request",
    "confirm_reset",
    "forget",
    "hand_to",
    "make_letters",
    "note_call",
    "open_reset",
    "prove_mailbox",
    "refuse_call",
    "refuse_request",
    "refuse_reset",
    "revoke_code",
    "take_over",
]
