"""A return as a moderator rates it: each question with what the setting says, and what was rated."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from concordat.audits import queries
from concordat.audits.checking import ratings
from concordat.audits.checking.letters import Letter, Line
from concordat.audits.checking_rules import RATING_NAMES, Round
from concordat.audits.models import AuditReturn, ModeratedRating, Moderation, Visit, VisitRating
from concordat.audits.presenters import checking
from concordat.audits.presenters.returns import Task, day
from concordat.audits.presenters.states import StateTag
from concordat.core import clock
from concordat.lib.form_logic import Question, Section
from concordat.questionnaires import presenters as forms_say

TAGS = {
    "green": StateTag("Green", "green"),
    "amber": StateTag("Amber", "yellow"),
    "red": StateTag("Red", "red"),
}
NONE = StateTag("Not rated", "grey")
ROUND_NAMES = {
    Round.first: "First rating",
    Round.second: "Second rating",
    Round.again: "Another moderator looks again",
}


CHANGED_AFTER = "You changed your answer after this was rated."


def reasons_of(one: Line) -> list[str]:
    """Why it was rated so, and whether that was of another answer."""
    return [part for part in (one.why, one.found, CHANGED_AFTER if one.changed_after else "") if part]


def tag(rating: str) -> StateTag:
    """A rating in a word and a colour."""
    return TAGS.get(rating, NONE)


def setting_of(audit_return: AuditReturn) -> str:
    """The name of the setting."""
    return audit_return.establishment.organisation.name


def overview(moderation: Moderation, given: Mapping[str, ModeratedRating], *, mine: bool) -> dict[str, Any]:
    """The sections with how far each is, and the way to finish."""
    audit_return = moderation.audit_return
    said = ratings.own_ratings(audit_return)
    tasks = []
    for section, questions in ratings.rated_sections(queries.form_of(audit_return)):
        codes = [one.code for one in questions if one.code in said]
        if codes:
            tasks.append(_task(moderation, section, codes, given))
    left = len(set(said) - set(given))
    return {
        "moderation": moderation,
        "setting": setting_of(audit_return),
        "cycle": audit_return.cycle,
        "round": ROUND_NAMES[Round(moderation.round)],
        "is_second": moderation.round == Round.second,
        "is_again": moderation.round == Round.again,
        "tasks": tasks,
        "left": left,
        "may_finish": mine and (bool(given) if moderation.round == Round.again else not left),
        "read_href": reverse("audits:read", args=[audit_return.pk]),
        "breadcrumbs": _trail(audit_return),
    }


def _task(moderation: Moderation, section: Section, codes: list[str], given: Collection[str]) -> Task:
    done = sum(code in given for code in codes)
    state = StateTag("Done", "") if done == len(codes) else StateTag("In progress", "light-blue")
    return Task(
        section.title,
        reverse("audits:moderate_section", args=[moderation.pk, section.code]),
        f"{done} of {len(codes)} rated",
        state if done else StateTag("Not started", "blue"),
    )


def waiting(found: list[tuple[Moderation, str, int]]) -> list[Task]:
    """The returns that somebody rates now."""
    return [
        Task(
            setting,
            reverse("audits:moderate", args=[one.pk]),
            f"{ROUND_NAMES[Round(one.round)]}, {rated} question{'' if rated == 1 else 's'} rated",
            StateTag("In progress", "light-blue") if rated else StateTag("Not started", "blue"),
        )
        for one, setting, rated in found
    ]


def _trail(audit_return: AuditReturn) -> list[dict[str, str]]:
    check = {"text": setting_of(audit_return), "href": reverse("audits:check_of", args=[audit_return.pk])}
    return [*checking.below(audit_return.cycle), check]


def choices(chosen: str) -> list[tuple[str, str, bool]]:
    """The ratings to choose from."""
    return [(str(rating), name, rating == chosen) for rating, name in RATING_NAMES.items()]


@dataclass(frozen=True)
class Typed:
    """What was typed on a page of ratings and is not kept yet, with what is wrong with it."""

    ratings: Mapping[str, tuple[str, str, int]] = field(default_factory=dict)  # rating, why, version shown
    whole: str | None = None
    problems: Mapping[str, str] = field(default_factory=dict)
    sentence: str = ""

    @property
    def errors(self) -> list[dict[str, str]]:
        """For the top of the page."""
        first = [{"text": self.sentence, "href": "#main-content"}] if self.sentence else []
        return first + [
            {"text": f"{code}: {says}", "href": f"#{code.replace('.', '-')}"} for code, says in self.problems.items()
        ]


def _row(one: Question, typed: Typed, kept: tuple[str, str, int]) -> dict[str, Any]:
    rating, why, was = typed.ratings.get(one.code, kept)
    return {
        "id": one.code.replace(".", "-"),
        "code": one.code,
        "text": one.text,
        "choices": choices(rating),
        "why": why,
        "was": was,
        "problem": typed.problems.get(one.code, ""),
    }


def section_page(
    moderation: Moderation,
    section: Section,
    questions: list[Question],
    given: Mapping[str, ModeratedRating],
    typed: Typed,
) -> dict[str, Any]:
    """One section: what the setting says, the moderator's rating and reason; what was typed wins over what is kept."""
    audit_return = moderation.audit_return
    values = queries.values_of(queries.answers_of(audit_return))
    said = ratings.own_ratings(audit_return)
    rows = []
    for one in questions:
        if one.code not in said:
            continue
        now = given.get(one.code)
        kept = (now.rating, now.why, now.version) if now else ("", "", 0)
        lines = forms_say.answers_in_words(one, values.get(one.code))
        rows.append(_row(one, typed, kept) | {"tag": tag(said[one.code]), "lines": lines})
    return {
        "moderation": moderation,
        "setting": setting_of(audit_return),
        "section": section,
        "rows": rows,
        "errors": typed.errors,
        "back_link": {"text": "Back to the sections", "href": reverse("audits:moderate", args=[moderation.pk])},
    }


def visit_page(visit: Visit, given: Mapping[str, VisitRating], typed: Typed) -> dict[str, Any]:
    """The visitor's form: each question of the visit, nothing of what the setting says."""
    asked = ratings.rated_questions(queries.form_of(visit.audit_return))
    rows = []
    for code in ratings.looked_at(visit):
        now = given.get(code)
        kept = (now.rating, now.found, now.version) if now else ("", "", 0)
        rows.append(_row(asked[code], typed, kept) | {"help": asked[code].help})
    kept_whole = given[""].found if "" in given else ""
    return {
        "visit": visit,
        "setting": setting_of(visit.audit_return),
        "rows": rows,
        "whole": kept_whole if typed.whole is None else typed.whole,
        "errors": typed.errors,
        "back_link": {"text": "Back to the visit", "href": reverse("audits:visit", args=[visit.pk])},
    }


def letter_page(found: Letter) -> dict[str, Any]:
    """The feedback as the setting reads it."""
    audit_return = found.audit_return
    return {
        "setting": setting_of(audit_return),
        "cycle": audit_return.cycle,
        "letter": found,
        "told": [
            {
                "words": one.words,
                "who": f"{one.released_name}, {day(clock.day_of(one.released_at))}",
                "number": one.number,
            }
            for one in found.told
        ],
        "rows": [
            {
                "code": one.code,
                "text": one.text,
                "said": tag(one.said),
                "moderated": tag(one.moderated) if one.moderated else None,
                "visited": tag(one.visited) if one.visited else None,
                "why": reasons_of(one),
            }
            for one in found.lines
            if one.is_told
        ],
        "same": sum(not one.is_told for one in found.lines),
        "days": days_in_words(found),
        "represent_by": day(found.first.represent_by),
    }


def days_in_words(found: Letter) -> str:
    """How long the setting waited, and how long the others did."""
    own = found.first.days_taken
    said = f"You heard {own} school {'day' if own == 1 else 'days'} after you handed in the return."
    if found.median_days is None:
        return said
    return f"{said} Half of all settings heard within {found.median_days} school days."
