"""Row security of partnerships and naming, and the scope functions that need to know both settings and partnerships."""

from __future__ import annotations

from concordat.accounts.row_security import array
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE, SETTING_LEADERS, SETTING_TEAM, TRUST_TEAM, Role
from concordat.core.row_security import Function, read, records, reference, write

KEEPERS = (*PARTNERSHIP_OFFICE, Role.education_safeguarding_lead)
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

TABLES = [
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
