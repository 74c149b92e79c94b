"""Everything that people do in an audit: each a function with `by` and `at`."""

from concordat.audits.operations.answers import Conflict, Posted, Saved, save_section
from concordat.audits.operations.cycles import (
    FormChoice,
    add_late_joiners,
    close_cycle,
    open_cycle,
    prepare_cycle,
    settings_asked,
)
from concordat.audits.operations.desk import accept_return, reply_to_query, send_back
from concordat.audits.operations.signing import (
    complete_return,
    record_board_minute,
    reopen_return,
    sign_as_chair,
    sign_as_head,
    submit_return,
)

__all__ = [
    "Conflict",
    "FormChoice",
    "Posted",
    "Saved",
    "accept_return",
    "add_late_joiners",
    "close_cycle",
    "complete_return",
    "open_cycle",
    "prepare_cycle",
    "record_board_minute",
    "reopen_return",
    "reply_to_query",
    "save_section",
    "send_back",
    "settings_asked",
    "sign_as_chair",
    "sign_as_head",
    "submit_return",
]
