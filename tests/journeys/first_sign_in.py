"""Joining by an invitation in a browser, as a new person does: a password, and for now nothing stronger."""

from __future__ import annotations

from tests.journeys.work import Work


def join(work: Work, link: str) -> None:
    """From the link in the mail to the first page: three pages."""
    work.open(link)
    work.type("Choose a password", "three invented words")
    work.type("Type the password again", "three invented words")
    work.press("Continue")
    assert work.visit.heading == "Set up something safer than letters"
    work.press("Not now: go to my first page")
    assert work.visit.heading == "What to do now"
