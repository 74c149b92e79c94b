"""Backups: the whole database, encrypted to the operators' public keys; and the way back."""

from concordat.core.backup.dumping import NoRecipients, NotEmpty, ProgramFailed, dump, restore
from concordat.core.backup.envelope import Damaged, NotForThisKey

__all__ = ["Damaged", "NoRecipients", "NotEmpty", "NotForThisKey", "ProgramFailed", "dump", "restore"]
