"""Tables: editions of guidance, and which were in force when a form was published. History is not rewritten."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q

from concordat.core.handling import DataClass, Handling, fields
from concordat.core.ranges import Days, HashRange
from concordat.questionnaires.models.forms import FormVersion

_STAYS = """
    if tg_op = 'DELETE' or not new.confirmed
        or row(new.code, new.document, new.title, new.edition, new.from_on)
        is distinct from row(old.code, old.document, old.title, old.edition, old.from_on)
    then
        raise exception 'a confirmed edition of guidance stays as it is' using errcode = 'restrict_violation';
    end if;
    return new;
"""
_RECORDED = "raise exception 'which edition was in force is recorded for good' using errcode = 'restrict_violation';"


class GuidanceEdition(models.Model):
    """An edition of guidance and its days in force.

    Not confirmed while it is expected, or while nobody has checked its final text and first day.
    """

    code = models.SlugField(max_length=60, primary_key=True)
    document = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)
    edition = models.CharField(max_length=40)
    published_on = models.DateField(null=True, blank=True)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    confirmed = models.BooleanField()
    source = models.URLField(max_length=250)
    note = models.CharField(max_length=250, blank=True, db_default="")

    handling = Handling(
        DataClass.public,
        whose="nobody",
        keep="permanently",
        why="A statutory text on a page shows its edition and date (N-01, N-06)",
        fields=fields(
            plain="code", public="document title edition published_on from_on until_on confirmed source note"
        ),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "edition"], name="guidance_edition_once"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")), name="guidance_edition_lasts"
            ),
            models.CheckConstraint(
                condition=Q(confirmed=False) | Q(from_on__isnull=False), name="guidance_edition_confirmed_has_begun"
            ),
            # No btree_gist in the embedded server: the document goes in as a range of its hash.
            ExclusionConstraint(
                name="guidance_in_force_alone",
                expressions=[(HashRange("document"), "&&"), (Days("from_on", "until_on"), "&&")],
                condition=Q(confirmed=True),
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="confirmed_edition_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__confirmed=True),
                func=_STAYS,
            )
        ]

    def __str__(self) -> str:
        return self.code


class FormVersionEdition(models.Model):
    """The edition of a document that was in force on the day a form version was published."""

    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="editions")
    document = models.SlugField(max_length=60)
    edition = models.ForeignKey(GuidanceEdition, on_delete=models.PROTECT, related_name="form_versions")

    handling = Handling(
        DataClass.public,
        whose="nobody",
        keep="permanently, with the form version",
        why="A record stays under the edition that was in force when it was asked for (N-01)",
        fields=fields(plain="id", public="version document edition"),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "document"], name="form_version_edition_once"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="recorded_for_good",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_RECORDED,
            )
        ]
