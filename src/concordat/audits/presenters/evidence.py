"""Evidence as a list: title, kind and dates for everybody who reads the answers, the content where it is shared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from concordat.audits import evidence_rules
from concordat.audits.models import Evidence, EvidenceContent
from concordat.audits.presenters.returns import day
from concordat.audits.presenters.states import StateTag
from concordat.audits.vocabulary import EVIDENCE_NAMES, SHARING_NAMES, EvidenceKind, FileState, Sharing
from concordat.lib.form_logic import SCREENING_PREFIX, Section

KB = 1024


@dataclass(frozen=True)
class EvidenceLine:
    """One piece of evidence as the page says it."""

    title: str
    about: str
    details: tuple[str, ...]
    href: str
    open_href: str = ""
    open_text: str = ""
    says: str = ""
    tag: StateTag | None = None


def lines(found: Iterable[Evidence], *, today: date) -> list[EvidenceLine]:
    """Each piece of evidence."""
    return [line(one, getattr(one, "content", None), today=today) for one in found]


def of_section(found: Iterable[Evidence], section: Section, *, today: date) -> list[EvidenceLine]:
    """What was added for the questions of one section."""
    codes = {question.code for question in section.questions}
    return lines((one for one in found if one.question in codes), today=today)


def line(one: Evidence, content: EvidenceContent | None, *, today: date) -> EvidenceLine:
    """One piece, with a way to open it where the reader may."""
    kind = EvidenceKind(one.kind)
    details = [EVIDENCE_NAMES[kind]]
    if one.dated_on:
        details.append(f"of {day(one.dated_on)}")
    if one.review_by:
        details.append(f"to be reviewed by {day(one.review_by)}")
    href, text, says = _way(one, kind, content)
    return EvidenceLine(
        title=one.title,
        about=_about(one.question),
        details=tuple(details),
        href=reverse("audits:one_evidence", args=[one.pk]),
        open_href=href,
        open_text=text,
        says=says if content is not None else "The setting has not opened it to you.",
        tag=_tag(one, content, today),
    )


def _about(code: str) -> str:
    if code.startswith(SCREENING_PREFIX):
        return "About the setting"
    return code or "The whole return"


def sharing(one: Evidence) -> str:
    """Who may open it."""
    return SHARING_NAMES[Sharing(one.shared)]


def _way(one: Evidence, kind: EvidenceKind, content: EvidenceContent | None) -> tuple[str, str, str]:
    if content is None:
        return "", "", ""
    if kind is EvidenceKind.link:
        return content.link, "Open the page", content.link
    if kind is EvidenceKind.seen:
        when = f", {day(content.seen_on)}" if content.seen_on else ""
        return "", "", f"{content.seen}\nSeen by {content.seen_by}{when}"
    if content.file_state != FileState.checked:
        return "", "", content.file_says
    size = f"{max(1, content.file_bytes // KB):,} KB"
    return reverse("audits:evidence_file", args=[one.pk]), f"{content.file_name}, {size}", content.file_says


def _tag(one: Evidence, content: EvidenceContent | None, today: date) -> StateTag | None:
    if content is not None and content.file_state == FileState.waiting:
        return StateTag("Being checked", "light-blue")
    if content is not None and content.file_state == FileState.refused:
        return StateTag("Not taken", "red")
    if evidence_rules.needs_review(one.review_by, today=today):
        return StateTag("Review it", "yellow")
    return None
