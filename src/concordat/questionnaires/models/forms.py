"""Tables: forms, their versions, expectations. A published version is frozen by the database."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from concordat.core.handling import DataClass, Handling, fields
from concordat.lib.crosswalk import Kind
from concordat.questionnaires.vocabulary import VersionState

_FROZEN = """
    if tg_op = 'DELETE' or new.state = 'draft'
        or row(new.id, new.form_id, new.number, new.edition, new.definition, new.digest, new.core_id)
        is distinct from row(old.id, old.form_id, old.number, old.edition, old.definition, old.digest, old.core_id)
        or new.published_at is distinct from old.published_at
        or new.published_by_id is distinct from old.published_by_id
    then
        raise exception 'a published form version is frozen' using errcode = 'restrict_violation';
    end if;
    return new;
"""
_NEVER_REUSED = """
    if tg_op = 'DELETE' or row(new.code, new.statement, new.replaces_id)
        is distinct from row(old.code, old.statement, old.replaces_id) then
        raise exception 'an expectation keeps its meaning' using errcode = 'restrict_violation';
    end if;
    return new;
"""


class Form(models.Model):
    """A form through its years; each year's text is a version.

    A form that belongs to nobody comes with the software; `tags_kept_by` decides about its tags (decision 29).
    """

    code = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="forms"
    )
    tags_kept_by = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    handling = Handling(
        DataClass.public,
        whose="the organisation that asks",
        keep="permanently, for the returns that answer it",
        why="What was asked, by whom",
        fields=fields(plain="id", public="code title owner tags_kept_by"),
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(tags_kept_by__isnull=True), name="form_tags_kept_by_its_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class FormVersion(models.Model):
    """What a form asked in one edition: its definition, and the digest by which it can be proved.

    `core` is the version of a regional form that this one extends with questions of its own (D2X-NY-3).
    """

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    edition = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.name) for state in VersionState],
        default=VersionState.draft,
    )
    core = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="extensions")
    licence = models.CharField(max_length=100, blank=True, db_default="")
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="forms_published",
    )

    handling = Handling(
        DataClass.public,
        whose="the organisation that asks",
        keep="permanently, for the returns that answer it",
        why="The exact wording that a return answered",
        fields=fields(
            plain="id digest",
            public="form number edition state core licence definition imported_at published_at",
            personal="published_by",
        ),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form", "number"], name="form_version_number"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in VersionState]), name="form_version_state"
            ),
            models.CheckConstraint(
                condition=Q(state=VersionState.draft.value, published_at__isnull=True)
                | ~Q(state=VersionState.draft.value) & Q(published_at__isnull=False),
                name="form_version_published_at",
            ),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="form_version_digest"),
            models.CheckConstraint(
                condition=Q(core__isnull=True) | ~Q(core=F("id")), name="form_version_extends_another"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["form", "state", "-number"], name="form_version_latest")]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="published_is_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=~pgtrigger.Q(old__state="draft"),
                func=_FROZEN,
            )
        ]


class Expectation(models.Model):
    """One small testable thing that guidance or good practice expects; its id never means anything else."""

    code = models.CharField(max_length=20, primary_key=True)
    statement = models.TextField()
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    retired_on = models.DateField(null=True, blank=True)
    kind = models.CharField(
        max_length=20, choices=[(kind.value, kind.name) for kind in Kind], db_default=Kind.PRACTICE.value
    )

    handling = Handling(
        DataClass.public,
        whose="nobody",
        keep="permanently",
        why="What questions of different forms have in common",
        fields=fields(plain="code", public="statement replaces retired_on kind"),
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("code")),
                name="expectation_replaces_another",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="expectation_keeps_meaning",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_NEVER_REUSED,
            )
        ]

    def __str__(self) -> str:
        return self.code
