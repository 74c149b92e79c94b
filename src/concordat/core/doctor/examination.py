"""All checks in their order; one that cannot be made says so and the others go on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError

from concordat.core.demo import is_demo
from concordat.core.doctor import database_checks, machine_checks, mail_checks, queue_checks
from concordat.core.doctor.findings import Finding, Health

CHECKS: dict[str, Callable[[datetime], Finding]] = {
    "database": lambda now: database_checks.version(),
    "roles": lambda now: database_checks.roles(),
    "migrations": lambda now: database_checks.migrations(),
    "row security": lambda now: database_checks.drift(),
    "mark": lambda now: database_checks.mark(),
    "queue": queue_checks.jobs,
    "journal": database_checks.sealing,
    "clock": database_checks.clock,
    "disk": lambda now: machine_checks.disk(),
    "keys": lambda now: machine_checks.key_folder(),
    "backups": lambda now: machine_checks.backups(is_demo=is_demo()),
    "users": lambda now: machine_checks.users(),
    "mail: SPF": lambda now: mail_checks.spf(mail_checks.names_from()),
    "mail: DKIM": lambda now: mail_checks.dkim(mail_checks.names_from()),
    "mail: DMARC": lambda now: mail_checks.dmarc(mail_checks.names_from()),
}


def examine(now: datetime) -> list[Finding]:
    """What every check finds."""
    return [_found(name, check, now) for name, check in CHECKS.items()]


def _found(name: str, check: Callable[[datetime], Finding], now: datetime) -> Finding:
    try:
        return check(now)
    except (DatabaseError, OSError) as problem:
        said = str(problem).strip().splitlines()
        return Finding(
            name, Health.fail, said[0] if said else "It cannot be looked at.", "Put the first failure right."
        )


__all__ = ["CHECKS", "Finding", "Health", "examine"]
