"""The one command: `concordat`. Every context's commands are found through INSTALLED_APPS."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

AS_OWNER = {
    "migrate",
    "doctor",
    "psql",
    "restore",
    "makemigrations",
    "sqlmigrate",
    "showmigrations",
    "pgtrigger",
}
AS_BACKUP = {"backup"}
WITHOUT_DATABASE = {
    "serve", "help", "version", "--help", "-h", "--version", "check", "collectstatic", "keys", "forms", "findstatic",
    "processing", "assurance-pack", "answer-packs",
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a management command with the staff site's settings, as the role that the command needs."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    command = given[0] if given else "help"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concordat.web.settings.staff")
    os.environ.setdefault("CONCORDAT_DATABASE_ROLE", _role_for(command))
    with _database_for(command):
        from django.core.management import execute_from_command_line

        execute_from_command_line(["concordat", *given])


def _role_for(command: str) -> str:
    if command in AS_OWNER:
        return "owner"
    return "backup" if command in AS_BACKUP else "app"


def _database_for(command: str) -> AbstractContextManager[None]:
    """The embedded server where it is needed and not running yet; `serve` brings its own."""
    from concordat.core import database

    if command in WITHOUT_DATABASE or database.is_external() or os.environ.get("CONCORDAT_SERVED"):
        return nullcontext()
    from concordat.core.embedded_postgres import borrowed

    return borrowed()


if __name__ == "__main__":
    main()
