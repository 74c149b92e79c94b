"""Row security of the register: public facts, written by the import; posts by the setting's own leaders."""

from __future__ import annotations

from concordat.accounts.row_security import BUILDER, REGISTER, ROSTER_KEEPERS, ROSTER_READERS, array
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE, Role
from concordat.core.row_security import Function, read, records, reference, write

OFFICE = f"cardinality((select core.my_organisations({array(*PARTNERSHIP_OFFICE)}))) > 0"
_IN_MY_AREA = f"local_authority_id = any((select core.my_areas({array(*PARTNERSHIP_OFFICE)}))::bigint[])"
_CHARGE = f"establishment_id = any((select core.my_charges({array(*ROSTER_KEEPERS)}))::bigint[])"
_ROSTER = f"establishment_id = any((select core.my_roster({array(*ROSTER_READERS)}))::bigint[])"
_BUSINESS_MANAGER = (
    f"establishment_id = any((select core.my_establishments({array(Role.school_business_manager)}))::bigint[])"
)

FUNCTIONS = [
    Function(
        "core.my_establishments(roles text[])",
        "bigint[]",
        "with mine as (select e.organisation_id as id from public.establishments_establishment e"
        " where e.organisation_id = any((select core.my_organisations(roles))::bigint[])"
        " or e.trust_id = any((select core.my_organisations(roles))::bigint[])),"
        # Whoever leads a setting also reads what the local setting left that was merged into it. Few bodies have a
        # successor: these are looked up first, and their kind after, lest every setting is read each time.
        " followed as materialized (select o.id, o.kind from public.accounts_organisation o"
        " where o.successor_id = any(array(select id from mine)))"
        " select coalesce(array_agg(id), '{}') from (select id from mine union"
        " select id from followed where kind = 'establishment') every_one",
    ),
    Function(
        "core.my_areas(roles text[])",
        "bigint[]",
        "select coalesce(array_agg(t.organisation_id), '{}') from public.partnership_partnerterm t"
        " where t.partnership_id = any((select core.my_organisations(roles))::bigint[])"
        " and t.from_on <= core.at()::date and (t.until_on is null or t.until_on > core.at()::date)",
    ),
]

TABLES = [
    reference("establishments_trust", write(REGISTER)),
    reference("establishments_establishment", write(f"{REGISTER} or (local_id is not null and {_IN_MY_AREA})")),
    reference("establishments_establishmentlink", write(f"{REGISTER} or {OFFICE}")),
    reference("establishments_outsidelink", write(REGISTER, delete=True)),
    reference("establishments_localauthority", write(REGISTER)),
    reference("establishments_authoritysuccession", write(REGISTER)),
    reference("establishments_registerimport", write(REGISTER)),
    reference("establishments_registerchange", write(REGISTER)),
    reference("establishments_schooldates", write(f"{BUILDER} or {_IN_MY_AREA}", update=False, delete=True)),
    reference(
        "establishments_settingdates",
        write(f"{BUILDER} or {_CHARGE} or {_BUSINESS_MANAGER}", update=False, delete=True),
    ),
    records(
        "establishments_staffpost",
        read(f"core.system() is not null or person_id = core.person() or {_ROSTER}"),
        write(f"{BUILDER} or {_CHARGE}"),
    ),
    records(
        "establishments_absence",
        read(f"core.system() is not null or person_id = core.person() or {_ROSTER}"),
        write(f"{BUILDER} or person_id = core.person() or {_CHARGE}"),
    ),
]
