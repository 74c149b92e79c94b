"""What evidence must say before it is added. Pure: the day is passed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from concordat.audits.vocabulary import EvidenceKind

MOST_A_RETURN = 200
REVIEW_IS_NEAR = timedelta(days=30)


@dataclass(frozen=True)
class Said:
    """What somebody types about evidence."""

    kind: EvidenceKind
    title: str
    dated_on: date | None = None
    review_by: date | None = None
    link: str = ""
    seen: str = ""
    seen_by: str = ""
    seen_on: date | None = None


def why_not(said: Said, *, today: date) -> str:
    """What is wrong or missing, in a sentence; empty where nothing is."""
    if not said.title.strip():
        return "Give it a title, such as “Child protection policy”."
    if said.dated_on is not None and said.dated_on > today:
        return "The date of the document is in the future."
    if said.review_by is not None and said.review_by <= today:
        return "Give a day to come for its next review, or leave it empty."
    checks = {EvidenceKind.link: _why_no_link, EvidenceKind.seen: _why_not_seen}
    return checks[said.kind](said, today) if said.kind in checks else ""


def _why_no_link(said: Said, today: date) -> str:
    try:
        parts = urlsplit(said.link.strip())
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return "This is no address of a page. Copy it from the browser: it begins with https://."
    if parts.scheme != "https" or not parts.hostname or "." not in parts.hostname or not port_is_fine:
        return "Give the address of the page. Copy it from the browser: it begins with https://."
    if parts.username or parts.password or any(sign.isspace() for sign in said.link.strip()):
        return "Give the address alone, without a name, a password or spaces in it."
    return ""


def _why_not_seen(said: Said, today: date) -> str:
    if not said.seen.strip() or not said.seen_by.strip():
        return "Say what was seen, and by whom: their name or post."
    if said.seen_on is None or said.seen_on > today:
        return "Give the day on which it was seen."
    return ""


def needs_review(review_by: date | None, *, today: date) -> bool:
    """Whether it is time to look at it again."""
    return review_by is not None and review_by <= today + REVIEW_IS_NEAR
