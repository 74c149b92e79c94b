"""Who may see and change which section is with whom."""

from __future__ import annotations

from concordat.accounts.row_security import array
from concordat.accounts.vocabulary import SETTING_TEAM
from concordat.core.row_security import Action, Policy, Table, read, records


def table(*, reads: str, leads: str, ends: str, here: str, of_return: str) -> Table:
    """The table of sections handed over, in the words of the returns they belong to (`row_security.py`)."""
    return records(
        "audits_delegation",
        # What colleagues write to each other is the setting's own, not its trust's.
        read(reads),
        Policy(
            "hand",
            Action.insert,
            check=f"given_by_id = core.person() and done_at is null and ended_at is null and {leads} and {of_return}"
            " and exists (select 1 from public.accounts_roleheld h where h.person_id = audits_delegation.person_id"
            f" and h.organisation_id = audits_delegation.establishment_id and h.role = any({array(*SETTING_TEAM)})"
            " and h.starts_at <= core.at() and (h.ends_at is null or h.ends_at > core.at()))",
        ),
        Policy(
            "settle",
            Action.update,
            using=f"{leads} or {ends}",
            check=f"{leads} or {ends}",
        ),
        # Whatever else a colleague's own change says of it, the section is out of the colleague's hands with it.
        Policy(
            "hand_back",
            Action.update,
            using=f"person_id = core.person() and {here} and done_at is null and ended_at is null",
            check=f"person_id = core.person() and {here} and done_at is not null and confirmed_at is null"
            " and ended_at is null",
        ),
    )
