"""Backups: the whole database and the kept files, encrypted to the operators' public keys; and the way back."""

from concordat.core.backup.dumping import NoRecipients, NotEmpty, ProgramFailed, dump, restore
from concordat.core.backup.envelope import Damaged, NotForThisKey
from concordat.core.backup.kept import beside, dump_files, restore_files

__all__ = [
    "Damaged",
    "NoRecipients",
    "NotEmpty",
    "NotForThisKey",
    "ProgramFailed",
    "beside",
    "dump",
    "dump_files",
    "restore",
    "restore_files",
]
