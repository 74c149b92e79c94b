"""Everything that is done with organisations, people and roles."""

from concordat.accounts.operations.bulk import BodyToKeep, authorities_named, keep_bodies
from concordat.accounts.operations.founding import (
    close_setting,
    found_organisation,
    found_partner_body,
    found_person,
    found_setting,
    give_role,
)
from concordat.accounts.operations.inviting import (
    InvitationNotPossible,
    accept_invitation,
    invite_person,
    note_opened,
    withdraw_invitation,
)
from concordat.accounts.operations.leaving import end_role
from concordat.accounts.operations.moving import move_people, rename_setting

__all__ = [
    "BodyToKeep",
    "InvitationNotPossible",
    "accept_invitation",
    "authorities_named",
    "close_setting",
    "end_role",
    "found_organisation",
    "found_partner_body",
    "found_person",
    "found_setting",
    "give_role",
    "invite_person",
    "keep_bodies",
    "move_people",
    "note_opened",
    "rename_setting",
    "withdraw_invitation",
]
