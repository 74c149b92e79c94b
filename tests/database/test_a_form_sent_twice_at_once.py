"""The same file sent twice in the same moment is one form with one version."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, connections

from concordat.core.actor import Actor, acting_as
from concordat.lib import form_logic
from concordat.questionnaires import operations
from concordat.questionnaires.models import FormVersion
from concordat.questionnaires.vocabulary import LIBRARY
from tests.world import NOW

pytestmark = pytest.mark.slow
LOADER = Actor.system_named(LIBRARY)


def test_two_at_once_make_one_version(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    row = form_logic.Row(2, {"id": "Q1", "section": "Q", "text": "What?", "type": "text"})
    form = form_logic.build_form([row], code="twice", title="Twice", scales={})
    both = threading.Barrier(2)
    made: list[Any] = []

    def send() -> None:
        try:
            with acting_as(LOADER, at=NOW):
                both.wait(5)
                one = operations.import_form_version(form=form, owner_id=None, edition="1", by=LOADER, at=NOW)
                made.append(one.pk)
        except Exception as wrong:
            made.append(wrong)
        finally:
            connections.close_all()

    name = connection.settings_dict["NAME"]
    assert name == fresh_database
    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(made) == 2
    assert made[0] == made[1]
    with acting_as(LOADER, at=NOW):
        assert FormVersion.objects.filter(form__code="twice").count() == 1
