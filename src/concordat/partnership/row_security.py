"""Row security of partnerships and naming, and the scope functions that need to know both settings and partnerships."""

from __future__ import annotations

from concordat.accounts.row_security import array
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE, SETTING_LEADERS, SETTING_TEAM, TRUST_TEAM, Role
from concordat.core.row_security import Function, read, records, reference, write
from concordat.lib.row_security_sql import SIGNED_IN

KEEPERS = (*PARTNERSHIP_OFFICE, Role.education_safeguarding_lead)
# Who reads what named settings have opened, acknowledged and signed.
DUTY_READERS = (*KEEPERS, Role.independent_scrutineer)
FOUNDER = "core.system() = 'accounts.founder'"
_CURRENT = "t.from_on <= core.at()::date and (t.until_on is null or t.until_on > core.at()::date)"
_MINE = f"partnership_id = any((select core.my_organisations({array(*KEEPERS)}))::bigint[])"
_OFFICE = f"partnership_id = any((select core.my_organisations({array(*PARTNERSHIP_OFFICE)}))::bigint[])"

FUNCTIONS = [
    Function(
        "core.settings_of_my_partnerships(roles text[])",
        "bigint[]",
        "select coalesce(array_agg(distinct e.organisation_id), '{}') from public.establishments_establishment e"
        " join public.partnership_partnerterm t on t.organisation_id = e.local_authority_id"
        f" where t.partnership_id = any((select core.my_organisations(roles))::bigint[]) and {_CURRENT}",
    ),
    Function(
        "core.partnerships_of_my_settings(roles text[])",
        "bigint[]",
        "select coalesce(array_agg(distinct t.partnership_id), '{}') from public.establishments_establishment e"
        " join public.partnership_partnerterm t on t.organisation_id = e.local_authority_id"
        f" where e.organisation_id = any((select core.my_establishments(roles))::bigint[]) and {_CURRENT}",
    ),
    Function(
        "core.my_charges(roles text[])",
        "bigint[]",
        "select core.my_organisations(roles) || core.my_establishments(roles)"
        " || core.settings_of_my_partnerships(roles)",
    ),
    Function(
        "core.my_roster(roles text[])",
        "bigint[]",
        "select core.my_charges(roles) || core.partnerships_of_my_settings(roles)",
    ),
    Function(
        "core.my_people(roles text[])",
        "bigint[]",
        "select coalesce(array_agg(distinct person_id), '{}') from public.accounts_roleheld"
        " where organisation_id = any((select core.my_roster(roles))::bigint[])",
    ),
]

_OF_MINE = (
    f"establishment_id = any((select core.my_establishments({array(*SETTING_TEAM, *TRUST_TEAM)}))::bigint[])"
    f" or establishment_id = any((select core.settings_of_my_partnerships({array(*PARTNERSHIP_OFFICE)}))::bigint[])"
)
_LED = f"establishment_id = any((select core.my_organisations({array(*SETTING_LEADERS)}))::bigint[])"

_READ_DUTIES = (
    f"establishment_id = any((select core.my_establishments({array(*SETTING_TEAM, *TRUST_TEAM)}))::bigint[])"
    f" or partnership_id = any((select core.my_organisations({array(*DUTY_READERS)}))::bigint[])"
)


def _here_as(*roles: str) -> str:
    return f"establishment_id = any((select core.my_organisations({array(*roles)}))::bigint[])"


def _named(table: str) -> str:
    return (
        f"exists (select 1 from public.partnership_naming n where n.establishment_id = {table}.establishment_id"
        f" and n.partnership_id = {table}.partnership_id and n.named_on <= core.at()::date"
        " and (n.ended_on is null or n.ended_on > core.at()::date))"
    )


# Each as oneself, with the role that is held at this moment, for a setting that is named now.
_RECEIVE = (
    f"person_id = core.person() and (kind = 'opened' and {_here_as(*SETTING_TEAM)}"
    f" or kind = 'acknowledged' and {_here_as(Role.headteacher)}) and {_named('partnership_arrangementsreceipt')}"
    " and exists (select 1 from public.partnership_arrangements a where a.id = arrangements_id"
    " and a.partnership_id = partnership_arrangementsreceipt.partnership_id)"
)
_SIGN = (
    f"signed_by_id = core.person() and (kind = 'head' and {_here_as(Role.headteacher)}"
    f" or kind = 'governor' and {_here_as(Role.governor)}) and {_named('partnership_dutysignature')}"
    " and exists (select 1 from public.partnership_dutystatement s where s.id = statement_id"
    " and s.published_at is not null and s.partnership_id = partnership_dutysignature.partnership_id)"
)

TABLES = [
    records("partnership_dutystatement", read(f"(published_at is not null and {SIGNED_IN}) or {_MINE}"), write(_MINE)),
    records("partnership_arrangementsreceipt", read(_READ_DUTIES), write(_RECEIVE, update=False)),
    records("partnership_dutysignature", read(_READ_DUTIES), write(_SIGN, update=False)),
    records("partnership_agreementacceptance", read(_OF_MINE), write(f"{FOUNDER} or {_LED}", update=False)),
    reference("partnership_partnership", write(f"{FOUNDER} or {_MINE.replace('partnership_id', 'organisation_id')}")),
    reference("partnership_partnerterm", write(f"{FOUNDER} or {_MINE}")),
    reference("partnership_arrangements", write(f"{FOUNDER} or {_MINE}")),
    reference("partnership_namingbasis", write(FOUNDER)),
    records("partnership_contactlist", read(_OFFICE), write(_OFFICE)),
    records("partnership_contactline", read(_OFFICE), write(_OFFICE)),
    reference("partnership_face", write(_OFFICE)),
    reference("partnership_naming", write(f"{FOUNDER} or {_MINE}")),
]
