"""The states of a cycle and of a return, the schemes, the kinds of signature."""

from __future__ import annotations

from enum import StrEnum

from concordat.accounts.vocabulary import SETTING_TEAM, Role

# A school business manager reads and answers what is handed over, and records the board's minute (glossary, roles).
BY_DELEGATION = (Role.school_business_manager,)
# Who reads the whole of what a setting says of itself, and what is said to it.
WHOLE_TEAM = tuple(role for role in SETTING_TEAM if role not in BY_DELEGATION)


class CycleState(StrEnum):
    """A cycle is prepared, open for answers, closed."""

    draft = "draft"
    open = "open"
    closed = "closed"


class Scheme(StrEnum):
    """Under which duty a setting answers (Education Act 2002); data decides which settings, see cycle forms."""

    s175 = "s175"
    s157 = "s157"
    short = "short"


class ReturnState(StrEnum):
    """The life of a return up to the partnership's desk (design of audits)."""

    not_started = "not_started"
    in_progress = "in_progress"
    dsl_complete = "dsl_complete"
    head_signed = "head_signed"
    board_signed = "board_signed"
    submitted = "submitted"
    queried = "queried"
    replied = "replied"
    accepted = "accepted"
    exempt = "exempt"
    not_returned = "not_returned"


class DecisionKind(StrEnum):
    """What the partnership decides about one return beside reading it."""

    extended = "extended"
    exempted = "exempted"
    not_returned = "not_returned"
    resumed = "resumed"
    reopened = "reopened"


class RequestKind(StrEnum):
    """What a setting asks of the partnership about its return."""

    extension = "extension"
    exemption = "exemption"


class EvidenceKind(StrEnum):
    """How evidence is held: a file, a link, or seen and not stored."""

    file = "file"
    link = "link"
    seen = "seen"


class Sharing(StrEnum):
    """Who may open evidence beside the people of the setting."""

    setting = "setting"
    trust = "trust"
    partnership = "partnership"


class FileState(StrEnum):
    """A file waits until it was looked at."""

    waiting = "waiting"
    checked = "checked"
    refused = "refused"


class OfferSource(StrEnum):
    """Where an answer comes from that waits for the setting to confirm it."""

    phone = "phone"
    predecessor = "predecessor"
    pilot = "pilot"


class DelegationEnd(StrEnum):
    """Why a section is no longer with a colleague, other than that it was done."""

    taken_back = "taken_back"
    passed_on = "passed_on"
    left = "left"


class SignatureKind(StrEnum):
    """Who signs a return, or how the board's approval is recorded."""

    head = "head"
    chair = "chair"
    board_minute = "board_minute"


STATE_NAMES: dict[ReturnState, str] = {
    ReturnState.not_started: "Not started",
    ReturnState.in_progress: "In progress",
    ReturnState.dsl_complete: "Answers finished",
    ReturnState.head_signed: "Signed by the head",
    ReturnState.board_signed: "Signed by the board",
    ReturnState.submitted: "Submitted",
    ReturnState.queried: "Sent back with a question",
    ReturnState.replied: "Question answered",
    ReturnState.accepted: "Accepted",
    ReturnState.exempt: "Exempt",
    ReturnState.not_returned: "Not returned",
}

EVIDENCE_NAMES: dict[EvidenceKind, str] = {
    EvidenceKind.file: "A file",
    EvidenceKind.link: "A link to a page",
    EvidenceKind.seen: "Seen, not stored",
}

SHARING_NAMES: dict[Sharing, str] = {
    Sharing.setting: "Only people of our setting",
    Sharing.trust: "Our trust too",
    Sharing.partnership: "Our trust, and the partnership once the return is submitted",
}

DECISION_NAMES: dict[DecisionKind, str] = {
    DecisionKind.extended: "More time given",
    DecisionKind.exempted: "Exempt",
    DecisionKind.not_returned: "Recorded as not returned",
    DecisionKind.resumed: "Asked again",
    DecisionKind.reopened: "Reopened",
}

REQUEST_NAMES: dict[RequestKind, str] = {
    RequestKind.extension: "More time",
    RequestKind.exemption: "To be exempt",
}

SCHEME_NAMES: dict[Scheme, str] = {
    Scheme.s175: "Section 175 (maintained schools and colleges)",
    Scheme.s157: "Section 157 (independent schools and academies)",
    Scheme.short: "Short return (childcare, training and out-of-school providers)",
}

# The form that a new cycle starts with; the business manager may choose another.
USUAL_FORMS: dict[Scheme, str] = {
    Scheme.s175: "annual-school-audit",
    Scheme.s157: "annual-school-audit",
    Scheme.short: "short-provider-return",
}

EDITABLE = frozenset({ReturnState.not_started, ReturnState.in_progress, ReturnState.queried})
RETURNED = frozenset({ReturnState.submitted, ReturnState.queried, ReturnState.replied, ReturnState.accepted})
CHECKABLE = (ReturnState.submitted, ReturnState.replied, ReturnState.accepted)  # come in, and not sent back
SETTLED = frozenset({ReturnState.exempt, ReturnState.not_returned})  # no return came, and the partnership said why
AWAITED = frozenset(ReturnState) - RETURNED - SETTLED

# The library's scales by which answers are counted (questionnaires/library/scales.csv).
RATING_SCALE, CONFIDENCE_SCALE = "rag", "conf3"
IN_PLACE, NOT_MET = frozenset({"green"}), frozenset({"amber", "red"})
CONFIDENT = frozenset({"very"})
LEVEL_SCALE = "lvl4"
LEVELS = {"1": "Starting", "2": "Developing", "3": "Established", "4": "Embedded"}
# What asks for help on each scale: below "in place", below "established".
GAPS: dict[str, frozenset[str]] = {RATING_SCALE: NOT_MET, LEVEL_SCALE: frozenset({"1", "2"})}
WORST = frozenset({"red", "1"})
