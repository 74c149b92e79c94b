"""Letters as rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from concordat.joining.models import ClaimCode
from concordat.joining.presenters.papers import day
from concordat.joining.rules import TRIES_A_CODE

STATES = {
    "waiting": ("Waits", "yellow"),
    "tried": ("Tried, not used yet", "turquoise"),
    "too_often": ("Tried too often", "orange"),
    "used": ("Used", "green"),
    "over": ("Ran out", "grey"),
    "revoked": ("Taken back", "grey"),
}
CSV_HEADER = ("Setting", "Postcode", "State", "Tries", "Works until")


@dataclass(frozen=True)
class LetterRow:
    """One letter."""

    setting: str
    until: str
    tag: dict[str, str]
    tries: int
    revoke_href: str


def state_of(code: ClaimCode, at: datetime) -> str:
    """How far it has come."""
    if code.used_at is not None:
        return "used"
    if code.revoked_at is not None:
        return "revoked"
    if code.expires_at <= at:
        return "over"
    if code.tries >= TRIES_A_CODE:
        return "too_often"
    return "tried" if code.tries else "waiting"


def run_page(found: Sequence[ClaimCode], *, at: datetime) -> dict[str, Any]:
    """Counts by state, and every letter."""
    states = [state_of(code, at) for code in found]
    counted = Counter(states)
    return {
        "states": [{"count": counted[state], "tag": _tag(state)} for state in STATES if counted[state]],
        "rows": [_row(code, state) for code, state in zip(found, states, strict=True)],
        "printable": any(code.used_at is None and code.revoked_at is None for code in found),
    }


def csv_row(code: ClaimCode, at: datetime) -> tuple[object, ...]:
    """A line of the file; never the code."""
    setting = code.establishment
    until = timezone.localtime(code.expires_at).date()
    return (setting.organisation.name, setting.postcode, STATES[state_of(code, at)][0], code.tries, until.isoformat())


def _row(code: ClaimCode, state: str) -> LetterRow:
    can_be_taken_back = state in ("waiting", "tried", "too_often")
    return LetterRow(
        code.establishment.organisation.name,
        day(timezone.localtime(code.expires_at).date()),
        _tag(state),
        code.tries,
        reverse("joining:revoke", args=[code.pk]) if can_be_taken_back else "",
    )


def _tag(state: str) -> dict[str, str]:
    text, colour = STATES[state]
    return {"text": text, "colour": colour}
