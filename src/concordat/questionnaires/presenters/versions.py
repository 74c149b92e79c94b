"""Forms and their versions in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from concordat.lib.form_logic import Form
from concordat.questionnaires.guidance import in_words
from concordat.questionnaires.limits import most
from concordat.questionnaires.models import FormVersion

STATES = {"draft": ("Draft", "yellow"), "published": ("Published", "green"), "withdrawn": ("Withdrawn", "grey")}


@dataclass(frozen=True)
class Line:
    """A version in the list."""

    name: str
    href: str
    tag: dict[str, str]
    hint: str


@dataclass
class Listed:
    """A form with its versions."""

    title: str
    code: str
    owner: str
    versions: list[Line] = field(default_factory=list)


def form_list(found: Iterable[FormVersion]) -> list[Listed]:
    """Forms by title, each with its versions, the newest first."""
    listed: dict[int, Listed] = {}
    for version in found:
        form = version.form
        owner = form.owner.name if form.owner else "Comes with Concordat"
        listed.setdefault(form.pk, Listed(form.title, form.code, owner)).versions.append(_line(version))
    return list(listed.values())


def _line(version: FormVersion) -> Line:
    text, colour = STATES[version.state]
    return Line(
        f"Version {version.number}: {version.edition}",
        reverse("questionnaires:version", args=[version.pk]),
        {"text": text, "colour": colour},
        f"{_happened(version)} · digest {version.digest[:12]}",
    )


def _happened(version: FormVersion) -> str:
    """When it came in or was published, and by whom, where the reader may know the person."""
    if version.published_at is None:
        return f"Brought in on {in_words(version.imported_at.date())}"
    who = f" by {version.published_by.name}" if version.published_by else ""
    return f"Published on {in_words(version.published_at.date())}{who}"


def _extends(version: FormVersion, own: Sequence[str]) -> list[tuple[str, str]]:
    if version.core is None:
        return []
    day = (version.published_at or version.imported_at).date()
    count = f"{len(own)} of {most('local_extras', day)} at most"
    return [
        ("Extends", f"{version.core.form.title}, version {version.core.number}"),
        ("Questions of its own", f"{count}{': ' if own else ''}{', '.join(own)}"),
    ]


def version_facts(version: FormVersion, form: Form, own: Sequence[str] = ()) -> list[dict[str, Any]]:
    """What is known of a version; `own` are the questions that it asks beyond its core."""
    asked = sum(len(section.questions) for section in form.sections)
    rows = [
        ("Version", f"{version.number}, {version.edition}"),
        ("State", STATES[version.state][0]),
        ("Asks", f"{asked} questions in {len(form.sections)} sections"),
        *_extends(version, own),
        *([("Licence", version.licence)] if version.licence else []),
        ("History", _happened(version)),
        ("Digest", version.digest[:16]),
    ]
    return [{"key": key, "value": value} for key, value in rows]
