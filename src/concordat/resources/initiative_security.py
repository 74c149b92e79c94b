"""Who reads and keeps initiatives, and who says that a setting takes part; the database's side of their `access.py`.

Everybody of the area reads what there is. Who takes part is read by the setting, its trust and the partnership: never
by another setting.
"""

from __future__ import annotations

from concordat.accounts.row_security import array
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE, PARTNERSHIP_TEAM, SETTING_TEAM, TRUST_TEAM, Role
from concordat.core.row_security import Action, Policy, Table, read, records, write

TAKERS = (Role.headteacher, Role.dsl, Role.deputy_dsl)
INITIATIVE_KEEPERS = (*PARTNERSHIP_OFFICE, Role.education_safeguarding_lead)
INITIATIVE_READERS = (*PARTNERSHIP_TEAM, Role.analyst)
IN_SETTINGS = (*SETTING_TEAM, *TRUST_TEAM)

_READ = f"partnership_id = any((select core.my_organisations({array(*INITIATIVE_READERS)}))::bigint[])"
_KEEP = f"partnership_id = any((select core.my_organisations({array(*INITIATIVE_KEEPERS)}))::bigint[])"
_HERE = f"partnership_id = any((select core.partnerships_of_my_settings({array(*IN_SETTINGS)}))::bigint[])"
_OWN = f"establishment_id = any((select core.my_establishments({array(*IN_SETTINGS)}))::bigint[])"
_TAKE = (
    f"(establishment_id = any((select core.my_organisations({array(*TAKERS)}))::bigint[])"
    f" and partnership_id = any((select core.partnerships_of_my_settings({array(*TAKERS)}))::bigint[]))"
    f" or ({_KEEP} and establishment_id = any((select core.settings_of_my_partnerships("
    f"{array(*INITIATIVE_KEEPERS)}))::bigint[]))"
)
_SAY = (
    f"noted_by_id = core.person() and ({_TAKE}) and exists (select 1 from public.resources_initiative i"
    " where i.id = initiative_id and i.partnership_id = resources_takeup.partnership_id)"
)

TABLES: list[Table] = [
    records("resources_initiative", read(f"{_READ} or {_HERE}"), write(_KEEP)),
    records(
        "resources_takeup",
        read(f"{_READ} or {_OWN}"),
        Policy("say", Action.insert, check=_SAY),
        Policy("say_anew", Action.update, using=_TAKE, check=_SAY),
    ),
]
