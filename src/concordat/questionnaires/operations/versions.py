"""Versions of forms: brought in as drafts, frozen when they are published."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.permissions import require
from concordat.core.problems import Problem
from concordat.lib import form_logic
from concordat.questionnaires import cores, queries
from concordat.questionnaires.limits import most
from concordat.questionnaires.models import Form, FormVersion, Tagging
from concordat.questionnaires.operations.guidance import record_editions
from concordat.questionnaires.operations.tags import lock_tags, release_with
from concordat.questionnaires.vocabulary import VersionState

ROOM = {"code": 60, "title": 200, "edition": 200, "licence": 100}


class AlreadyPublished(Problem):
    """A version that is frozen; the next one is a new version."""


class ChangedMeanwhile(Problem):
    """A draft that somebody else has changed since it was shown."""


class AnotherOwner(Problem):
    """A code that another organisation's form already has."""


class TooLong(Problem):
    """A code, title or name of an edition that the tables have no room for."""


def import_form_version(
    *,
    form: form_logic.Form,
    owner_id: int | None,
    edition: str,
    licence: str = "",
    core: FormVersion | None = None,
    by: Actor,
    at: datetime,
) -> FormVersion:
    """Bring in a new draft version of a form; the same definition as the newest version is that version.

    With a `core` the form has to ask all of it unchanged, and may add only so many questions of its own.
    """
    _require_room(form, edition, licence)
    if core is not None:
        _require_extension(form, core, at)
    with connection.cursor() as cursor:  # the same file sent twice at once comes in one after the other
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('questionnaires.form ' || %s, 0))", [form.code])
    kept = Form.objects.filter(code=form.code).first()
    if kept is not None and kept.owner_id != owner_id:
        raise AnotherOwner(f"The code “{form.code}” belongs to another organisation's form. Choose another code.")
    kept = kept or Form(code=form.code, title=form.title, owner_id=owner_id)
    require(by, "questionnaires.import_form", kept)
    digest = form_logic.digest(form)
    newest = kept.versions.defer("definition").order_by("-number").first() if kept.pk else None
    same = (digest, edition, core.pk if core else None)
    if newest is not None and (newest.digest, newest.edition, newest.core_id) == same:
        return newest
    version = FormVersion(
        number=newest.number + 1 if newest else 1,
        edition=edition,
        licence=licence,
        core=core,
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


def edit_draft(*, version: FormVersion, form: form_logic.Form, before: str, by: Actor, at: datetime) -> FormVersion:
    """A draft as it is built in the browser; `before` is the digest shown, so that nobody overwrites anybody."""
    require(by, "questionnaires.import_form", version)
    draft = FormVersion.objects.filter(pk=version.pk, state=VersionState.draft)
    digest = form_logic.digest(form)
    details = {"number": version.number, "digest": digest}
    with journal.entry("questionnaires.form_version.edited", by=by, at=at, about=version, details=details):
        lock_tags(version.pk)
        found = list(draft.select_for_update().values_list("digest", flat=True))
        if not found:
            raise AlreadyPublished("This version is published and frozen. Make the next version of it.")
        if found[0] != before:
            raise ChangedMeanwhile("Somebody else has changed this draft meanwhile. Look at it again, then change it.")
        if Tagging.objects.filter(version_id=version.pk).exists():
            raise ChangedMeanwhile("Two editors are tagging this draft, so its questions stay. Make the next version.")
        if version.core is not None:
            _require_extension(form, version.core, at)
        draft.update(definition=form_logic.to_json(form), digest=digest)
    version.digest = digest
    return version


def _require_extension(form: form_logic.Form, core: FormVersion, at: datetime) -> None:
    if core.state == VersionState.draft:
        raise cores.NotAnExtension("The core is a draft and may change yet. Publish it first.")
    if core.core_id is not None:
        raise cores.NotAnExtension("The core extends another form itself. Choose the form that it extends.")
    cores.require_extension(form, queries.form_of(core.pk), most=most("local_extras", at.date()))


def _require_room(form: form_logic.Form, edition: str, licence: str) -> None:
    for name, said in (("code", form.code), ("title", form.title), ("edition", edition), ("licence", licence)):
        room = ROOM[name]
        if len(said) > room:
            raise TooLong(f"The {name} of this form is longer than {room} characters. Choose a shorter one.")


def publish_form_version(*, version: FormVersion, before: str | None = None, by: Actor, at: datetime) -> FormVersion:
    """Freeze a draft, its tags, and which editions of guidance are in force today; the database keeps all three.

    `before` is the digest of what was shown; without it the digest of the version as it is given.
    """
    require(by, "questionnaires.publish_form", version)
    details = {"number": version.number, "digest": version.digest}
    with journal.entry("questionnaires.form_version.published", by=by, at=at, about=version, details=details):
        draft = FormVersion.objects.filter(pk=version.pk, state=VersionState.draft)
        lock_tags(version.pk)
        found = list(draft.select_for_update().values_list("digest", flat=True))
        if not found:
            raise AlreadyPublished("This version is published already. Import the changed form as a new version.")
        if found[0] != (version.digest if before is None else before):
            raise ChangedMeanwhile("This draft was changed since it was shown to you. Look at it again, then publish.")
        record_editions(version=version, at=at)
        release_with(version=version, by=by, at=at)
        draft.update(state=VersionState.published, published_at=at, published_by_id=by.person_id)
    version.state, version.published_at, version.published_by_id = VersionState.published, at, by.person_id
    return version
