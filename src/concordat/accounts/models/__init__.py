"""Organisations, people, the roles they hold, how they were invited, and their sessions."""

from concordat.accounts.models.confirming import IdleRule, KeptForm, MailedCode
from concordat.accounts.models.organisations import Organisation
from concordat.accounts.models.people import Invitation, Person, RoleHeld, Session

__all__ = ["IdleRule", "Invitation", "KeptForm", "MailedCode", "Organisation", "Person", "RoleHeld", "Session"]
