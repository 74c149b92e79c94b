"""A database as an earlier release left it: its migrations and no later ones, with a row in every table.

Run as the owner in an empty database: `python -m tests.released_state 0.1.0`. The rows are made from the models as
that release knew them, never from today's.
"""

from __future__ import annotations

import json
import sys
import uuid
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

RELEASED = Path(__file__).parents[1] / "tools" / "released.json"
AT = datetime(2026, 9, 1, 9, tzinfo=UTC)
NUMBERS = count(101)
PERSON = "ada@released.example"
# What a constraint asks of a row, by model.
ASKED: dict[str, dict[str, Any]] = {
    "accounts.organisation": {"kind": "establishment"},
    "accounts.person": {"email": PERSON, "is_active": True},
    "accounts.roleheld": {"role": "dsl", "starts_at": AT, "ends_at": None},
    "accounts.invitation": {"expires_at": AT + timedelta(days=14)},
    "audits.auditcycle": {"closes_on": date(2026, 11, 1), "year": "2026-27"},
    "audits.returnquery": {"reply": "", "replied_at": None},
    "core.databasemark": {"id": 1, "kind": "real"},
    "establishments.establishment": {"urn": lambda: next(NUMBERS) + 900_000},
    "questionnaires.formversion": {"digest": "0" * 64},
    "partnership.partnership": {"smallest_group": 5},
}


def targets(release: str) -> list[tuple[str, str]]:
    """The last migration of each of our contexts in a release, and of every other app as it is."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    ours = json.loads(RELEASED.read_text())[release]
    loader = MigrationLoader(connection)
    leaves = loader.graph.leaf_nodes()
    others = [leaf for leaf in leaves if not loader.disk_migrations[leaf].__module__.startswith("concordat.")]
    return [*ours.items(), *others]


def build(release: str) -> None:
    """Migrate as far as the release went, guard the tables as it did for their owner, and fill them."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    state = executor.migrate(targets(release))
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'alter table "{name}" enable row level security, force row level security')
            cursor.execute(f'create policy owner on "{name}" to concordat_owner using (true) with check (true)')
            cursor.execute(f'grant select on "{name}" to concordat_backup')
        cursor.execute("grant select on all sequences in schema public to concordat_backup")
    fill(state.apps)


def fill(apps: Any) -> dict[str, Any]:
    """A row of every model of ours that the release had."""
    made: dict[str, Any] = {}
    ours = json.loads(RELEASED.read_text())["0.1.0"]
    for model in apps.get_models():
        if model._meta.app_label in ours and not model._meta.proxy and not model.__name__.endswith("Event"):
            row(model, made)
    return made


def row(model: Any, made: dict[str, Any]) -> Any:
    """The row of a model, with the rows that it needs."""
    label = model._meta.label_lower
    if label not in made:
        if label == "establishments.establishmentlink":  # joins two settings
            later = row(model._meta.get_field("later").related_model, {})
            return made.setdefault(label, model.objects.create(earlier=row(type(later), made), later=later, kind="x"))
        values = {
            field.attname: value
            for field in model._meta.concrete_fields
            if (value := value_of(field, made)) is not None
        }
        asked = {name: value() if callable(value) else value for name, value in ASKED.get(label, {}).items()}
        made[label] = model.objects.create(**(values | asked))
    return made[label]


def value_of(field: Any, made: dict[str, Any]) -> Any:
    """Something that fits a field; nothing where it may be empty or has a default."""
    if field.is_relation:
        return None if field.null else row(field.related_model, made).pk
    if field.null or field.has_default() or field.has_db_default() or field.get_internal_type() in AUTOMATIC:
        return None
    if field.choices:
        return field.choices[0][0]
    return VALUES[field.get_internal_type()](field)


AUTOMATIC = ("BigAutoField", "AutoField")
VALUES: dict[str, Any] = {
    "CharField": lambda field: f"{field.name} {next(NUMBERS)}"[: field.max_length],
    "TextField": lambda field: f"{field.name} «ærø»",
    "SlugField": lambda field: f"{field.name}-{next(NUMBERS)}"[: field.max_length],
    "EmailField": lambda field: f"person{next(NUMBERS)}@released.example",
    "DateField": lambda field: date(2026, 9, 1),
    "DateTimeField": lambda field: AT,
    "BooleanField": lambda field: False,
    "UUIDField": lambda field: uuid.uuid4(),
    "JSONField": lambda field: {},
    "BinaryField": lambda field: b"\x00\xff",
    "IntegerField": lambda field: next(NUMBERS),
    "BigIntegerField": lambda field: next(NUMBERS),
    "SmallIntegerField": lambda field: 1,
    "PositiveIntegerField": lambda field: next(NUMBERS),
    "PositiveSmallIntegerField": lambda field: 7,
    "FloatField": lambda field: 0.5,
}


if __name__ == "__main__":
    import django

    django.setup()
    build(sys.argv[1])
