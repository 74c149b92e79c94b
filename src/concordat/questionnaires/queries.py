"""Asking for forms. Published versions never change, so each process reads and builds one only once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from django.db.models import QuerySet

from concordat.core.problems import NotFound
from concordat.lib import form_logic
from concordat.questionnaires.models import Expectation, Form, FormVersion
from concordat.questionnaires.vocabulary import VersionState


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
    """Every published version, newest first within its form: for choosing one to ask with."""
    published = FormVersion.objects.filter(state=VersionState.published)
    return published.select_related("form").defer("definition").order_by("form__title", "-number")


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


def forget_forms() -> None:
    """Empty what `form_of` remembers, after the database was exchanged by a restore or a test."""
    _frozen_form.cache_clear()


def statements() -> Mapping[str, str]:
    """The bank of expectations: code and statement."""
    return dict(Expectation.objects.values_list("code", "statement"))


def forms() -> QuerySet[Form]:
    """Every form."""
    return Form.objects.order_by("title")
