"""Every cookie that the staff site sets; a test compares this list with what the site really sets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cookie:
    """One cookie, what it is for and how long it lives."""

    name: str
    purpose: str
    lasts: str


COOKIES = (
    Cookie("concordat_session", "Keeps you signed in.", "12 hours at most, and until you sign out"),
    Cookie("concordat_csrf", "Proves that a form which reaches us was sent from our own page.", "1 year"),
    Cookie("concordat_signing", "Lets a chair who came by a link read and sign one return.", "1 hour"),
    Cookie("messages", "Carries a note such as “saved” to the next page.", "until that page has shown it"),
)
