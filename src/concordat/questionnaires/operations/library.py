"""What comes with the software: editions of guidance, expectations and the forms of the library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.permissions import require
from concordat.core.problems import Problem
from concordat.lib.crosswalk import Kind
from concordat.questionnaires import library, queries, tags
from concordat.questionnaires.models import Expectation, ExpectationChange, FormVersion
from concordat.questionnaires.operations.guidance import load_guidance, record_editions_of_published
from concordat.questionnaires.operations.tags import name_tag_keeper
from concordat.questionnaires.operations.versions import import_form_version, publish_form_version
from concordat.questionnaires.vocabulary import VersionState

LIBRARY_EDITION = library.EDITION


def add_expectations(
    *,
    statements: Mapping[str, str],
    kinds: Mapping[str, str] | None = None,
    replaces: Mapping[str, str] | None = None,
    by: Actor,
    at: datetime,
) -> int:
    """Add what the bank does not hold yet; what it holds keeps its meaning for ever, and its code is never reused."""
    require(by, "questionnaires.add_expectations")
    known = dict(Expectation.objects.values_list("code", "statement"))
    changed = sorted(code for code in statements if known.get(code, statements[code]) != statements[code])
    if changed:
        raise Problem(f"{', '.join(changed)} would change meaning. Give the new meaning a new id that replaces it.")
    strange = sorted(set((replaces or {}).values()) - statements.keys() - known.keys())
    if strange:
        raise Problem(f"{strange[0]} is replaced, and the bank does not have it. Add it first.")
    new = [
        Expectation(
            code=code,
            statement=said,
            kind=(kinds or {}).get(code, Kind.PRACTICE),
            replaces_id=(replaces or {}).get(code),
        )
        for code, said in statements.items()
        if code not in known
    ]
    if new:
        with journal.entry(
            "questionnaires.expectations.added", by=by, at=at, about=new[0], details={"count": len(new)}
        ):
            Expectation.objects.bulk_create(new)
    return len(new)


def date_expectations(
    *,
    retired: Mapping[str, date],
    kinds: Mapping[str, str],
    changes: Iterable[Mapping[str, str]],
    by: Actor,
    at: datetime,
) -> int:
    """Retire what is not asked any more, and note which editions of guidance ask more or other of the same thing."""
    require(by, "questionnaires.add_expectations")
    dated = [
        one
        for one in Expectation.objects.filter(code__in={*retired, *kinds})
        if (one.retired_on, one.kind) != (retired.get(one.code), kinds.get(one.code, one.kind))
    ]
    known = set(ExpectationChange.objects.values_list("expectation_id", "edition_id"))
    new = [
        ExpectationChange(expectation_id=row["expectation"], edition_id=row["edition"], what=row["what"])
        for row in changes
        if (row["expectation"], row["edition"]) not in known
    ]
    if dated or new:
        about = dated[0] if dated else Expectation(code=new[0].expectation_id)
        details = {"count": len(dated), "changes": len(new)}
        with journal.entry("questionnaires.expectations.dated", by=by, at=at, about=about, details=details):
            for one in dated:
                one.retired_on, one.kind = retired.get(one.code), kinds.get(one.code, one.kind)
                one.save(update_fields=["retired_on", "kind"])
            ExpectationChange.objects.bulk_create(new)
    return len(dated) + len(new)


def load_bank(*, by: Actor, at: datetime) -> None:
    """Bring the bank of expectations up to its dated files."""
    rows = library.bank()
    kinds = {row["id"]: row["kind"] for row in rows}
    add_expectations(
        statements=library.expectations(),
        kinds=kinds,
        replaces={row["id"]: row["replaces"] for row in rows if row["replaces"]},
        by=by,
        at=at,
    )
    retired = {row["id"]: date.fromisoformat(row["retired_on"]) for row in rows if row["retired_on"]}
    if date_expectations(retired=retired, kinds=kinds, changes=library.expectation_changes(), by=by, at=at):
        tags.forget()


def load_library(*, by: Actor, at: datetime) -> list[FormVersion]:
    """Load and publish the forms that come with the software; a second run changes nothing."""
    if load_guidance(rows=library.guidance(), by=by, at=at):
        queries.forget_forms()
    record_editions_of_published(by=by, at=at)
    load_bank(by=by, at=at)
    loaded: list[FormVersion] = []
    for code in library.titles():
        version = import_form_version(
            form=library.form(code), owner_id=None, edition=LIBRARY_EDITION, licence=library.LICENCE, by=by, at=at
        )
        if version.state == VersionState.draft:
            publish_form_version(version=version, by=by, at=at)
        loaded.append(version)
    keeper = queries.tag_keeper()
    if keeper is not None:
        name_tag_keeper(organisation_id=keeper, by=by, at=at)  # of the forms that are new
    return loaded
