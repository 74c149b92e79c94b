"""Asking for forms. Published versions never change, so each process reads and builds one only once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet

from concordat.core.actor import Actor
from concordat.core.problems import NotFound
from concordat.lib import form_logic
from concordat.questionnaires import access, guidance
from concordat.questionnaires.guidance import Edition, FormGuidance
from concordat.questionnaires.models import Expectation, Form, FormVersion, FormVersionEdition, GuidanceEdition
from concordat.questionnaires.vocabulary import OF_OTHER_BODIES, OWN_FORM_KEEPERS, VersionState


class _StillDraft(Exception):
    """A version that may change yet and must not be remembered."""

    def __init__(self, form: form_logic.Form) -> None:
        super().__init__()
        self.form = form


def published_version(code: str) -> FormVersion:
    """The newest published version of a form, without its definition; raises `NotFound`."""
    version = (
        FormVersion.objects.filter(form__code=code, state=VersionState.published)
        .select_related("form")
        .defer("definition")
        .order_by("-number")
        .first()
    )
    if version is None:
        raise NotFound(f"There is no published form “{code}”. Publish it first.")
    return version


def published_versions() -> QuerySet[FormVersion]:
    """Every published version, newest first within its form: for choosing one to ask with.

    No trust's own audit, and no form of another body that is only filled in.
    """
    published = FormVersion.objects.filter(state=VersionState.published).exclude(form__owner__kind="trust")
    published = published.exclude(form__code__startswith=OF_OTHER_BODIES)
    return published.select_related("form").defer("definition").order_by("form__title", "-number")


def newest_published() -> list[FormVersion]:
    """The newest published version of every form, by title, without definitions. One query."""
    newest: dict[int, FormVersion] = {}
    for found in published_versions():
        newest.setdefault(found.form_id, found)
    return list(newest.values())


def versions(actor: Actor) -> QuerySet[FormVersion]:
    """Every version that the actor may see, newest first within its form, without definitions. One query."""
    found = access.visible_versions(actor).select_related("form__owner", "published_by").defer("definition")
    return found.order_by("form__title", "form_id", "-number")


def version(actor: Actor, version_id: int) -> FormVersion:
    """One version, without its definition; raises `NotFound`."""
    found = access.visible_versions(actor).select_related("form__tags_kept_by", "published_by", "core__form")
    found = found.defer("definition", "core__definition")
    one = found.filter(pk=version_id).first()
    if one is None:
        raise NotFound()
    return one


def version_before(actor: Actor, later: FormVersion) -> FormVersion | None:
    """The version of the same form that came before, without its definition."""
    earlier = access.visible_versions(actor).filter(form_id=later.form_id, number__lt=later.number)
    return earlier.defer("definition").order_by("-number").first()


def owners(actor: Actor) -> list[tuple[int, str]]:
    """The organisations whose forms the actor keeps, by name."""
    places = Form.owner.field.related_model._default_manager.filter(pk__in=actor.organisations(*OWN_FORM_KEEPERS))
    return list(places.order_by("name").values_list("pk", "name"))


def tag_keeper() -> int | None:
    """The partnership that keeps the tags of the forms that belong to nobody."""
    named = Form.objects.filter(owner__isnull=True, tags_kept_by__isnull=False)
    return named.order_by("pk").values_list("tags_kept_by_id", flat=True).first()


def partnership_named(name: str) -> int:
    """The partnership of this name; raises `NotFound`."""
    places = Form.owner.field.related_model._default_manager.filter(kind="partnership", name=name)
    found = list(places.values_list("pk", flat=True))
    if len(found) != 1:
        raise NotFound(f"There is no partnership “{name}” here. Write its name as its pages show it.")
    return int(found[0])


def form_of(version_id: int) -> form_logic.Form:
    """The form of a version, built once in each process; drafts are built anew."""
    try:
        return _frozen_form(version_id)
    except _StillDraft as draft:
        return draft.form


@lru_cache(maxsize=64)
def _frozen_form(version_id: int) -> form_logic.Form:
    found = FormVersion.objects.filter(pk=version_id).values_list("state", "definition").first()
    if found is None:
        raise NotFound("We cannot find this form.")
    state, definition = found
    form = form_logic.from_json(definition)
    if state == VersionState.draft:
        raise _StillDraft(form)
    return form


def editions() -> Mapping[str, Edition]:
    """Every edition of guidance by its code, read once in each process: a new one comes with a new release."""
    found = _editions()
    if not found:
        _editions.cache_clear()
    return found


@lru_cache(maxsize=1)
def _editions() -> Mapping[str, Edition]:
    return editions_now()


def editions_now() -> Mapping[str, Edition]:
    """Every edition by its code, read anew: for what is kept for good."""
    names = ("code", "document", "title", "edition", "from_on", "until_on", "confirmed", "source", "note")
    return {row[0]: Edition(*row) for row in GuidanceEdition.objects.values_list(*names)}


def in_force(document: str, day: date) -> Edition | None:
    """The confirmed edition of a document on a day."""
    return guidance.in_force(editions(), document, day)


def edition_named(document: str, day: date) -> str:
    """The edition in force on a day as a page names it, with its date; nothing where none is known."""
    found = in_force(document, day)
    if found is None or found.from_on is None:
        return ""
    return f"{found.title} {found.edition}, in force from {guidance.in_words(found.from_on)}"


def guidance_of(version_id: int, *, day: date | None = None) -> FormGuidance:
    """What a version's questions rest on, with the editions in force when it was published.

    A draft is read as if it were published on `day`; without a day, only by what it names itself.
    """
    try:
        return _frozen_guidance(version_id)
    except _StillDraft as draft:
        then = guidance.in_force_for(draft.form, editions(), day) if day else {}
        return replace(guidance.guidance_of(draft.form, editions(), then), then={})


@lru_cache(maxsize=64)
def _frozen_guidance(version_id: int) -> FormGuidance:
    form = _frozen_form(version_id)
    rows = FormVersionEdition.objects.filter(version_id=version_id).values_list("document", "edition_id")
    recorded = dict(rows)
    if not editions().keys() >= set(recorded.values()):
        _editions.cache_clear()  # the version is younger than what this process remembers
    known = editions()
    return guidance.guidance_of(form, known, {document: known[code] for document, code in recorded.items()})


def forget_forms() -> None:
    """Empty what is remembered, after the database was exchanged by a restore or a test."""
    _frozen_form.cache_clear()
    _frozen_guidance.cache_clear()
    _editions.cache_clear()


def usable_expectations(day: date) -> Mapping[str, str]:
    """What a question may be tagged with on a day: code and statement of what is not retired."""
    in_use = Expectation.objects.exclude(retired_on__lte=day)
    return dict(in_use.order_by("code").values_list("code", "statement"))


def statements() -> Mapping[str, str]:
    """The bank of expectations: code and statement."""
    return dict(Expectation.objects.values_list("code", "statement"))
