"""Who may choose what: everybody for themselves."""

from __future__ import annotations

from collections.abc import Sequence

from concordat.accounts.vocabulary import SETTING_TEAM
from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.permissions import Way, role, signed_in
from concordat.worklist import row_security

require = permissions.require
POSTMAN = Actor.system_named(row_security.POSTMAN)
CALENDAR = Actor.system_named(row_security.CALENDAR)

at_a_setting = role(*SETTING_TEAM, says="the people of a setting")

PERMISSIONS: dict[str, Sequence[Way]] = {
    "worklist.choose_notices": [[signed_in]],
    "worklist.tick_duties": [[at_a_setting]],
}
permissions.declare(PERMISSIONS)
