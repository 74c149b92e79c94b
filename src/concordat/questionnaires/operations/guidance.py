"""Editions of guidance: brought up to their dated file, and recorded with each form that is published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from concordat.core import journal
from concordat.core.actor import Actor
from concordat.core.permissions import require
from concordat.core.problems import Problem
from concordat.questionnaires import guidance, queries
from concordat.questionnaires.models import FormVersion, FormVersionEdition, GuidanceEdition

_STAYS = ("document", "title", "edition", "from_on")


class RewritesHistory(Problem):
    """A file that would change what records of earlier days rest on."""


def load_guidance(*, rows: Iterable[Mapping[str, str]], by: Actor, at: datetime) -> int:
    """Bring the editions of guidance up to their dated file; says how many were new or changed.

    A later file may add editions, confirm one and give a last day. What was confirmed keeps its name and first day.
    """
    require(by, "questionnaires.load_guidance")
    kept = GuidanceEdition.objects.in_bulk()
    changed = [edition for edition in map(_edition, rows) if not _same(kept.get(edition.pk), edition)]
    rewritten = sorted(edition.pk for edition in changed if _rewrites(kept.get(edition.pk), edition))
    if rewritten:
        raise RewritesHistory(
            f"{', '.join(rewritten)} was confirmed and would change. Give it a last day and add a new edition."
        )
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
        from_on=day("from_on"),
        until_on=day("until_on"),
        confirmed=row["confirmed"] == "yes",
        source=row["source"],
        note=row["note"],
    )


def _same(kept: GuidanceEdition | None, given: GuidanceEdition) -> bool:
    names = [field.attname for field in GuidanceEdition._meta.concrete_fields]
    return kept is not None and all(getattr(kept, name) == getattr(given, name) for name in names)


def _rewrites(kept: GuidanceEdition | None, given: GuidanceEdition) -> bool:
    if kept is None or not kept.confirmed:
        return False
    return not given.confirmed or any(getattr(kept, name) != getattr(given, name) for name in _STAYS)


def record_editions(*, version: FormVersion, at: datetime) -> int:
    """Note which edition of each document that a version names is in force; part of publishing, and of nothing else."""
    found = guidance.in_force_for(queries.form_of(version.pk), queries.editions_now(), at.date())
    FormVersionEdition.objects.bulk_create(
        FormVersionEdition(version=version, document=document, edition_id=edition.code)
        for document, edition in found.items()
    )
    return len(found)


def record_editions_of_published(*, by: Actor, at: datetime) -> int:
    """Note the editions of versions published before they were noted, by the days they were published on."""
    require(by, "questionnaires.load_guidance")
    missing = FormVersion.objects.filter(published_at__isnull=False, editions__isnull=True).defer("definition")
    noted = [version for version in missing if record_editions(version=version, at=version.published_at or at)]
    if noted:
        details = {"count": len(noted)}
        with journal.entry("questionnaires.guidance.noted", by=by, at=at, about=noted[0], details=details):
            queries.forget_forms()
    return len(noted)
