"""Who may see and change pairing: a school its own offer and its own published pairs, the office its partnership's.

What a school says to the partnership alone (why it declined, how it went) its partner cannot read. What a school
is strong in and needs repeats its answers: whoever is to visit it reads nothing of its pairs before.
"""

from __future__ import annotations

from concordat.accounts.row_security import array
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE, Role
from concordat.audits.checking_row_security import NOT_VISITING
from concordat.audits.vocabulary import WHOLE_TEAM
from concordat.core.row_security import Action, Function, Policy, read, records, write

PAIRER, NOTIFIER = "audits.pairer", "audits.notifier"
PAIRING_KEEPERS = (*PARTNERSHIP_OFFICE, Role.education_safeguarding_lead)
READERS, LEADS = WHOLE_TEAM, (Role.headteacher, Role.dsl, Role.deputy_dsl)
SYSTEM_READERS = (PAIRER, NOTIFIER)

_BY_PAIRER = f"core.system() = '{PAIRER}'"
_SYSTEM = f"core.system() in ('{PAIRER}', '{NOTIFIER}')"
_KEEP = f"partnership_id = any((select core.my_organisations({array(*PAIRING_KEEPERS)}))::bigint[])"
# A chair behind a signing link reads and says nothing of pairs (`by_link.py`).
_WHOLE = "(select core.signing_return()) is null"
_READ_SETTING = f"({_WHOLE} and establishment_id = any((select core.my_establishments({array(*READERS)}))::bigint[]))"
_LEAD_SETTING = f"({_WHOLE} and establishment_id = any((select core.my_establishments({array(*LEADS)}))::bigint[]))"
_READ_PAIR = f"= any((select core.my_pairs({array(*READERS)}))::bigint[])"
_LEAD_PAIR = f"= any((select core.my_pairs({array(*LEADS)}))::bigint[])"
_KEEP_PAIR = f"{_KEEP} and {{0}} <> all((select core.pairs_i_visit())::bigint[])"


def _of_member(table: str, *, more: str = "") -> str:
    return (
        f"exists (select 1 from public.audits_pairingmember m where m.id = {table}.member_id"
        f" and m.establishment_id = {table}.establishment_id and m.partnership_id = {table}.partnership_id{more})"
    )


FUNCTIONS = [
    Function(
        "core.my_pairs(roles text[])",
        "bigint[]",
        "select coalesce(array_agg(m.pair_id), '{}') from public.audits_pairingmember m"
        " join public.audits_pairinggroup g on g.id = m.pair_id and g.published_at is not null"
        f" where {_WHOLE} and m.establishment_id = any((select core.my_establishments(roles))::bigint[])",
    ),
    Function(
        "core.my_agreed_pairs(roles text[])",
        "bigint[]",
        "select coalesce(array_agg(g.id), '{}') from public.audits_pairinggroup g"
        " where g.id = any((select core.my_pairs(roles))::bigint[]) and not exists (select 1"
        " from public.audits_pairingmember m where m.pair_id = g.id and m.answer <> 'accepted')",
    ),
    Function(
        "core.pairs_i_visit()",
        "bigint[]",
        # Pairs made from a return of a school that whoever acts is to visit, and so is blind to.
        "select coalesce(array_agg(m.pair_id), '{}') from public.audits_pairingmember m"
        " join public.audits_pairinground n on n.id = m.round_id"
        " join public.audits_auditreturn r on r.cycle_id = n.cycle_id and r.establishment_id = m.establishment_id"
        " where r.id = any((select core.returns_i_visit())::bigint[])",
    ),
]

TABLES = [
    records(
        "audits_pairinground",
        read(
            f"{_KEEP} or {_SYSTEM} or id in (select o.round_id from public.audits_pairingoffer o where {_READ_SETTING})"
        ),
        write(_KEEP),
        write(_BY_PAIRER, insert=False, name="solve"),
    ),
    records(
        "audits_pairingoffer",
        read(f"{_READ_SETTING} or ({_KEEP} and {NOT_VISITING}) or {_SYSTEM}"),
        Policy(
            "draw",
            Action.insert,
            check=f"{_KEEP} and {NOT_VISITING} and exists (select 1 from public.audits_auditreturn r"
            " where r.id = audits_pairingoffer.audit_return_id"
            " and r.establishment_id = audits_pairingoffer.establishment_id"
            " and r.partnership_id = audits_pairingoffer.partnership_id)",
        ),
        Policy("say", Action.update, using=_LEAD_SETTING, check=f"{_LEAD_SETTING} and said_by_id = core.person()"),
        write(_BY_PAIRER, insert=False, name="solve"),
    ),
    records(
        "audits_pairinggroup",
        read(f"({_KEEP_PAIR.format('id')}) or {_SYSTEM} or id {_READ_PAIR}"),
        write(_KEEP, insert=False),
        write(_BY_PAIRER, delete=True, name="solve"),
    ),
    records(
        "audits_pairingmember",
        read(f"({_KEEP_PAIR.format('pair_id')}) or {_SYSTEM} or pair_id {_READ_PAIR}"),
        write(_KEEP, insert=False),
        write(_BY_PAIRER, delete=True, name="solve"),
        Policy(
            "answer",
            Action.update,
            using=f"{_LEAD_SETTING} and pair_id {_LEAD_PAIR}",
            # Who answered, and at which mailbox, is not for the partner yet: `audits_pairingreply`.
            check=f"{_LEAD_SETTING} and pair_id {_LEAD_PAIR} and mailbox = '' and answered_by_id is null",
        ),
    ),
    records(
        "audits_pairingreply",
        read(
            f"({_KEEP_PAIR.format('pair_id')}) or {_SYSTEM} or {_READ_SETTING}"
            f" or pair_id = any((select core.my_agreed_pairs({array(*READERS)}))::bigint[])"
        ),
        Policy(
            "answer",
            Action.insert,
            check=f"said_by_id = core.person() and {_LEAD_SETTING}"
            f" and {_of_member('audits_pairingreply', more=' and m.pair_id = audits_pairingreply.pair_id')}",
        ),
    ),
    records(
        "audits_pairingending",
        read(_KEEP_PAIR.format("pair_id")),
        Policy(
            "end",
            Action.insert,
            check=f"{_KEEP} and exists (select 1 from public.audits_pairinggroup g where g.id = pair_id"
            " and g.partnership_id = audits_pairingending.partnership_id)",
        ),
    ),
    records(
        "audits_pairingsaid",
        read(
            f"({_KEEP} and member_id in (select m.id from public.audits_pairingmember m"
            f" where m.pair_id <> all((select core.pairs_i_visit())::bigint[]))) or {_READ_SETTING} or {_SYSTEM}"
        ),
        Policy(
            "say",
            Action.insert,
            check=f"said_by_id = core.person() and {_LEAD_SETTING} and {_of_member('audits_pairingsaid')}",
        ),
    ),
    records(
        "audits_pairingnote",
        read(f"({_KEEP_PAIR.format('pair_id')}) or pair_id {_READ_PAIR}"),
        Policy(
            "write",
            Action.insert,
            check=f"written_by_id = core.person() and {_LEAD_SETTING} and pair_id {_LEAD_PAIR}"
            " and exists (select 1 from public.audits_pairingmember m where m.pair_id = audits_pairingnote.pair_id"
            " and m.establishment_id = audits_pairingnote.establishment_id"
            " and m.partnership_id = audits_pairingnote.partnership_id)",
        ),
    ),
]
