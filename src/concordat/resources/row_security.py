"""Who reads the local offer and who keeps it: the promise of `access.py`, kept by the database."""

from __future__ import annotations

from concordat.accounts.row_security import array
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE, PARTNERSHIP_TEAM, SETTING_TEAM, TRUST_TEAM, Role
from concordat.core.row_security import Function, read, records, write
from concordat.resources import initiative_security
from concordat.resources.vocabulary import AGENCY_ROLES

IN_PARTNERSHIP = (*PARTNERSHIP_TEAM, Role.analyst, Role.data_protection_officer)
IN_SETTING = (*SETTING_TEAM, *TRUST_TEAM)

_AGENCIES = f"(select core.partnerships_of_my_agencies({array(*AGENCY_ROLES)}))::bigint[]"
_READ = (
    f"partnership_id = any((select core.my_organisations({array(*IN_PARTNERSHIP)}))::bigint[])"
    f" or partnership_id = any((select core.partnerships_of_my_settings({array(*IN_SETTING)}))::bigint[])"
    f" or partnership_id = any({_AGENCIES})"
)
_KEEP = (
    f"partnership_id = any((select core.my_organisations({array(*PARTNERSHIP_OFFICE)}))::bigint[])"
    f" or (partnership_id = any({_AGENCIES})"
    f" and agency_id = any((select core.my_organisations({array(*AGENCY_ROLES)}))::bigint[]))"
)

FUNCTIONS = [
    Function(
        "core.partnerships_of_my_agencies(roles text[])",
        "bigint[]",
        "select coalesce(array_agg(distinct t.partnership_id), '{}') from public.partnership_partnerterm t"
        " where t.organisation_id = any((select core.my_organisations(roles))::bigint[])"
        " and t.from_on <= core.at()::date and (t.until_on is null or t.until_on > core.at()::date)",
    ),
]
TABLES = [records("resources_offer", read(_READ), write(_KEEP)), *initiative_security.TABLES]
