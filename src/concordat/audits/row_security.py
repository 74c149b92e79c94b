"""Who may see and change cycles, returns, answers, signatures and queries.

Two promises matter most. The partnership sees where a return stands at once, and what it says only
when it has been submitted. An answer can be changed only by the setting's own people, and only
while the return is open for answers.
"""

from __future__ import annotations

from concordat.accounts.row_security import array
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE, PARTNERSHIP_TEAM, SETTING_TEAM, TRUST_TEAM, Role
from concordat.audits import (
    agency_security,
    carrying_security,
    checking_functions,
    coding_security,
    delegation_security,
    evidence_security,
    leaving_security,
    narrow_security,
    others_security,
    outside_security,
    packs_security,
    pairing_security,
    recall_security,
    trust_security,
)
from concordat.audits import checking_row_security as checking
from concordat.audits.pooling import security as pool_security
from concordat.audits.vocabulary import BY_DELEGATION, EDITABLE, WHOLE_TEAM, CycleState, ReturnState
from concordat.core.row_security import Action, Function, Policy, Table, read, records, write
from concordat.lib.form_logic import SCREENING_PREFIX

READERS_IN_SETTING = (*WHOLE_TEAM, *TRUST_TEAM)
ANSWERERS = WHOLE_TEAM
DELEGATORS = (Role.dsl, Role.deputy_dsl, Role.headteacher)
CYCLE_READERS_IN_SETTING = (*SETTING_TEAM, *TRUST_TEAM)
AWAITS_BOARD = (ReturnState.head_signed, ReturnState.board_signed)
READERS_IN_PARTNERSHIP = PARTNERSHIP_TEAM
CYCLE_KEEPERS = (*PARTNERSHIP_OFFICE, Role.education_safeguarding_lead)
SYSTEM_READERS = ("audits.late_joiners", "audits.notifier")
LATE_JOINERS = "core.system() = 'audits.late_joiners'"
_READ_SYSTEM = "core.system() in (" + ", ".join(f"'{name}'" for name in SYSTEM_READERS) + ")"

_READ_SETTING = f"establishment_id = any((select core.my_establishments({array(*READERS_IN_SETTING)}))::bigint[])"
_ANSWER_SETTING = f"establishment_id = any((select core.my_establishments({array(*ANSWERERS)}))::bigint[])"
_HERE = f"establishment_id = any((select core.my_organisations({array(*SETTING_TEAM)}))::bigint[])"
_READ_PARTNERSHIP = f"partnership_id = any((select core.my_organisations({array(*READERS_IN_PARTNERSHIP)}))::bigint[])"
_KEEP_PARTNERSHIP = f"partnership_id = any((select core.my_organisations({array(*CYCLE_KEEPERS)}))::bigint[])"
_DELEGATE_SETTING = f"establishment_id = any((select core.my_establishments({array(*DELEGATORS)}))::bigint[])"
_MINUTE_SETTING = f"establishment_id = any((select core.my_establishments({array(*BY_DELEGATION)}))::bigint[])"
_EDITABLE = ", ".join(f"'{state}'" for state in sorted(EDITABLE))
_AWAITS_BOARD = ", ".join(f"'{state}'" for state in AWAITS_BOARD)
# Sections that are out with whoever acts, who still holds a role there, of a return that takes answers.
_OUT_WITH_ME = (
    "from public.audits_delegation d join public.audits_auditreturn r on r.id = d.audit_return_id"
    f" and r.state in ({_EDITABLE}) join public.audits_auditcycle c on c.id = r.cycle_id and c.state = 'open'"
    " where d.person_id = core.person() and d.done_at is null and d.ended_at is null"
    f" and d.establishment_id = any(core.my_organisations({array(*SETTING_TEAM)}))"
)


def _signer(kind: str, *roles: str) -> str:
    return f"(kind = '{kind}' and establishment_id = any((select core.my_establishments({array(*roles)}))::bigint[]))"


def _of_return(table: str, *, more: str = "") -> str:
    return (
        f"exists (select 1 from public.audits_auditreturn r where r.id = {table}.audit_return_id"
        f" and r.establishment_id = {table}.establishment_id{more})"
    )


_SAME = " and r.partnership_id = audits_answer.partnership_id"
_MY_RETURN = "{0} = any((select core.my_delegated_returns())::bigint[])"
_MY_QUESTION = "(audit_return_id || ':' || question) = any((select core.my_delegated_questions())::text[])"
# Whether a question concerns a setting turns on what it says of itself at the beginning.
_MY_SCREENING = f"(question like '{SCREENING_PREFIX}%' and {_MY_RETURN.format('audit_return_id')})"
_CHANGE_ANSWER = f"({_ANSWER_SETTING} or {_MY_QUESTION}) and " + _of_return(
    "audits_answer", more=f"{_SAME} and r.state in ({_EDITABLE})"
)
_KEPT_BY_ME = f"audit_return_id in (select r.id from public.audits_auditreturn r where r.{_KEEP_PARTNERSHIP})"
_BY_PHONE = f"source = 'phone' and {_KEEP_PARTNERSHIP}"
_SEEN = (
    f"audit_return_id in (select r.id from public.audits_auditreturn r where r.{_READ_PARTNERSHIP} or {_READ_SYSTEM})"
)
_RECEIVED = (
    "audit_return_id in (select r.id from public.audits_auditreturn r"
    f" where r.submitted_at is not null and (r.{_READ_PARTNERSHIP} or {_READ_SYSTEM}))"
)
_FOR_THE_MINUTE = (
    f"({_MINUTE_SETTING} and audit_return_id in"
    f" (select r.id from public.audits_auditreturn r where r.state in ({_AWAITS_BOARD})))"
)
_SUBMITTED = "audit_return_id in (select r.id from public.audits_auditreturn r where r.submitted_at is not null)"

# Whoever leads a setting reads what the one that it follows had handed in before it closed, by the register's links.
_READ_EARLIER = f"establishment_id = any((select core.my_forebears({array(*READERS_IN_SETTING)}))::bigint[])"


def _of_answers(more: str = "") -> str:
    """One indexed column decides which rows a list touches.

    Only a partnership, colleagues with a section and those of a setting that follows another pay for the rest.
    """
    return (
        "establishment_id = any((select core.my_answering_settings("
        f"{array(*READERS_IN_SETTING)}, {array(*READERS_IN_PARTNERSHIP)}))::bigint[])"
        f" and ((select cardinality(core.my_organisations({array(*READERS_IN_PARTNERSHIP)})) = 0"
        " and cardinality(core.my_delegated_returns()) = 0"
        f" and cardinality(core.my_forebears({array(*READERS_IN_SETTING)})) = 0)"
        f" or {_READ_SETTING} or ({_READ_PARTNERSHIP} and {_SUBMITTED}){more})"
    )


_OFFERED = f" or ({_READ_PARTNERSHIP} and id in ({outside_security.OFFERED}))"
_READ_ANSWER = _of_answers(f" or {_MY_QUESTION} or {_MY_SCREENING} or ({_READ_EARLIER} and {_SUBMITTED})")

_READ_SIGNED = f"{_READ_SETTING} or {_RECEIVED} or {_FOR_THE_MINUTE} or ({_READ_EARLIER} and {_SUBMITTED})"

# A chair behind a signing link sees one return and nothing of the others (`by_link.py`).
_THIS_RETURN = "((select core.signing_return()) is null or {0} = (select core.signing_return()))"
_ONE, _OF_ONE = _THIS_RETURN.format("id"), _THIS_RETURN.format("audit_return_id")


# Where an answer came from repeats the answer: a visitor gets neither.
def _read_carried(received: str) -> str:
    return f"({_READ_SETTING} or ({_READ_PARTNERSHIP} and {received})) and {_OF_ONE} and {checking.NOT_VISITING}"


_ENDED_AFTER = (
    "audit_return_id in (select r.id from public.audits_auditreturn r where r.submitted_at is not null"
    " and (audits_carriedanswer.ended_at is null or audits_carriedanswer.ended_at > r.submitted_at))"
)


def _versions(name: str) -> Table:
    """What a row was before: for the setting always, for everybody else what was changed after it was handed in."""
    table = f"audits_{name}event"
    return records(
        table,
        read(
            f"pgh_obj_id in (select id from public.audits_{name}) and ({_READ_SETTING} or audit_return_id in"
            f" (select r.id from public.audits_auditreturn r where r.submitted_at <= {table}.pgh_created_at))"
        ),
    )


# A colleague moves how far a return is, and neither when it is due nor that it came in.
_SAME_DAYS = "core.return_keeps(id, submitted_at, receipt, extended_to)"


def _own(table: str, person: str, *, more: str = "") -> str:
    """A row that one of the setting's own people writes about a return of the setting."""
    of_return = _of_return(table, more=f" and r.partnership_id = {table}.partnership_id{more}")
    return f"{person} = core.person() and {_ANSWER_SETTING} and {of_return}"


FUNCTIONS = [
    Function("core.my_delegated_returns()", "bigint[]", f"select coalesce(array_agg(r.id), '{{}}') {_OUT_WITH_ME}"),
    Function(
        "core.my_delegated_questions()",
        "text[]",
        "select coalesce(array_agg(mine.id || ':' || asked.question), '{}') from"
        f" (select r.id, d.questions {_OUT_WITH_ME}) mine"
        " cross join lateral jsonb_array_elements_text(mine.questions) asked(question)",
    ),
    Function(
        "core.my_forebears(roles text[])",
        "bigint[]",
        "select coalesce(array_agg(distinct l.earlier_id), '{}') from public.establishments_establishmentlink l"
        " join public.accounts_organisation o on o.id = l.earlier_id and o.closed_on <= core.at()::date"
        " where l.later_id = any((select core.my_establishments(roles))::bigint[])",
    ),
    Function(
        "core.my_answering_settings(setting_roles text[], partnership_roles text[])",
        "bigint[]",
        f"select core.my_establishments(setting_roles) || (select coalesce(array_agg(r.establishment_id), '{{}}')"
        f" {_OUT_WITH_ME}) || coalesce((select array_agg(r.establishment_id)"
        " from public.audits_auditreturn r"
        " where r.partnership_id = any((select core.my_organisations(partnership_roles))::bigint[])), '{}')"
        " || core.my_forebears(setting_roles)"
        # What a setting that closed had written is passed on to the one that follows it.
        " || coalesce((select array_agg(r.establishment_id) from public.audits_auditreturn r"
        " join public.accounts_organisation o on o.id = r.establishment_id and o.closed_on is not null"
        f" where {LATE_JOINERS} and r.submitted_at is null), '{{}}')"
        # So is what was written in a pilot, to the same setting's own return.
        " || coalesce((select array_agg(r.establishment_id) from public.audits_auditreturn r"
        " join public.audits_auditcycle c on c.id = r.cycle_id and c.pilot_of_id is not null"
        f" where {LATE_JOINERS}), '{{}}')",
    ),
    *(others_security.FUNCTIONS + outside_security.FUNCTIONS + checking_functions.FUNCTIONS),
    *(narrow_security.FUNCTIONS + pairing_security.FUNCTIONS + coding_security.FUNCTIONS + pool_security.FUNCTIONS),
    *(recall_security.FUNCTIONS + leaving_security.FUNCTIONS + trust_security.FUNCTIONS),
]

TABLES = [
    records(
        "audits_auditcycle",
        read(
            f"({_READ_PARTNERSHIP} or {_READ_SYSTEM} or (state <> '{CycleState.draft}' and partnership_id = any((select"
            f" core.partnerships_of_my_settings({array(*CYCLE_READERS_IN_SETTING)}))::bigint[]))"
            f" or id in ({agency_security.CYCLES}))"
            " and ((select core.signing_return()) is null or id in (select r.cycle_id from public.audits_auditreturn r"
            " where r.id = (select core.signing_return())))"
        ),
        write(_KEEP_PARTNERSHIP),
    ),
    records(
        "audits_cycleform",
        read("cycle_id in (select id from public.audits_auditcycle)"),
        write(
            "cycle_id in (select c.id from public.audits_auditcycle c"
            f" where c.{_KEEP_PARTNERSHIP} and c.state = '{CycleState.draft}')",
            delete=True,
        ),
    ),
    records(
        "audits_auditreturn",
        read(
            f"({_READ_SETTING} or {_READ_PARTNERSHIP} or {_READ_SYSTEM} or {_MY_RETURN.format('id')}"
            f" or ({_MINUTE_SETTING} and state in ({_AWAITS_BOARD}))"
            f" or (submitted_at is not null and {_READ_EARLIER})) and {_ONE}"
        ),
        Policy("join", Action.insert, check=f"{_KEEP_PARTNERSHIP} or {LATE_JOINERS}"),
        Policy(
            "change",
            Action.update,
            using=f"{_ANSWER_SETTING} or {_KEEP_PARTNERSHIP} or {LATE_JOINERS}",
            check=f"({_ANSWER_SETTING} or {_KEEP_PARTNERSHIP} or {LATE_JOINERS}) and {recall_security.STAYS_IN}",
        ),
        Policy(
            "answer_section",
            Action.update,
            using=_MY_RETURN.format("id"),
            check=f"{_MY_RETURN.format('id')} and state in ('{ReturnState.in_progress}', '{ReturnState.queried}')"
            f" and {_SAME_DAYS}",
        ),
        Policy(
            "record_minute",
            Action.update,
            using=f"{_MINUTE_SETTING} and state = '{ReturnState.head_signed}'",
            check=f"{_MINUTE_SETTING} and state = '{ReturnState.board_signed}' and {_SAME_DAYS}",
        ),
    ),
    delegation_security.table(
        reads=f"({_ANSWER_SETTING} or {_READ_SYSTEM} or (person_id = core.person() and {_HERE})) and {_OF_ONE}",
        leads=_DELEGATE_SETTING,
        ends=LATE_JOINERS,
        here=_HERE,
        of_return=_of_return("audits_delegation", more=f" and r.state in ({_EDITABLE})"),
    ),
    records(
        "audits_offeredanswer",
        read(
            f"({_READ_SETTING} and {_OF_ONE}) or ({_BY_PHONE} and {checking.NOT_VISITING}) or {LATE_JOINERS}",
        ),
        Policy(
            "offer",
            Action.insert,
            check=f"((offered_by_id = core.person() and {_BY_PHONE}) or (source <> 'phone' and {LATE_JOINERS}))"
            " and "
            + _of_return("audits_offeredanswer", more=" and r.partnership_id = audits_offeredanswer.partnership_id"),
        ),
        Policy(
            "settle",
            Action.update,
            using=f"settled_at is null and ({_ANSWER_SETTING} or ({_BY_PHONE}))",
            check=f"{_ANSWER_SETTING} or ({_BY_PHONE} and settled_at is null)",
        ),
    ),
    records(
        "audits_answer",
        # A visitor does not get what the setting says of itself before having rated what they saw.
        read(f"({_READ_ANSWER}) and {_OF_ONE} and {checking.NOT_VISITING}"),
        write(_CHANGE_ANSWER),
    ),
    records(
        "audits_signoff",
        read(f"({_READ_SIGNED}) and {_OF_ONE}"),
        Policy(
            "sign",
            Action.insert,
            check="signed_by_id = core.person() and ("
            + " or ".join(
                [
                    _signer("head", Role.headteacher),
                    _signer("chair", Role.governor),
                    _signer("board_minute", Role.headteacher, Role.dsl, Role.governor, Role.school_business_manager),
                ]
            )
            + ") and "
            + _of_return("audits_signoff"),
        ),
        Policy(
            "withdraw",
            Action.update,
            using=f"{_ANSWER_SETTING} or {_KEPT_BY_ME}",
            check=f"{_ANSWER_SETTING} or {_KEPT_BY_ME}",
        ),
    ),
    records(
        "audits_returnquery",
        read(f"({_READ_SETTING} or ({_SEEN} and {checking.NOT_VISITING})) and {_OF_ONE}"),
        Policy(
            "ask",
            Action.insert,
            check="asked_by_id = core.person() and "
            + _of_return("audits_returnquery", more=f" and r.{_KEEP_PARTNERSHIP}"),
        ),
        Policy("reply", Action.update, using=_ANSWER_SETTING, check=_ANSWER_SETTING),
    ),
    records("audits_yearonelist", read(_KEEP_PARTNERSHIP), write(_KEEP_PARTNERSHIP)),
    records(
        "audits_pastfact",
        read(f"({_READ_SETTING} or {_READ_PARTNERSHIP}) and (select core.signing_return()) is null"),
        Policy("bring", Action.insert, check=_KEEP_PARTNERSHIP),
    ),
    records(
        "audits_pilotnote",
        read(f"({_READ_SETTING} or {_READ_PARTNERSHIP}) and {_OF_ONE}"),
        Policy(
            "say",
            Action.insert,
            check=f"said_by_id = core.person() and {_ANSWER_SETTING} and "
            + _of_return("audits_pilotnote", more=" and r.partnership_id = audits_pilotnote.partnership_id"),
        ),
    ),
    *evidence_security.tables(
        known=f"({_of_answers(_OFFERED)}) and {_OF_ONE} and {checking.NOT_VISITING}",
        answer=_ANSWER_SETTING,
        of_return=_of_return(
            "audits_evidence",
            more=f" and r.partnership_id = audits_evidence.partnership_id and r.state in ({_EDITABLE})",
        ),
    ),
    records(
        "audits_returnrequest",
        read(f"({_READ_SETTING} or {_SEEN}) and {_OF_ONE}"),
        Policy(
            "ask",
            Action.insert,
            check=f"asked_by_id = core.person() and granted is null and {_ANSWER_SETTING} and "
            + _of_return("audits_returnrequest"),
        ),
        Policy("decide", Action.update, using=_KEPT_BY_ME, check=f"decided_by_id = core.person() and {_KEPT_BY_ME}"),
    ),
    records(
        "audits_returndecision",
        read(f"({_READ_SETTING} or {_SEEN}) and {_OF_ONE}"),
        Policy(
            "decide",
            Action.insert,
            check=f"(decided_by_id = core.person() and {_KEPT_BY_ME}) or (decided_by_id is null and {LATE_JOINERS})",
        ),
    ),
    *others_security.TABLES,
    *outside_security.tables(system=_READ_SYSTEM, one=_OF_ONE, of_return=_of_return, editable=_EDITABLE),
    *carrying_security.tables(
        seen=_read_carried(_SUBMITTED),
        carried=_read_carried(_ENDED_AFTER),
        own=_own,
        answer=_ANSWER_SETTING,
        editable=_EDITABLE,
    ),
    *(_versions(name) for name in ("carriedanswer", "tickedanswer", "differencereason")),
    records("audits_auditreturnevent", read("pgh_obj_id in (select id from public.audits_auditreturn)")),
    _versions("answer"),
    records(
        "audits_signinglink",
        read(f"core.phase() = 'sign_in' or {_READ_SYSTEM} or ({_READ_SETTING} and {_OF_ONE})"),
        Policy(
            "ask",
            Action.insert,
            check="asked_by_id = core.person() and establishment_id = any((select"
            f" core.my_establishments({array(Role.headteacher, Role.dsl)}))::bigint[]) and "
            + _of_return("audits_signinglink"),
        ),
        Policy(
            "use",
            Action.update,
            using=f"core.phase() = 'sign_in' or {_ANSWER_SETTING} or {_KEPT_BY_ME}",
            check=f"core.phase() = 'sign_in' or {_ANSWER_SETTING} or {_KEPT_BY_ME}",
        ),
    ),
    *agency_security.TABLES,
    *checking.TABLES,
    *(pairing_security.TABLES + coding_security.TABLES + pool_security.TABLES),
    *(trust_security.TABLES + packs_security.TABLES),
]
