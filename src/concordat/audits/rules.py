"""Rules of a return and of a cycle: which step may follow which, and what must be true first.

The order follows the design of audits: the DSL finishes, the head signs, the board signs, the return
is submitted; the partnership may send it back with a question. Pure: time and facts are passed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from concordat.audits.vocabulary import AWAITED, RETURNED, SETTLED, CycleState, ReturnState
from concordat.lib.school_days import SchoolCalendar


class NotYet(Exception):
    """A step that cannot be taken now; `sentence` says what to do first."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


S = ReturnState
TRANSITIONS: Mapping[str, tuple[frozenset[ReturnState], ReturnState]] = {
    "answer": (frozenset({S.not_started, S.in_progress}), S.in_progress),
    "complete": (frozenset({S.in_progress}), S.dsl_complete),
    "reopen": (frozenset({S.dsl_complete, S.head_signed, S.board_signed}), S.in_progress),
    "sign_head": (frozenset({S.dsl_complete}), S.head_signed),
    "sign_board": (frozenset({S.head_signed}), S.board_signed),
    "submit": (frozenset({S.board_signed}), S.submitted),
    "query": (frozenset({S.submitted, S.replied}), S.queried),
    "reply": (frozenset({S.queried}), S.replied),
    "accept": (frozenset({S.submitted, S.replied}), S.accepted),
    "exempt": (AWAITED | {S.not_returned}, S.exempt),
    "give_up": (AWAITED, S.not_returned),
    "resume": (SETTLED, S.in_progress),
    "recall": (RETURNED, S.in_progress),
}

NOT_IN_A_PILOT = frozenset({"sign_head", "sign_board", "submit"})

FIRST: Mapping[str, str] = {
    "answer": "This return is finished and waits for signatures. Reopen it to change an answer.",
    "complete": "Answer at least one question first; a finished return cannot be finished again.",
    "reopen": "Only a finished return that is not submitted yet can be reopened.",
    "sign_head": "The designated safeguarding lead finishes the answers before the head signs.",
    "sign_board": "The head signs before the board.",
    "submit": "The head and the board sign before the return is submitted.",
    "query": "Only a submitted return can be sent back with a question.",
    "reply": "There is no question waiting for a reply.",
    "accept": "Only a submitted return with its questions answered can be accepted.",
    "exempt": "A return that has come in cannot be exempt.",
    "give_up": "Only a return that has not come in can be recorded as not returned.",
    "resume": "This setting is being asked already.",
    "recall": "Only a return that has come in can be reopened.",
}


@dataclass(frozen=True)
class ReturnFacts:
    """What the rules need to know of a return; `closes_on` is its own last day, more time included."""

    state: ReturnState
    cycle_state: CycleState
    opens_on: date
    closes_on: date
    left_to_do: int = 0
    open_queries: int = 0
    sections_out: int = 0
    is_pilot: bool = False


def school_year(day: date) -> str:
    """The school year of a day, from 1 September: 2026 to 2027."""
    first = day.year if day.month >= 9 else day.year - 1
    return f"{first} to {first + 1}"


def usual_window(today: date) -> tuple[date, date]:
    """First and last day to begin with: next Monday, and the Friday six weeks on."""
    monday = today + timedelta(days=7 - today.weekday())
    return monday, monday + timedelta(days=6 * 7 + 4)


MINUTES_A_QUESTION = 2
MINUTES_NOT_BEGUN = 120
FEWEST_MINUTES = 5


def minutes_to_answer(*, needed: int, answered: int) -> int:
    """How long the rest of a return takes: two minutes for each open question; two hours while nobody has begun."""
    if not needed:
        return MINUTES_NOT_BEGUN
    return max(FEWEST_MINUTES, MINUTES_A_QUESTION * (needed - answered))


@dataclass(frozen=True)
class Reminder:
    """A step of the ladder: so many school days from the last day, and whom it tells."""

    days: int
    roles: tuple[str, ...]


LADDER = (
    Reminder(-28, ("dsl", "deputy_dsl")),
    Reminder(-14, ("dsl", "deputy_dsl")),
    Reminder(-3, ("dsl", "deputy_dsl")),
    Reminder(1, ("dsl",)),
    Reminder(7, ("headteacher",)),
    Reminder(14, ("governor", "trust_safeguarding_lead")),
)
FORMAL_LETTER_AFTER = 28  # school days; drafted for the office and never sent by itself
LETTER_GIVES = 10  # school days that it gives for an answer
STILL_WORTH_TELLING = timedelta(days=5)


def reminder_due(*, opens_on: date, closes_on: date, today: date, calendar: SchoolCalendar) -> Reminder | None:
    """The step of the ladder to tell today: the latest that has come, and none that came long ago or before opening."""
    due = None
    for step in LADDER:
        day = calendar.step(closes_on, step.days)
        if opens_on <= day <= today <= day + STILL_WORTH_TELLING:
            due = step
    return due if due is not None and calendar.is_school_day(today) else None


def formal_letter_due(*, closes_on: date, today: date, calendar: SchoolCalendar) -> bool:
    """Whether the partnership writes formally to a setting that has not returned."""
    return today >= calendar.step(closes_on, FORMAL_LETTER_AFTER)


def next_state(step: str, state: ReturnState) -> ReturnState:
    """The state after a step; raises `NotYet` with what must come first."""
    allowed, after = TRANSITIONS[step]
    if state not in allowed:
        raise NotYet(FIRST[step])
    return after


def require_cycle_open(facts: ReturnFacts) -> None:
    """Answers, signatures and submission belong to an open cycle; late is late but still counts until it closes."""
    if facts.cycle_state is CycleState.draft:
        raise NotYet("This audit has not opened yet.")
    if facts.cycle_state is CycleState.closed:
        raise NotYet("This audit is closed. Nothing in it can be changed; ask the partnership to reopen it.")


def require_answerable(facts: ReturnFacts) -> ReturnState:
    """Whether an answer may be changed now, and the state that follows. A queried return may be corrected."""
    require_cycle_open(facts)
    if facts.state is ReturnState.queried:
        return ReturnState.queried
    if facts.state in SETTLED:
        raise NotYet("The partnership does not ask for this return any more. Tell it if you want to answer after all.")
    return next_state("answer", facts.state)


def require_completable(facts: ReturnFacts) -> ReturnState:
    """Every question that applies is answered and no answer has a problem."""
    require_cycle_open(facts)
    after = next_state("complete", facts.state)
    require_sections_back(facts)
    if facts.left_to_do:
        things = "1 thing" if facts.left_to_do == 1 else f"{facts.left_to_do} things"
        raise NotYet(f"There {'is' if facts.left_to_do == 1 else 'are'} {things} left to do before you can finish.")
    return after


def require_sections_back(facts: ReturnFacts) -> None:
    """Nothing is finished under the hands of a colleague; taking a section back takes one click."""
    if facts.sections_out == 1:
        raise NotYet("1 section is still with a colleague. Wait until it comes back, or take it back.")
    if facts.sections_out:
        raise NotYet(f"{facts.sections_out} sections are still with colleagues. Wait for them, or take them back.")


def require_step(step: str, facts: ReturnFacts) -> ReturnState:
    """Any other step: the cycle is open and the state is right. A pilot is tried, never signed or handed in."""
    require_cycle_open(facts)
    if facts.is_pilot and step in NOT_IN_A_PILOT:
        raise NotYet("This is a pilot. Nobody signs it or hands it in; what you wrote waits when the audit opens.")
    return next_state(step, facts.state)


TWO_SIGN = (
    "You signed this return as head. Another member of the board signs it as chair,"
    " or you record the meeting at which the board approved it, with the number of the minute."
)


def require_two_signers(*, signs: int | None, signed_as_head: int | None) -> None:
    """Head and chair are two people: nobody approves for the board what they signed as head (s175, s157)."""
    if signs is not None and signs == signed_as_head:
        raise NotYet(TWO_SIGN)


def require_reply_possible(facts: ReturnFacts) -> ReturnState:
    """A reply goes back to the partnership when no question is left without one."""
    require_cycle_open(facts)
    if facts.state is not ReturnState.queried:
        raise NotYet(FIRST["reply"])
    if facts.open_queries <= 1:
        require_sections_back(facts)
    return ReturnState.queried if facts.open_queries > 1 else ReturnState.replied


def is_overdue(facts: ReturnFacts, *, today: date) -> bool:
    """A return that is not submitted after the last day of the window."""
    return facts.state in AWAITED and today > facts.closes_on


def receipt_number(*, year: str, return_id: int) -> str:
    """A receipt that can be read out on the telephone: year, number, check digit (ISO 7064, mod 97-10)."""
    digits = f"{year[:4]}{return_id:06d}"
    check = 98 - (int(digits) * 100) % 97
    return f"{year[:4]}-{return_id:06d}-{check:02d}"


def receipt_is_genuine(receipt: str) -> bool:
    """Whether the check digits fit, so that a slip of the pen is seen."""
    digits = receipt.replace("-", "").replace(" ", "")
    return digits.isascii() and digits.isdigit() and 12 <= len(digits) < 30 and int(digits) % 97 == 1
