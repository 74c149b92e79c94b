"""Which database, as which role: each process logs in as exactly one."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from concordat.core import places

NAME = "concordat"
ROLES = ("owner", "app", "learner", "backup")
URLS = {
    "app": "DATABASE_URL",
    "owner": "CONCORDAT_OWNER_DATABASE_URL",
    "learner": "CONCORDAT_LEARNER_DATABASE_URL",
    "backup": "CONCORDAT_BACKUP_DATABASE_URL",
}


PREPARE_AFTER = 5
OURS = ("server_side_binding", "prepare_threshold")  # psycopg's and Django's, not libpq's


class NoDatabase(RuntimeError):
    """The settings name no database for this role."""


def role() -> str:
    """The role of this process, from CONCORDAT_DATABASE_ROLE."""
    found = os.environ.get("CONCORDAT_DATABASE_ROLE", "app")
    if found not in ROLES:
        raise NoDatabase(f"CONCORDAT_DATABASE_ROLE is {found!r}; it can be {', '.join(ROLES)}.")
    return found


def is_external() -> bool:
    """Whether an outside PostgreSQL is used: a process is given the address of its own role at least."""
    return "DATABASE_URL" in os.environ or URLS[role()] in os.environ


def settings(for_role: str | None = None) -> dict[str, Any]:
    """Django's entry for the role: external where DATABASE_URL is set, else the embedded server's socket."""
    chosen = for_role or role()
    entry: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {
            "server_side_binding": True,
            "connect_timeout": 5,
            "application_name": f"concordat-{chosen}",
        },
    }
    if is_external():
        return entry | _from_url(chosen, entry["OPTIONS"])
    # Row security makes planning dear: the site keeps a statement planned from the sixth time on. Never the owner, who
    # changes tables, nor behind an outside pooler.
    kept = {"prepare_threshold": PREPARE_AFTER} if chosen == "app" else {}
    return entry | {
        "NAME": os.environ.get("CONCORDAT_DATABASE_NAME", NAME),
        "USER": f"concordat_{chosen}",
        "HOST": os.environ.get("CONCORDAT_SOCKETS", str(places.sockets())),
        "OPTIONS": entry["OPTIONS"] | kept,
    }


def connection_words(for_role: str | None = None) -> dict[str, Any]:
    """The same as keywords of libpq, for psycopg and the programs that come with PostgreSQL."""
    entry = settings(for_role)
    words = {
        "dbname": entry["NAME"],
        "user": entry["USER"],
        "password": entry.get("PASSWORD", ""),
        "host": entry.get("HOST", ""),
        "port": entry.get("PORT", ""),
    }
    more = {key: str(value) for key, value in entry["OPTIONS"].items() if key not in OURS}
    return {key: value for key, value in (words | more).items() if value}


def _from_url(chosen: str, options: dict[str, Any]) -> dict[str, Any]:
    given = os.environ.get(URLS[chosen])
    if not given:
        raise NoDatabase(f"Set {URLS[chosen]}: the address of the database for the role {chosen}.")
    url = urlsplit(given)
    if url.scheme not in ("postgres", "postgresql"):
        raise NoDatabase(f"{URLS[chosen]} must begin with postgresql://.")
    words = {key: values[-1] for key, values in parse_qs(url.query).items()}
    return {
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or f"concordat_{chosen}"),
        "PASSWORD": unquote(url.password or ""),
        "HOST": words.pop("host", url.hostname or ""),
        "PORT": words.pop("port", str(url.port or "")),
        "OPTIONS": options | words,
    }
