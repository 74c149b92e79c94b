"""Everything that is done with organisations, people and roles."""

from concordat.accounts.operations.founding import found_organisation, found_person, give_role
from concordat.accounts.operations.inviting import (
    InvitationNotPossible,
    accept_invitation,
    invite_person,
    withdraw_invitation,
)
from concordat.accounts.operations.leaving import end_role

__all__ = [
    "InvitationNotPossible",
    "accept_invitation",
    "end_role",
    "found_organisation",
    "found_person",
    "give_role",
    "invite_person",
    "withdraw_invitation",
]
