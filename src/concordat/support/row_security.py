"""Who gives and gets rows of the support log: the promise of `access.py`, kept by the database."""

from __future__ import annotations

from concordat.accounts.row_security import array
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE
from concordat.core.row_security import Action, Function, Policy, Table, read, records, reference, write
from concordat.support.vocabulary import ASKERS, COUNT_READERS, TEAM

NOTIFIER = "support.notifier"
_TEAM = f"partnership_id = any((select core.my_organisations({array(*TEAM)}))::bigint[])"
_OFFICE = f"partnership_id = any((select core.my_organisations({array(*PARTNERSHIP_OFFICE)}))::bigint[])"
_AREA = f"establishment_id = any((select core.settings_of_my_partnerships({array(*TEAM)}))::bigint[])"
_SETTING = f"establishment_id = any((select core.my_establishments({array(*ASKERS)}))::bigint[])"
_ASKER = f"establishment_id = any((select core.my_organisations({array(*ASKERS)}))::bigint[])"
_OF_ASKER = f"partnership_id = any((select core.partnerships_of_my_settings({array(*ASKERS)}))::bigint[])"
_NOTIFIER = f"core.system() = '{NOTIFIER}'"


def _of_request(table: str, *more: str) -> str:
    same = "".join(f" and r.{column} = {table}.{column}" for column in ("partnership_id", *more))
    return f"exists (select 1 from public.support_helprequest r where r.id = {table}.request_id{same})"


FUNCTIONS = [
    # Counts for whoever reads no line of it: a trust of its settings, governors of their own.
    Function(
        "core.support_counts()",
        "table(establishment_id bigint, calls bigint, requests bigint, waiting bigint, late bigint, answered bigint,"
        " minutes bigint)",
        "with mine as (select id from unnest((select core.my_establishments("
        f"{array(*COUNT_READERS)}))::bigint[]) as m(id)),"
        " c as (select k.establishment_id as id, count(*) as calls, sum(k.minutes) as minutes"
        " from public.support_call k where k.establishment_id in (select id from mine) group by 1),"
        " r as (select q.establishment_id as id, count(*) as requests,"
        " count(*) filter (where q.state in ('asked', 'taken')) as waiting,"
        " count(*) filter (where q.state in ('asked', 'taken') and q.answer_by < core.at()::date) as late,"
        " count(*) filter (where q.answers > 0) as answered, sum(q.minutes) as minutes"
        " from public.support_helprequest q where q.establishment_id in (select id from mine) group by 1)"
        " select mine.id, coalesce(c.calls, 0), coalesce(r.requests, 0), coalesce(r.waiting, 0), coalesce(r.late, 0),"
        " coalesce(r.answered, 0), (coalesce(c.minutes, 0) + coalesce(r.minutes, 0))::bigint"
        " from mine left join c on c.id = mine.id left join r on r.id = mine.id",
    ),
]
TABLES: list[Table] = [
    records(
        "support_call",
        read(_TEAM),
        write(f"{_TEAM} and {_AREA} and noted_by_id = core.person()", update=False, name="note"),
        write(_TEAM, insert=False),
    ),
    records(
        "support_helprequest",
        read(f"{_TEAM} or {_SETTING} or {_NOTIFIER}"),
        Policy(
            "ask",
            Action.insert,
            check=f"{_ASKER} and {_OF_ASKER} and asked_by_id = core.person() and state = 'asked' and answers = 0",
        ),
        Policy(
            "close",
            Action.update,
            using=f"{_SETTING} and state <> 'closed'",
            check=f"{_SETTING} and state = 'closed' and closed_by_id = core.person()",
        ),
        write(_TEAM, insert=False),
    ),
    records(
        "support_answer",
        read(f"{_TEAM} or {_SETTING}"),
        write(
            f"{_TEAM} and answered_by_id = core.person() and {_of_request('support_answer', 'establishment_id')}",
            update=False,
        ),
    ),
    records(
        "support_internalnote",
        read(_TEAM),
        write(f"{_TEAM} and written_by_id = core.person() and {_of_request('support_internalnote')}", update=False),
    ),
    records(
        "support_leadofficer",
        read(f"{_TEAM} or {_SETTING}"),
        write(f"{_TEAM} and {_AREA}", update=False, name="assign"),
        write(_TEAM, insert=False),
    ),
    records("support_daysaway", read(_TEAM), write(_TEAM)),
    reference("support_answerclock", write(_OFFICE, update=False)),
]
