"""Who may choose what: everybody for themselves."""

from __future__ import annotations

from collections.abc import Sequence

from concordat.core import permissions
from concordat.core.actor import Actor
from concordat.core.permissions import Way, signed_in
from concordat.worklist import row_security

require = permissions.require
POSTMAN = Actor.system_named(row_security.POSTMAN)
CALENDAR = Actor.system_named(row_security.CALENDAR)

PERMISSIONS: dict[str, Sequence[Way]] = {
    "worklist.choose_notices": [[signed_in]],
}
permissions.declare(PERMISSIONS)
