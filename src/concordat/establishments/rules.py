"""When a local setting can be merged into its entry in the register (P1-02)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MergeFacts:
    """What decides it: the two settings as they stand today."""

    local_name: str
    is_local: bool
    local_is_closed: bool
    entry_name: str
    entry_has_urn: bool
    entry_is_closed: bool
    entry_in_own_area: bool
    audits_not_finished: int = 0


def why_not_to_merge(facts: MergeFacts) -> str:
    """A sentence that says what to do first; empty where nothing stands in the way."""
    reasons = {
        "Merge a local setting into one that has a URN.": not facts.is_local or not facts.entry_has_urn,
        f"{facts.local_name} is closed, or has been merged already.": facts.local_is_closed,
        f"{facts.entry_name} is closed. Merge into the entry that followed it.": facts.entry_is_closed,
        f"{facts.entry_name} is registered outside your area. Ask the register to correct its local authority, "
        "or the office of that partnership to merge.": not facts.entry_in_own_area,
        f"{facts.local_name} has an audit that is not finished. Accept its return or close the audit first, "
        "so that the people who answered can sign it.": facts.audits_not_finished > 0,
    }
    return next((sentence for sentence, holds in reasons.items() if holds), "")
