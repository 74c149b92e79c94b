"""What a row is about is said once: row security cannot compare a row with what it was, so a trigger does."""

from __future__ import annotations

import pgtrigger


def stays(*fields: str) -> pgtrigger.ReadOnly:
    """These fields never change, whoever may change the row and by whichever way."""
    return pgtrigger.ReadOnly(name="stays_about_the_same", fields=list(fields))


def all_stays_but(*fields: str) -> pgtrigger.ReadOnly:
    """Only these fields ever change."""
    return pgtrigger.ReadOnly(name="stays_about_the_same", exclude=list(fields))
