"""My duties this term: each with its place in the guidance and the edition in force beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from concordat.questionnaires import queries as questionnaire_queries
from concordat.worklist.duties import Duty
from concordat.worklist.queries import SettingDuties


@dataclass(frozen=True)
class ShownDuty:
    """A duty on the page."""

    code: str
    words: str
    place: str
    href: str
    caution: str
    is_done: bool


@dataclass(frozen=True)
class ShownSetting:
    """The duties at one setting."""

    id: int
    name: str
    duties: tuple[ShownDuty, ...]
    done: int


def settings(found: list[SettingDuties], *, today: date) -> list[ShownSetting]:
    """Each setting with its duties, and how many are done."""
    return [
        ShownSetting(
            one.id,
            one.name,
            tuple(_shown(duty, one.done, today) for duty in one.duties),
            sum(duty.code in one.done for duty in one.duties),
        )
        for one in found
    ]


def _shown(duty: Duty, done: Mapping[str, object], today: date) -> ShownDuty:
    known = questionnaire_queries.editions()
    written, current = known.get(duty.written_for), questionnaire_queries.in_force(duty.document, today)
    edition = current or written
    named = f"{edition.title} ({edition.edition})" if edition else duty.document
    cautions = []
    if duty.checked_on is None:
        cautions.append("Nobody has checked this line and its paragraph against the text yet.")
    if written and current and written.code != current.code:
        cautions.append(f"It was written for the edition of {written.edition}.")
    return ShownDuty(
        duty.code,
        duty.words,
        f"{named}: {duty.reference}",
        edition.source if edition else "",
        " ".join(cautions),
        duty.code in done,
    )
