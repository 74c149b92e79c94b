"""Rules of settings: merging a local one into its entry (P1-02), and what its posts lack (C-01)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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


class Gap(StrEnum):
    """What a setting lacks of its safeguarding posts."""

    no_lead = "no_lead"
    training_unknown = "training_unknown"
    training_due = "training_due"
    no_cover = "no_cover"


TRAINING_LASTS_YEARS = 2  # KCSIE part two: at least every two years


@dataclass(frozen=True)
class HeldPost:
    """A post that is held today: whether the lead's or a deputy's, when trained, whether cover is written down."""

    is_lead: bool
    trained_on: date | None
    has_cover: bool


def gaps_of(posts: Sequence[HeldPost], *, today: date) -> tuple[Gap, ...]:
    """What is missing. A deputy is cover; of several leads the one trained last counts."""
    leads = [post for post in posts if post.is_lead]
    if not leads:
        return (Gap.no_lead,)
    found = []
    trained = [post.trained_on for post in leads if post.trained_on is not None]
    if not trained:
        found.append(Gap.training_unknown)
    elif is_training_due(max(trained), today):
        found.append(Gap.training_due)
    if len(posts) == 1 and not leads[0].has_cover:
        found.append(Gap.no_cover)
    return tuple(found)


def is_training_due(trained_on: date, today: date) -> bool:
    """Whether two years have passed; for the 29th of February the day after its 28th."""
    since = (today.year - trained_on.year, today.month, today.day)
    return since >= (TRAINING_LASTS_YEARS, trained_on.month, trained_on.day)
