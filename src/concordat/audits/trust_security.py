"""Who may see and write what a trust says of its schools.

The trust's own team writes it, alone while it is a draft. A school of the trust reads what was signed for all schools
or for itself, never what was said of another, and nothing any more once it has left. No partnership reads any of it:
it gets what a school has confirmed in its return.
"""

from __future__ import annotations

from concordat.accounts.row_security import array
from concordat.accounts.vocabulary import TRUST_TEAM
from concordat.audits.vocabulary import WHOLE_TEAM
from concordat.core.row_security import Action, Function, Policy, read, records

_OURS = f"trust_id = any((select core.my_organisations({array(*TRUST_TEAM)}))::bigint[])"
# A chair behind a signing link reads one return and nothing beside it.
_MY_TRUST = (
    f"trust_id = any((select core.trusts_of_my_settings({array(*WHOLE_TEAM)}))::bigint[])"
    " and (select core.signing_return()) is null"
)
_ABOUT_US = (
    "(establishment_id is null"
    f" or establishment_id = any((select core.my_establishments({array(*WHOLE_TEAM)}))::bigint[]))"
)


def _of_audit(table: str, state: str) -> str:
    return (
        f"exists (select 1 from public.audits_trustaudit a where a.id = {table}.trust_audit_id"
        f" and a.trust_id = {table}.trust_id and a.state = '{state}')"
    )


def _read(table: str) -> Policy:
    return read(f"{_OURS} or ({_MY_TRUST} and {_ABOUT_US} and {_of_audit(table, 'signed')})")


# A carried answer whose source is a trust's: signed, standing, of the trust that the school is in, and said so.
CARRIED = (
    "exists (select 1 from public.audits_trustaudit t"
    " join public.audits_trustanswer said on said.trust_audit_id = t.id"
    " join public.audits_trustsignature s on s.trust_audit_id = t.id and s.withdrawn_at is null"
    " join public.establishments_establishment e on e.trust_id = t.trust_id"
    " where t.id = audits_carriedanswer.source_trust_id and t.state = 'signed'"
    " and e.organisation_id = audits_carriedanswer.establishment_id"
    " and said.question = audits_carriedanswer.source_question"
    " and said.value->'choice' = audits_carriedanswer.source_says->'value'"
    " and (said.establishment_id is null or said.establishment_id = e.organisation_id)"
    " and (s.establishment_id is null or s.establishment_id = e.organisation_id))"
)

FUNCTIONS = [
    Function(
        "core.trusts_of_my_settings(roles text[])",
        "bigint[]",
        "select coalesce(array_agg(distinct e.trust_id), '{}') from public.establishments_establishment e"
        " where e.trust_id is not null and e.organisation_id = any((select core.my_establishments(roles))::bigint[])",
    ),
]

_ANSWER = f"{_OURS} and answered_by_id = core.person() and {_of_audit('audits_trustanswer', 'draft')}"

TABLES = [
    records(
        "audits_trustaudit",
        read(f"{_OURS} or ({_MY_TRUST} and state = 'signed')"),
        Policy("begin", Action.insert, check=f"{_OURS} and made_by_id = core.person() and state = 'draft'"),
        Policy("settle", Action.update, using=_OURS, check=_OURS),
    ),
    records(
        "audits_trustanswer",
        _read("audits_trustanswer"),
        Policy("answer", Action.insert, check=_ANSWER),
        Policy(
            "answer_again",
            Action.update,
            using=f"{_OURS} and {_of_audit('audits_trustanswer', 'draft')}",
            check=_ANSWER,
        ),
    ),
    records(
        "audits_trustsignature",
        _read("audits_trustsignature"),
        Policy(
            "sign",
            Action.insert,
            check=f"{_OURS} and recorded_by_id = core.person() and withdrawn_at is null"
            f" and {_of_audit('audits_trustsignature', 'draft')}",
        ),
        Policy("withdraw", Action.update, using=_OURS, check=f"{_OURS} and withdrawn_at is not null"),
    ),
    records("audits_trustanswerevent", read("pgh_obj_id in (select id from public.audits_trustanswer)")),
]
