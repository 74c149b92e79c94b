"""What people and the library's loader do with forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.permissions import require
from concordat.core.problems import Problem
from concordat.lib import form_logic
from concordat.questionnaires import library
from concordat.questionnaires.models import Expectation, Form, FormVersion, GuidanceEdition
from concordat.questionnaires.vocabulary import VersionState

LIBRARY_EDITION = "Draft for consultation"


class AlreadyPublished(Problem):
    """A version that is frozen; the next one is a new version."""


class AnotherOwner(Problem):
    """A code that another organisation's form already has."""


def import_form_version(
    *, form: form_logic.Form, owner_id: int | None, edition: str, by: Actor, at: datetime
) -> FormVersion:
    """Bring in a new draft version of a form; the same definition as the newest version is that version."""
    kept = Form.objects.filter(code=form.code).first()
    if kept is not None and kept.owner_id != owner_id:
        raise AnotherOwner(f"The code “{form.code}” belongs to another organisation's form. Choose another code.")
    kept = kept or Form(code=form.code, title=form.title, owner_id=owner_id)
    require(by, "questionnaires.import_form", kept)
    digest = form_logic.digest(form)
    newest = kept.versions.defer("definition").order_by("-number").first() if kept.pk else None
    if newest is not None and newest.digest == digest and newest.edition == edition:
        return newest
    version = FormVersion(
        number=newest.number + 1 if newest else 1,
        edition=edition,
        definition=form_logic.to_json(form),
        digest=digest,
        imported_at=at,
    )
    if kept.pk is None:
        with journal.entry("questionnaires.form.added", by=by, at=at, about=kept):
            kept.save(force_insert=True)
    version.form = kept
    with journal.entry(
        "questionnaires.form_version.imported",
        by=by,
        at=at,
        about=version,
        details={"form": form.code, "number": version.number, "digest": digest},
    ):
        version.save(force_insert=True)
    return version


def publish_form_version(*, version: FormVersion, by: Actor, at: datetime) -> FormVersion:
    """Freeze a draft: from now on the database refuses every change to what it asks."""
    require(by, "questionnaires.publish_form", version)
    details = {"number": version.number, "digest": version.digest}
    with journal.entry("questionnaires.form_version.published", by=by, at=at, about=version, details=details):
        changed = FormVersion.objects.filter(pk=version.pk, state=VersionState.draft).update(
            state=VersionState.published, published_at=at, published_by_id=by.person_id
        )
        if not changed:
            raise AlreadyPublished("This version is published already. Import the changed form as a new version.")
    version.state, version.published_at, version.published_by_id = VersionState.published, at, by.person_id
    return version


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


def load_guidance(*, rows: Iterable[Mapping[str, str]], by: Actor, at: datetime) -> int:
    """Bring the editions of guidance up to their dated file; says how many were new or changed.

    An edition that a form rests on stays; a later file may confirm it or give its last day.
    """
    require(by, "questionnaires.load_guidance")
    kept = GuidanceEdition.objects.in_bulk()
    changed = [edition for edition in map(_edition, rows) if not _same(kept.get(edition.pk), edition)]
    if changed:
        details = {"count": len(changed)}
        with journal.entry("questionnaires.guidance.loaded", by=by, at=at, about=changed[0], details=details):
            for edition in changed:
                edition.save(force_insert=edition.pk not in kept)
    return len(changed)


def _edition(row: Mapping[str, str]) -> GuidanceEdition:
    def day(name: str) -> date | None:
        return date.fromisoformat(row[name]) if row[name] else None

    return GuidanceEdition(
        code=row["code"],
        document=row["document"],
        title=row["title"],
        edition=row["edition"],
        published_on=day("published_on"),
        from_on=date.fromisoformat(row["from_on"]),
        until_on=day("until_on"),
        confirmed=row["confirmed"] == "yes",
        source=row["source"],
    )


def _same(kept: GuidanceEdition | None, given: GuidanceEdition) -> bool:
    names = [field.attname for field in GuidanceEdition._meta.concrete_fields]
    return kept is not None and all(getattr(kept, name) == getattr(given, name) for name in names)


def load_library(*, by: Actor, at: datetime) -> list[FormVersion]:
    """Load and publish the forms that come with the software; a second run changes nothing."""
    load_guidance(rows=library.guidance(), by=by, at=at)
    add_expectations(statements=library.expectations(), by=by, at=at)
    loaded: list[FormVersion] = []
    for code in library.titles():
        version = import_form_version(form=library.form(code), owner_id=None, edition=LIBRARY_EDITION, by=by, at=at)
        if version.state == VersionState.draft:
            publish_form_version(version=version, by=by, at=at)
        loaded.append(version)
    return loaded
