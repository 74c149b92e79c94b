"""Refuse models that differ from their migrations, two last migrations in one context, and what an upgrade cannot bear.

A schema change works with the release before it: while an upgrade runs, and after a step back, that release reads and
writes the new tables. So what it knows is neither renamed nor removed nor made compulsory, and a new compulsory column
has a default in the database. Removing comes one release later: see docs/decisions/0026-upgrades.md. Asks no database.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.apps import apps
from django.core.management.commands.makemigrations import Command
from django.db.migrations import (
    AddField,
    AlterField,
    CreateModel,
    DeleteModel,
    Migration,
    RemoveField,
    RenameField,
    RenameModel,
)
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

RELEASED = Path(__file__).with_name("released.json")


def broken_for_the_release_before(migration: Migration, before: ProjectState) -> Iterator[str]:
    """What the release before could not bear of a migration; `before` is the state that it is applied to."""
    label = migration.app_label
    new = {operation.name.lower() for operation in migration.operations if isinstance(operation, CreateModel)}
    for operation in migration.operations:
        if getattr(operation, "model_name", "").lower() not in new and _breaks(operation, before, label):
            yield f"{label}.{migration.name}: the release before cannot bear: {operation.describe()}"


def _breaks(operation: Operation, before: ProjectState, label: str) -> bool:
    if isinstance(operation, (DeleteModel, RemoveField, RenameField, RenameModel)):
        return True
    if isinstance(operation, AddField):
        field = operation.field
        return not (field.null or field.has_db_default() or getattr(field, "many_to_many", False))
    if isinstance(operation, AlterField):
        known = before.models[label, operation.model_name.lower()].fields[operation.name]
        return known.null and not operation.field.null
    return False


def unbearable(loader: MigrationLoader) -> Iterator[str]:
    """The same for every migration of ours after the newest release."""
    released: dict[str, str] = list(json.loads(RELEASED.read_text()).values())[-1]
    for (label, name), migration in sorted(loader.disk_migrations.items()):
        if migration.__module__.startswith("concordat.") and label in released and name > released[label]:
            before = loader.project_state((label, name), at_end=False)
            yield from broken_for_the_release_before(migration, before)


def not_in_migrations(loader: MigrationLoader, models: ProjectState) -> Iterator[str]:
    """What the models say and no migration does; triggers too, as `makemigrations` finds them."""
    # Read from the command when asked: triggers join its detector while Django is set up.
    changes = Command.autodetector(loader.project_state(), models).changes(graph=loader.graph)
    for context, migrations in changes.items():
        for migration in migrations:
            for operation in migration.operations:
                yield f"{context}: no migration says: {operation.describe()}"


def main() -> int:
    """Say what is missing; the exit code says whether anything is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concordat.web.settings.staff")
    django.setup()
    loader = MigrationLoader(None)
    conflicts = loader.detect_conflicts()
    for context, names in conflicts.items():
        print(f"{context} has two last migrations: {', '.join(sorted(names))}. Make one follow the other.")
    wrong = [*not_in_migrations(loader, ProjectState.from_apps(apps)), *unbearable(loader)]
    for sentence in wrong:
        print(sentence)
    return 1 if conflicts or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
