"""Everything that is done with organisations, people and roles."""

from concordat.accounts.operations.bulk import BodyToKeep, authorities_named, keep_bodies
from concordat.accounts.operations.confirming import (
    CodeNotRight,
    TooManyCodes,
    ask_code,
    forget_confirmations,
    keep_typed,
    use_code,
)
from concordat.accounts.operations.factors import note_factor, remove_factors
from concordat.accounts.operations.founding import (
    close_setting,
    found_organisation,
    found_partner_body,
    found_person,
    found_setting,
    give_role,
)
from concordat.accounts.operations.hats import put_hat_on
from concordat.accounts.operations.idling import IdleRuleNotPossible, set_idle_minutes
from concordat.accounts.operations.inviting import (
    InvitationNotPossible,
    accept_invitation,
    invite_person,
    note_opened,
    withdraw_invitation,
)
from concordat.accounts.operations.leaving import end_role, end_role_on, keep_role
from concordat.accounts.operations.moving import move_people, rename_setting, withdraw_invitations
from concordat.accounts.operations.work_accounts import (
    AnotherWorkAccount,
    accept_by_mailbox,
    accept_with_work_account,
    link_work_account,
)

__all__ = [
    "AnotherWorkAccount",
    "BodyToKeep",
    "CodeNotRight",
    "IdleRuleNotPossible",
    "InvitationNotPossible",
    "TooManyCodes",
    "accept_by_mailbox",
    "accept_invitation",
    "accept_with_work_account",
    "ask_code",
    "authorities_named",
    "close_setting",
    "end_role",
    "end_role_on",
    "forget_confirmations",
    "found_organisation",
    "found_partner_body",
    "found_person",
    "found_setting",
    "give_role",
    "invite_person",
    "keep_bodies",
    "keep_role",
    "keep_typed",
    "link_work_account",
    "move_people",
    "note_factor",
    "note_opened",
    "put_hat_on",
    "remove_factors",
    "rename_setting",
    "set_idle_minutes",
    "use_code",
    "withdraw_invitation",
    "withdraw_invitations",
]
