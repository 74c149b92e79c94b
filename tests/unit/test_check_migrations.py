"""What the release before cannot bear is told from what it can."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState

from concordat.audits.models.frozen import stays
from tools.check_migrations import broken_for_the_release_before, not_in_migrations, unbearable

BEARABLE: list[Operation] = [
    migrations.AddField("thing", "note", models.TextField(db_default="")),
    migrations.AddField("thing", "note", models.TextField(null=True)),
    migrations.AddField("new", "note", models.TextField()),
    migrations.AlterField("thing", "name", models.CharField(max_length=200, null=True)),
    migrations.AddIndex("thing", models.Index(fields=["name"], name="thing_name")),
]
UNBEARABLE: list[Operation] = [
    migrations.AddField("thing", "note", models.TextField(default="")),
    migrations.AddField("thing", "note", models.TextField()),
    migrations.RemoveField("thing", "name"),
    migrations.RenameField("thing", "name", "title"),
    migrations.RenameModel("Thing", "Object"),
    migrations.DeleteModel("Thing"),
    migrations.AlterField("thing", "name", models.CharField(max_length=100)),
]


def found(operation: Operation) -> list[str]:
    before = ProjectState()
    before.add_model(
        ModelState(
            "made", "Thing", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(null=True))]
        )
    )
    new = migrations.CreateModel("New", [("id", models.BigAutoField(primary_key=True))])
    migration = migrations.Migration("0002_change", "made")
    migration.__dict__["operations"] = [new, operation]
    return list(broken_for_the_release_before(migration, before))


@pytest.mark.parametrize("operation", BEARABLE, ids=lambda one: str(one.describe()))
def test_what_the_release_before_can_bear(operation: Operation) -> None:
    assert found(operation) == []


@pytest.mark.parametrize("operation", UNBEARABLE, ids=lambda one: str(one.describe()))
def test_what_it_cannot_is_named(operation: Operation) -> None:
    assert "made.0002_change" in found(operation)[0]


def test_our_own_migrations_since_the_first_release_can_be_borne() -> None:
    assert list(unbearable(MigrationLoader(None))) == []


def test_a_trigger_that_no_migration_knows_is_named_and_one_that_a_model_lost() -> None:
    loader, state = MigrationLoader(None), ProjectState.from_apps(apps)
    assert list(not_in_migrations(loader, state)) == []
    returns, answers = state.models["audits", "auditreturn"], state.models["audits", "answer"]
    returns.options["triggers"] = returns.options["triggers"][1:]
    new = stays("value")
    new.name = "stays_as_it_was"
    answers.options["triggers"] = [*answers.options["triggers"], new]
    found = "\n".join(not_in_migrations(loader, state))
    assert "accepts_what_was_accepted" in found
    assert "stays_as_it_was" in found
