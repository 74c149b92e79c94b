"""Who may see and write codings of notes: what one coder gave a note the other gets when both have finished.

Codes repeat in short what a setting says: whoever is about to visit it gets neither the note nor its codes, and whoever
rates it in the blind does not code it. Settings see nothing of a coding.
"""

from __future__ import annotations

from concordat.accounts.row_security import array
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE, PARTNERSHIP_TEAM, Role
from concordat.audits.checking_row_security import NOT_VISITING
from concordat.core.row_security import Action, Function, Policy, read, records, write

CODERS = PARTNERSHIP_TEAM
CODING_KEEPERS = (*PARTNERSHIP_OFFICE, Role.education_safeguarding_lead)

_TEAM = f"partnership_id = any((select core.my_organisations({array(*CODERS)}))::bigint[])"
_KEEP = f"partnership_id = any((select core.my_organisations({array(*CODING_KEEPERS)}))::bigint[])"
_COMPARED = "coding_id = any((select core.compared_codings())::bigint[])"


def _of_coding(table: str, more: str) -> str:
    return (
        f"exists (select 1 from public.audits_coding c where c.id = {table}.coding_id"
        f" and c.partnership_id = {table}.partnership_id and c.closed_at is null{more})"
    )


def _mine(table: str, more: str = "") -> str:
    return (
        f"exists (select 1 from public.audits_codingcoder k where k.coding_id = {table}.coding_id"
        f" and k.person_id = core.person(){more})"
    )


def _of_return(table: str) -> str:
    return (
        f"exists (select 1 from public.audits_auditreturn r where r.id = {table}.audit_return_id"
        f" and r.establishment_id = {table}.establishment_id and r.partnership_id = {table}.partnership_id"
        " and r.submitted_at is not null)"
    )


_NOT_BLIND = (
    "not exists (select 1 from public.audits_moderation m where m.audit_return_id = audits_codednote.audit_return_id"
    " and m.moderator_id = core.person() and m.round = 'second' and m.done_at is null and m.withdrawn_at is null)"
)
_CODE = (
    f"coder_id = core.person() and {_TEAM} and {NOT_VISITING} and {_NOT_BLIND} and {_of_return('audits_codednote')}"
    f" and {_of_coding('audits_codednote', ' and c.started_at is not null')}"
    f" and {_mine('audits_codednote', ' and k.done_at is null')}"
)
_SETTLE = (
    f"settled_by_id = core.person() and {_TEAM} and {NOT_VISITING} and {_COMPARED}"
    f" and {_of_return('audits_codingsettlement')} and {_of_coding('audits_codingsettlement', '')}"
    f" and ({_KEEP} or {_mine('audits_codingsettlement')})"
)

FUNCTIONS = [
    Function(
        "core.compared_codings()",
        "bigint[]",
        "select coalesce(array_agg(done.coding_id), '{}') from (select k.coding_id from public.audits_codingcoder k"
        f" where k.{_TEAM} group by k.coding_id having count(*) = 2 and bool_and(k.done_at is not null)) done",
    ),
]

TABLES = [
    records(
        "audits_coding",
        read(_TEAM),
        Policy("open", Action.insert, check=f"{_KEEP} and opened_by_id = core.person() and closed_at is null"),
        Policy("keep", Action.update, using=f"{_KEEP} and closed_at is null", check=_KEEP),
        # Coders take turns on the row, and change nothing of it.
        Policy(
            "take_turns",
            Action.update,
            using=f"{_TEAM} and closed_at is null and exists (select 1 from public.audits_codingcoder k"
            " where k.coding_id = audits_coding.id and k.person_id = core.person())",
            check="false",
        ),
    ),
    records(
        "audits_codingcode",
        read(_TEAM),
        write(f"{_KEEP} and {_of_coding('audits_codingcode', ' and c.started_at is null')}", delete=True),
    ),
    records(
        "audits_codingcoder",
        read(_TEAM),
        Policy(
            "name",
            Action.insert,
            check=f"{_KEEP} and done_at is null and {_of_coding('audits_codingcoder', ' and c.started_at is null')}",
        ),
        # Nobody finishes for another, which would open the other's codes: see the trigger of the table too.
        Policy(
            "finish",
            Action.update,
            using=f"person_id = core.person() and {_TEAM} and done_at is null",
            check=f"person_id = core.person() and {_TEAM} and {_of_coding('audits_codingcoder', '')}",
        ),
        Policy(
            "code_again",
            Action.update,
            using=f"{_KEEP} and {_of_coding('audits_codingcoder', '')}",
            check=f"{_KEEP} and done_at is null",
        ),
    ),
    records(
        "audits_codednote",
        read(f"{_TEAM} and {NOT_VISITING} and (coder_id = core.person() or {_COMPARED})"),
        Policy("code", Action.insert, check=_CODE),
        Policy("code_anew", Action.update, using=_CODE, check=_CODE),
    ),
    records(
        "audits_codingsettlement",
        read(f"{_TEAM} and {NOT_VISITING} and {_COMPARED}"),
        Policy("settle", Action.insert, check=_SETTLE),
        Policy(
            "settle_anew",
            Action.update,
            using=f"{_TEAM} and {NOT_VISITING} and {_COMPARED} and {_of_coding('audits_codingsettlement', '')}"
            f" and ({_KEEP} or {_mine('audits_codingsettlement')})",
            check=_SETTLE,
        ),
    ),
    records(
        "audits_codingresult",
        read(_TEAM),
        Policy(
            "freeze",
            Action.insert,
            check=f"{_KEEP} and frozen_by_id = core.person() and {_COMPARED}"
            f" and {_of_coding('audits_codingresult', '')}",
        ),
    ),
]
