"""Nothing that an organisation has is forgotten when it takes all away: every table is named, no secret is written."""

from __future__ import annotations

import pytest
from django.apps import apps

from concordat.core import row_security
from concordat.core.takeaway import registry, writing

ASKED = ("records", "sealed", "reference", "sign-in")
SAY = (
    "Say in the context's owned.py whose data this table holds (Owned(setting=..., partnership=...)),"
    " or in left_out why nobody takes it away."
)


def test_no_table_is_forgotten() -> None:
    """Every table that holds records, answers that are sealed, references or a person's sign-in is named."""
    classed = {table.name for table in row_security.tables() if table.row_class in ASKED}
    named = set(registry.owned()) | set(registry.left_out())
    assert classed - named == set(), SAY
    assert named - classed == set(), "declared, but no such table"
    assert all(registry.left_out().values())


@pytest.mark.parametrize("name", sorted(registry.owned()))
def test_every_lookup_leads_to_rows(name: str) -> None:
    owned = registry.owned()[name]
    assert owned.setting or owned.partnership, SAY
    model = next(model for model in apps.get_models() if model._meta.db_table == name)
    for lookup in filter(None, (owned.setting, owned.partnership)):
        assert str(model._default_manager.filter(**{f"{lookup}__in": [1]}).query)


def test_what_is_secret_is_in_no_table() -> None:
    written = {
        (model._meta.db_table, name)
        for model in apps.get_models()
        if model._meta.db_table in registry.owned()
        for name in writing.columns_of(model)
    }
    assert ("accounts_person", "password") not in written
    assert not {(table, name) for table, name in written if any(word in name for word in ("token", "nonce", "secret"))}
    assert ("accounts_person", "email") in written
