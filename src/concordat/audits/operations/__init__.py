"""Everything that people do in an audit: each a function with `by` and `at`."""

from concordat.audits.operations.answers import Conflict, Posted, Saved, save_section
from concordat.audits.operations.carrying import (
    Confirmed,
    NotAsShown,
    ReasonNotPossible,
    Shown,
    TicksNotPossible,
    confirm_ready,
    say_why,
    tick_missing,
)
from concordat.audits.operations.cycles import (
    CycleNotPossible,
    FormChoice,
    add_late_joiners,
    close_cycle,
    open_cycle,
    prepare_cycle,
    reopen_cycle,
    revise_cycle,
    settings_asked,
)
from concordat.audits.operations.decisions import (
    ask_again,
    ask_partnership,
    exempt_return,
    extend_return,
    record_not_returned,
    refuse_request,
    reopen_submitted,
)
from concordat.audits.operations.desk import accept_return, reply_to_query, send_back
from concordat.audits.operations.evidence import add_evidence, check_file, share_evidence, withdraw_evidence
from concordat.audits.operations.following import follow_register
from concordat.audits.operations.links import OVER as LINK_OVER
from concordat.audits.operations.links import (
    LinkNotPossible,
    ask_chair,
    prove_chair,
    send_signing_code,
    sign_by_link,
)
from concordat.audits.operations.offers import take_by_phone, take_offers, throw_away_offers
from concordat.audits.operations.pilots import pass_on_pilots, say_of_pilot, start_pilot
from concordat.audits.operations.signing import (
    complete_return,
    record_board_minute,
    reopen_return,
    sign_as_chair,
    sign_as_head,
    submit_return,
)
from concordat.audits.operations.year_one import add_year_one, bring_in, explain_columns

__all__ = [
    "LINK_OVER",
    "Confirmed",
    "Conflict",
    "CycleNotPossible",
    "FormChoice",
    "LinkNotPossible",
    "NotAsShown",
    "Posted",
    "ReasonNotPossible",
    "Saved",
    "Shown",
    "TicksNotPossible",
    "accept_return",
    "add_evidence",
    "add_late_joiners",
    "add_year_one",
    "ask_again",
    "ask_chair",
    "ask_partnership",
    "bring_in",
    "check_file",
    "close_cycle",
    "complete_return",
    "confirm_ready",
    "exempt_return",
    "explain_columns",
    "extend_return",
    "follow_register",
    "open_cycle",
    "pass_on_pilots",
    "prepare_cycle",
    "prove_chair",
    "record_board_minute",
    "record_not_returned",
    "refuse_request",
    "reopen_cycle",
    "reopen_return",
    "reopen_submitted",
    "reply_to_query",
    "revise_cycle",
    "save_section",
    "say_of_pilot",
    "say_why",
    "send_back",
    "send_signing_code",
    "settings_asked",
    "share_evidence",
    "sign_as_chair",
    "sign_as_head",
    "sign_by_link",
    "start_pilot",
    "submit_return",
    "take_by_phone",
    "take_offers",
    "throw_away_offers",
    "tick_missing",
    "withdraw_evidence",
]
