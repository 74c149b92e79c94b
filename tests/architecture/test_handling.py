"""Every field of every table says how it is handled; the record of processing is complete."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import Model

from concordat.core.handling import Handling

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
