"""Rules of joining: whose word is needed, how long things last, whether a mail address is the setting's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from concordat.joining.vocabulary import Confirmer

LETTER_LASTS = timedelta(days=28)
TRIES_A_CODE = 5
PROOF_LASTS = timedelta(days=7)
PROOFS_A_REQUEST = 3  # letters with the link to one address about one request
SETTING_ANSWERS_WITHIN = timedelta(days=7)  # after that the office is asked too
KEEPERS_A_SETTING = 2
RESET_LASTS = timedelta(days=2)
OTHERS_DOMAINS = ("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "yahoo.com",
    "yahoo.co.uk", "icloud.com", "live.co.uk", "btinternet.com", "aol.com", "proton.me")  # fmt: skip


@dataclass(frozen=True)
class RequestFacts:
    """What decides whose word is needed for a request whose mailbox is proved."""

    by_letter: bool
    keepers: int
    is_own_domain: bool
    had_keepers: bool = False


def who_confirms(facts: RequestFacts) -> Confirmer:
    """Whoever is there already knows the person. Where nobody is, a letter that reached the building and a mailbox
    of the setting's own domain are enough; with less, or where all have left, the partnership's office asks."""
    if facts.keepers:
        return Confirmer.setting
    agree = facts.by_letter and facts.is_own_domain and not facts.had_keepers
    return Confirmer.nobody if agree else Confirmer.office


def why_not_to_call(*, keepers: int, had_keepers: bool) -> str:
    """Why there is nothing to call a setting for; empty where a call is the way."""
    if keepers:
        return "Somebody keeps this setting's accounts. Ask them to invite the second keeper."
    if not had_keepers:
        return "Nobody has kept this setting's accounts yet. Invite somebody, or send a letter."
    return ""


def why_not_this_officer(*, called_by: int | None, officer: int | None) -> str:
    """The second officer is another one than the first."""
    return "You made the call: somebody else in the office confirms it." if called_by == officer else ""


def why_not_to_open_reset(*, person: int, officer: int | None, ended: bool) -> str:
    """Why this officer does not reset this sign-in; empty where it may be."""
    if person == officer:
        return "Nobody resets their own sign-in: ask a colleague in the office."
    return "This role has ended: there is nothing to sign in for." if ended else ""


def why_not_to_confirm_reset(
    *, opened_by: int, person: int, decides: int | None, confirms: bool, decided: bool, expired: bool
) -> str:
    """Why this person does not decide about a reset; empty where they may. The one concerned may only refuse."""
    if decided:
        return "Somebody has decided about this reset already."
    if expired:
        return "This reset has run out. The officer rings back and notes it anew."
    if decides == opened_by:
        return "You rang back: somebody else confirms it."
    if decides == person and confirms:
        return "Nobody confirms the reset of their own sign-in."
    return ""


def is_own_domain(email: str, *, website: str, mailboxes: tuple[str, ...] = ()) -> bool:
    """Whether an address is in the domain of the setting's website, below it, or of one of its posts' mailboxes.

    A domain where anybody gets an address proves nothing, whatever the register says.
    """
    domain = _host(email.rpartition("@")[2])
    if not domain or domain in OTHERS_DOMAINS:
        return False
    known = {_host(box.rpartition("@")[2]) for box in mailboxes} | {_site(website)}
    return any(domain == one or domain.endswith(f".{one}") for one in known if one.count(".") >= 1)


def _site(website: str) -> str:
    host = website.strip().lower().partition("://")[2] or website.strip().lower()
    return _host(host.partition("/")[0].partition(":")[0])


def _host(domain: str) -> str:
    return domain.strip().strip(".").lower().removeprefix("www.")
