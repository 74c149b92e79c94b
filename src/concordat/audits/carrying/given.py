"""What a return, or a trust, says of a setting: the answers with what decides whether they may be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from concordat.lib import crosswalk


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
    number below nought, and `partnership` names the trust. So does a pack that the setting brought in: `packed` is the
    form of another installation that it answers, `labels` its answers in words, `serves` the one partnership here
    that takes it, and `replaces` the packs of the same return that came before it.
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
    pack_id: int | None = None
    packed: crosswalk.Form | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    tag_release: str = ""
    serves: int | None = None
    replaces: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        """As pages call it: the audit, its year, who asked."""
        return f"{self.title}, {self.partnership}"

    def may_fill(self, partnership_id: int) -> bool:
        """Whether it is a source for what this partnership asks."""
        return self.serves in (None, partnership_id)
