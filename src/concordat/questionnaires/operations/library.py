"""What comes with the software: editions of guidance, expectations and the forms of the library."""

from __future__ import annotations

from datetime import datetime

from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.permissions import require
from concordat.core.problems import Problem
from concordat.questionnaires import library, queries
from concordat.questionnaires.models import Expectation, FormVersion
from concordat.questionnaires.operations.guidance import load_guidance, record_editions_of_published
from concordat.questionnaires.operations.versions import import_form_version, publish_form_version
from concordat.questionnaires.vocabulary import VersionState

LIBRARY_EDITION = "Draft for consultation"


def add_expectations(*, statements: dict[str, str], by: Actor, at: datetime) -> int:
    """Add what the bank does not hold yet; what it holds keeps its meaning for ever."""
    require(by, "questionnaires.add_expectations")
    known = dict(Expectation.objects.values_list("code", "statement"))
    changed = sorted(code for code in statements if known.get(code, statements[code]) != statements[code])
    if changed:
        raise Problem(f"{', '.join(changed)} would change meaning. Give the new meaning a new id that replaces it.")
    new = [Expectation(code=code, statement=said) for code, said in statements.items() if code not in known]
    if new:
        with journal.entry(
            "questionnaires.expectations.added", by=by, at=at, about=new[0], details={"count": len(new)}
        ):
            Expectation.objects.bulk_create(new)
    return len(new)


def load_library(*, by: Actor, at: datetime) -> list[FormVersion]:
    """Load and publish the forms that come with the software; a second run changes nothing."""
    if load_guidance(rows=library.guidance(), by=by, at=at):
        queries.forget_forms()
    record_editions_of_published(by=by, at=at)
    add_expectations(statements=library.expectations(), by=by, at=at)
    loaded: list[FormVersion] = []
    for code in library.titles():
        version = import_form_version(form=library.form(code), owner_id=None, edition=LIBRARY_EDITION, by=by, at=at)
        if version.state == VersionState.draft:
            publish_form_version(version=version, by=by, at=at)
        loaded.append(version)
    return loaded
