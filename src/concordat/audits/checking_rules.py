"""Rules of checking: who may check what, when a check is done, what the ratings become, and why a setting is visited.

A setting's own rating, a moderator's and a visitor's are three values for ever (design of audits, "A return's life").
Pure: facts and time are passed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil

from concordat.lib.school_days import SchoolCalendar
from concordat.lib.survey_sampling import Reason, Unit


class Rating(StrEnum):
    """The ratings that are compared, from best to worst; "does not apply" is none of them."""

    green = "green"
    amber = "amber"
    red = "red"


class Round(StrEnum):
    """A return is rated once at the desk, some twice, and once more by another moderator where a setting asks."""

    first = "first"
    second = "second"
    again = "again"


class DrawKind(StrEnum):
    """What a draw is for."""

    second_ratings = "second_ratings"
    visits = "visits"


class Outcome(StrEnum):
    """What another moderator decides about what a setting represented."""

    changed = "changed"
    partly = "partly"
    stands = "stands"


class ActionState(StrEnum):
    """An action is proposed by what was found, taken on by the setting, then done or dropped with a reason."""

    proposed = "proposed"
    accepted = "accepted"
    done = "done"
    dropped = "dropped"


class Standing(StrEnum):
    """Where a setting stands with a recommendation (BX-HUL-2)."""

    done = "done"
    part = "part"
    no = "no"


SCALE: tuple[str, ...] = tuple(Rating)
NOT_MET = frozenset({Rating.amber, Rating.red})
RATING_NAMES = {
    Rating.green: "Green: in place",
    Rating.amber: "Amber: partly in place",
    Rating.red: "Red: not in place",
}
OUTCOME_NAMES = {
    Outcome.changed: "The ratings are changed as you asked",
    Outcome.partly: "Some ratings are changed",
    Outcome.stands: "The ratings stand",
}
ACTION_NAMES = {
    ActionState.proposed: "Proposed",
    ActionState.accepted: "Taken on",
    ActionState.done: "Done",
    ActionState.dropped: "Dropped",
}
STANDING_NAMES = {Standing.done: "Done", Standing.part: "In part", Standing.no: "Not yet"}

# In plain words, for the setting that is visited (CX-HAM-8: the sampled setting is told the reason).
REASONS: Mapping[str, str] = {
    Reason.certainty: "At the desk we could not follow several of your ratings, so we visit to understand them.",
    Reason.risk: "We visit some settings by what their returns say. Yours was more likely to be drawn than others. "
    "It does not mean that we found something wrong.",
    Reason.random: "Your setting was drawn by chance. Every setting not drawn otherwise was equally likely.",
}
REASON_NAMES: Mapping[str, str] = {Reason.certainty: "Certain", Reason.risk: "By risk", Reason.random: "By chance"}

SECOND_SHARE = Fraction(1, 10)
REPRESENTATION_DAYS = 20  # school days after feedback
DOWNRATED_FOR_CERTAINTY = 3  # questions that the moderator rates worse than the setting
LONGEST_TEXT = 2000
FEW_QUESTIONS, MANY_QUESTIONS = 1, 20


def why_not_recalled(*, told: bool, rated: bool, visited: bool) -> str:
    """Why a return that came in is not reopened (decision 30): what was judged is about the answers that were signed.

    Empty where nobody has judged yet.
    """
    if told:
        return (
            "The setting has feedback on what it signed, so the return is not reopened. It can ask for another"
            " moderator, and change what it does about it in its actions."
        )
    if rated or visited:
        found = "rated" if rated else "visited"
        return (
            f"This return has been {found}, so it is not reopened. Send it back with a question instead: the setting"
            " corrects the answer, and feedback says that it was changed afterwards."
        )
    return ""


def second_size(first_rated: int) -> int:
    """How many of the returns rated once are drawn to be rated twice: ten per cent, rounded up."""
    return ceil(first_rated * SECOND_SHARE)


def is_over_claim(said: str, found: str) -> bool:
    """Whether a setting rates itself better than it was found."""
    return said in SCALE and found in SCALE and SCALE.index(said) < SCALE.index(found)


def standing_ratings(rounds: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The moderated ratings that stand: those of the first moderator, and over them those of the one asked again."""
    found: dict[str, str] = {}
    for one in rounds:
        found |= one
    return found


def needs_action(said: Mapping[str, str], moderated: Mapping[str, str], visited: Mapping[str, str]) -> dict[str, str]:
    """Amber and red by question: as visited, else as moderated, else as the setting rates itself; red first."""
    every = dict(said) | dict(moderated) | dict(visited)
    wanted = {code: rating for code, rating in every.items() if rating in NOT_MET}
    return dict(sorted(wanted.items(), key=lambda one: one[1] != Rating.red))


def missing_reasons(said: Mapping[str, str], given: Mapping[str, tuple[str, str]]) -> list[str]:
    """Questions that are rated otherwise than the setting does, without a word why."""
    return [code for code, (rating, why) in given.items() if rating != said.get(code) and not why.strip()]


@dataclass(frozen=True)
class ReturnRisk:
    """What the frame of visits knows of a return."""

    establishment_id: int
    reds: int
    ambers: int
    downrated: int
    was_late: bool


def unit_of(one: ReturnRisk) -> Unit:
    """A return as a unit of the frame: certain where the desk could not follow it, else the likelier the more is open.

    Plain enough to be told: one, and one for each red, a half for each amber, two for a return that came late.
    """
    risk = 1.0 + one.reds + one.ambers / 2 + 2.0 * one.was_late
    return Unit(str(one.establishment_id), risk, one.downrated >= DOWNRATED_FOR_CERTAINTY)


def represent_by(released_on: date, calendar: SchoolCalendar) -> date:
    """The last day on which a setting may ask for another moderator."""
    return calendar.step(released_on, REPRESENTATION_DAYS)


def why_not_represented(*, today: date, last_day: date, asked_before: bool, why: str) -> str:
    """Why a setting cannot ask for another moderator, with what to do; empty where it can."""
    if asked_before:
        return "Your setting has asked for another moderator already. The partnership will answer."
    if today > last_day:
        return f"The time to ask ended on {last_day.day} {last_day:%B %Y}. Ring the partnership if something is wrong."
    return why_text(why, "Say which ratings you see otherwise, and why.")


def why_text(text: str, missing: str) -> str:
    """What is wrong with a text; empty where nothing is."""
    if not text.strip():
        return missing
    if len(text) > LONGEST_TEXT:
        return f"Use {LONGEST_TEXT:,} characters or fewer."
    return ""


def why_no_visit_day(day: date, *, today: date, calendar: SchoolCalendar) -> str:
    """Why a visit cannot be on a day, with what to do; empty where it can."""
    if day < today:
        return "Choose a day to come."
    if not calendar.is_school_day(day):
        other = calendar.step(day, 1)
        return f"That is no school day. Choose a school day, such as {other.day} {other:%B %Y}."
    return ""


def why_no_questions(chosen: Iterable[str], forms: Iterable[Iterable[str]]) -> str:
    """What is wrong with the questions that visits look at, of the forms that were answered; empty where nothing is."""
    picked, offered = set(chosen), [set(form) for form in forms]
    if not picked <= set().union(*offered):
        return "Choose questions of this audit."
    if any(picked and not picked & form for form in offered):
        return "Choose at least one question of each form, or settings that answer the other form could not be visited."
    if not FEW_QUESTIONS <= max((len(picked & form) for form in offered), default=0) <= MANY_QUESTIONS:
        return f"Choose {FEW_QUESTIONS} to {MANY_QUESTIONS} questions of a form: visitors look at each everywhere."
    return ""
