"""The words of communications: whom a message is to, and what to begin a message with."""

from __future__ import annotations

from dataclasses import dataclass

from concordat.accounts.vocabulary import Role

# Whom a message can be to at a setting.
TO_ROLES: dict[str, str] = {
    Role.dsl: "The safeguarding lead, or whoever is on duty",
    Role.headteacher: "The headteacher or principal",
    Role.governor: "The chair of governors or board lead",
    Role.school_business_manager: "The school business manager",
}
STATE_NAMES: dict[str, tuple[str, str]] = {
    "draft": ("Not sent yet", "yellow"),
    "going": ("Goes out now", "light-blue"),
    "waiting": ("Waits for the mail server", "light-blue"),
    "sending": ("Goes out now", "light-blue"),
    "sent": ("Sent", "green"),
    "uncertain": ("Perhaps sent", "orange"),
    "bounced": ("Not reached", "red"),
    "unknown": ("Nobody to write to", "red"),
}


@dataclass(frozen=True)
class Beginning:
    """Words to begin a message with; the office changes them as it likes."""

    code: str
    title: str
    subject: str
    text: str


BEGINNINGS = (
    Beginning(
        "audit",
        "About the audit",
        "About your safeguarding audit",
        "The safeguarding audit is open. Please sign in and go on with it.\n\n"
        "If something keeps you from it, answer this message and tell us what would help.",
    ),
    Beginning(
        "lead",
        "Who leads on safeguarding",
        "Please check who leads on safeguarding",
        "Please sign in and check that your designated safeguarding lead, the deputies and their cover are up to date.",
    ),
    Beginning(
        "training",
        "Training is due",
        "Safeguarding training",
        "By what we know, the training of your designated safeguarding lead is due. Please sign in and tell us the day"
        " of the last one, or when the next is booked.",
    ),
)
