"""Every field of every table says how it is handled; the record of processing is complete."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import Model

from concordat.core import processing, row_security
from concordat.core.handling import Handling
from tests.architecture.places import ROOT

OURS = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("concordat.") and not model.__name__.endswith("Event")
]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_has_a_card_for_every_field(model: type[Model]) -> None:
    card = getattr(model, "handling", None)
    assert isinstance(card, Handling), f"{model._meta.label} has no Handling card"
    fields = {field.name for field in model._meta.concrete_fields}
    assert fields - set(card.fields) == set(), "fields without sensitivity"
    assert set(card.fields) - fields == set(), "sensitivities of fields that do not exist"
    assert card.whose
    assert card.keep
    assert card.why


WITHOUT_MODEL = {"auth_group_permissions", "concordat_cache", "django_migrations"}  # nobody's data: see their class


def test_every_table_is_in_the_record_of_processing_with_every_field() -> None:
    rows = {row.table: row for row in processing.record()}
    assert set(rows) | WITHOUT_MODEL == {table.name for table in row_security.tables()}
    for model in apps.get_models():
        if model._meta.db_table in rows and not hasattr(model, "pgh_tracked_model"):
            fields = {field.name for field in model._meta.concrete_fields}
            assert set(processing.card_of(model).fields) == fields, model._meta.label


def test_the_documented_record_is_what_the_cards_say() -> None:
    page = ROOT / "docs" / "record-of-processing.md"
    said = processing.as_markdown(processing.record())
    assert page.read_text() == said, "run: concordat processing docs/record-of-processing.md"
    assert "| Fields: personal | user, email |" in said
    assert "P2 about staff" in said


def test_the_command_writes_both_kinds_of_file(tmp_path: Path) -> None:
    call_command("processing", str(tmp_path / "record.csv"), stdout=io.StringIO())
    lines = list(csv.DictReader((tmp_path / "record.csv").read_text(encoding="utf-8-sig").splitlines()))
    person = next(line for line in lines if line["Table"] == "accounts_person")
    assert person["secret"] == "password"
    assert "email" in person["personal"]
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("processing", str(tmp_path / "no" / "record.md"))
