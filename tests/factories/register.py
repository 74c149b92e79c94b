"""Imports of the register and what they changed."""

from __future__ import annotations

from datetime import datetime

from concordat.core.actor import Actor, acting_as
from concordat.establishments.models import RegisterChange, RegisterImport

READER = Actor.system_named("establishments.register_import")


def an_import(*changes: tuple[int, str, str, str], at: datetime) -> RegisterImport:
    """A run that changed these facts: id of the setting, fact, before, after."""
    with acting_as(READER):
        run = RegisterImport.objects.create(
            file_digest="0" * 64, started_at=at, ended_at=at, rows=1_234, updated=2, closed=1, rejected=7
        )
        for setting_id, fact, before, after in changes:
            RegisterChange.objects.create(
                register_import=run, establishment_id=setting_id, fact=fact, before=before, after=after
            )
    return run
