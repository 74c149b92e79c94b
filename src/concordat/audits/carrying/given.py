"""What a return, or a trust, says of a setting: the answers with what decides whether they may be used."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Given:
    """An answer with what decides whether it may be used elsewhere."""

    value: dict[str, Any]
    version: int
    answered_at: datetime
    carried: bool = False
    ticked: frozenset[str] | None = None


@dataclass
class Standing:
    """A return as a source: whose it is, who asked, who signed when, what it says.

    What a trust has signed for the setting stands here too: `trust_audit_id` says which, its `return_id` is that
    number below nought, and `partnership` names the trust.
    """

    return_id: int
    form_version_id: int
    establishment_id: int
    partnership_id: int
    partnership: str
    title: str
    opens_on: date
    signed_at: datetime | None
    board_signed_at: datetime | None
    given: dict[str, Given] = field(default_factory=dict)
    trust_audit_id: int | None = None
    signed_name: str = ""

    @property
    def name(self) -> str:
        """As pages call it: the audit, its year, who asked."""
        return f"{self.title}, {self.partnership}"
