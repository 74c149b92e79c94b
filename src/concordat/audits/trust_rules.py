"""What may follow what when a trust answers for its schools. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from concordat.audits.rules import NotYet


@dataclass(frozen=True)
class Signing:
    """Who signs for the trust, on which day, and when its board approved it."""

    name: str
    on: date
    board_on: date | None = None
    minute_number: str = ""


def require_draft(state: str) -> None:
    """Signed answers are frozen."""
    if state != "draft":
        raise NotYet("These answers are signed and frozen. Open them again first; your schools are told nothing new.")


def require_signed(state: str) -> None:
    """Only what is signed can be opened again."""
    if state != "signed":
        raise NotYet("These answers are open already.")


def require_answered(answers: int) -> None:
    """Something is answered."""
    if not answers:
        raise NotYet("Answer at least one question first.")


def require_signable(signing: Signing | None, *, today: date) -> None:
    """Somebody is named, no day lies ahead, and a board's day has its minute."""
    if signing is None or not signing.name.strip():
        raise NotYet("Say who signs.")
    if signing.on > today or (signing.board_on is not None and signing.board_on > today):
        raise NotYet("A day of signing cannot lie ahead.")
    if (signing.board_on is None) != (not signing.minute_number.strip()):
        raise NotYet("Give the board's day together with the number of its minute.")
