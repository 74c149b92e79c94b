"""Who may see and write an agency's return.

Its own people do; the partnership's team sees where it stands, and what it says once it is signed.
"""

from __future__ import annotations

from concordat.accounts.row_security import array
from concordat.accounts.vocabulary import (
    AGENCY_ANSWERERS,
    AGENCY_SIGNERS,
    AGENCY_TEAM,
    PARTNERSHIP_OFFICE,
    PARTNERSHIP_TEAM,
    Role,
)
from concordat.core.row_security import Action, Policy, Table, read, records

ASKERS = (*PARTNERSHIP_OFFICE, Role.education_safeguarding_lead)
_AGENCY = f"organisation_id = any((select core.my_organisations({array(*AGENCY_TEAM)}))::bigint[])"
_ANSWER = f"organisation_id = any((select core.my_organisations({array(*AGENCY_ANSWERERS)}))::bigint[])"
_SIGN = f"organisation_id = any((select core.my_organisations({array(*AGENCY_SIGNERS)}))::bigint[])"
_PARTNERSHIP = f"partnership_id = any((select core.my_organisations({array(*PARTNERSHIP_TEAM)}))::bigint[])"
_KEEP = f"partnership_id = any((select core.my_organisations({array(*ASKERS)}))::bigint[])"
_RECEIVED = "agency_return_id in (select a.id from public.audits_agencyreturn a where a.submitted_at is not null)"
# Agencies know the audit that they are asked in, and no other.
CYCLES = f"select a.cycle_id from public.audits_agencyreturn a where a.{_AGENCY}"
_CHANGE = (
    f"answered_by_id = core.person() and {_ANSWER} and exists (select 1 from public.audits_agencyreturn a"
    " where a.id = agency_return_id and a.organisation_id = audits_agencyanswer.organisation_id"
    " and a.partnership_id = audits_agencyanswer.partnership_id and a.state in ('not_started', 'in_progress'))"
)

TABLES: list[Table] = [
    records(
        "audits_agencyreturn",
        read(f"{_AGENCY} or {_PARTNERSHIP}"),
        Policy("ask", Action.insert, check=f"asked_by_id = core.person() and {_KEEP} and submitted_at is null"),
        Policy(
            "answer",
            Action.update,
            using=f"{_ANSWER} and state in ('not_started', 'in_progress', 'finished')",
            check=f"{_ANSWER} and state in ('in_progress', 'finished')",
        ),
        Policy(
            "sign",
            Action.update,
            using=f"{_SIGN} and state = 'finished'",
            check=f"{_SIGN} and state = 'submitted' and signed_by_id = core.person()",
        ),
        Policy(
            "send_back",
            Action.update,
            using=f"{_KEEP} and state = 'submitted'",
            check=f"{_KEEP} and state = 'in_progress'",
        ),
    ),
    records(
        "audits_agencyanswer",
        read(f"{_AGENCY} or ({_PARTNERSHIP} and {_RECEIVED})"),
        Policy("answer", Action.insert, check=_CHANGE),
        Policy("change", Action.update, using=_ANSWER, check=_CHANGE),
    ),
    records("audits_agencyanswerevent", read("pgh_obj_id in (select id from public.audits_agencyanswer)")),
]
