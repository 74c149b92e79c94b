"""The words and statuses of joining."""

from __future__ import annotations

from enum import StrEnum

from concordat.accounts.vocabulary import ROLE_NAMES, SETTING_KEEPERS, SETTING_TEAM, Role

# A letter brings the first keeper of a setting; whoever asks may ask for any post of its team.
CLAIMED_POSTS: list[tuple[str, str]] = [(role.value, ROLE_NAMES[role]) for role in SETTING_KEEPERS]
ASKED_POSTS: list[tuple[str, str]] = [(role.value, ROLE_NAMES[role]) for role in (*SETTING_TEAM, Role.staff_member)]


CALL_SOURCES: list[tuple[str, str]] = [
    ("register", "The national register"),
    ("website", "The setting's own website, found by me"),
    ("trust", "The trust or the local authority"),
]


RESET_SOURCES: list[tuple[str, str]] = [
    ("register", "The national register"),
    ("record", "Our own record of the person or the setting"),
    ("website", "The organisation's own website, found by me"),
]


class Confirmer(StrEnum):
    """Who says that somebody is who they say."""

    nobody = "nobody"  # letter, mailbox and domain agree
    setting = "setting"
    office = "office"


class Outcome(StrEnum):
    """How a request ended."""

    invited = "invited"
    refused = "refused"
    there_already = "there_already"
    lapsed = "lapsed"


OUTCOME_NAMES: dict[str, str] = {
    Outcome.invited: "Invited",
    Outcome.refused: "Refused",
    Outcome.there_already: "There already",
    Outcome.lapsed: "Ran out",
}
