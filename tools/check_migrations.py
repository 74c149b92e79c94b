"""Refuse models that differ from their migrations, and two last migrations in one context. Asks no database."""

from __future__ import annotations

import os
import sys

import django
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState


def main() -> int:
    """Say what is missing; the exit code says whether anything is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concordat.web.settings.staff")
    django.setup()
    loader = MigrationLoader(None)
    conflicts = loader.detect_conflicts()
    for context, names in conflicts.items():
        print(f"{context} has two last migrations: {', '.join(sorted(names))}. Make one follow the other.")
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    changes = detector.changes(graph=loader.graph)
    for context, migrations in changes.items():
        for migration in migrations:
            for operation in migration.operations:
                print(f"{context}: no migration says: {operation.describe()}")
    return 1 if changes or conflicts else 0


if __name__ == "__main__":
    sys.exit(main())
