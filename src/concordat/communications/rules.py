"""Rules of messages: how long, how many, how often."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

LONGEST_SUBJECT = 100
LONGEST_TEXT = 5_000
MOST_SETTINGS = 3_000
MOST_MESSAGES_A_DAY = 10


def why_not_to_write(*, subject: str, text: str, settings: int) -> str:
    """What to mend before a message can be looked at; empty where nothing is wrong."""
    if not subject.strip() or not text.strip():
        return "Give the message a subject and a text."
    if len(subject) > LONGEST_SUBJECT or any(not letter.isprintable() for letter in subject):
        return f"Give the message a subject of one line with {LONGEST_SUBJECT} letters at most."
    if len(text) > LONGEST_TEXT:
        return f"Shorten the text to {LONGEST_TEXT:,} letters."
    if not settings:
        return "No setting of your area is on this list. Widen the list first."
    if settings > MOST_SETTINGS:
        return f"This list holds {settings:,} settings of your area. Narrow it to {MOST_SETTINGS:,}."
    return ""


def why_not_to_send(*, letters: int, sent_today: int, is_sent: bool) -> str:
    """Why a message does not go out now; empty where it does."""
    if is_sent:
        return "This message has been sent. Write another one."
    if not letters:
        return "Nobody on this list can be reached by mail."
    if sent_today >= MOST_MESSAGES_A_DAY:
        return f"Your office has sent {MOST_MESSAGES_A_DAY} messages today. Send this one tomorrow."
    return ""


def paragraphs(text: str) -> list[str]:
    """The text as a letter has it: paragraphs between empty lines, without signs that no reader sees."""
    plain = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text.replace("\r\n", "\n"))
    return [part.strip() for part in plain.split("\n\n") if part.strip()]


def once(addresses: Iterable[tuple[int, str]]) -> Sequence[tuple[int, str]]:
    """Each setting and address once, in order, whatever the case of the address."""
    seen: dict[tuple[int, str], tuple[int, str]] = {}
    for setting, address in addresses:
        seen.setdefault((setting, address.lower()), (setting, address))
    return list(seen.values())
