"""Who gives and gets rows of joining: the promise of `access.py`, kept by the database."""

from __future__ import annotations

from concordat.accounts.row_security import FRONT_DESK, ROSTER_KEEPERS, array
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE
from concordat.core.row_security import Function, Table, read, records, write

_OFFICE = f"partnership_id = any((select core.my_organisations({array(*PARTNERSHIP_OFFICE)}))::bigint[])"
_KEEP = f"establishment_id = any((select core.my_charges({array(*ROSTER_KEEPERS)}))::bigint[])"
_PLACE = f"organisation_id = any((select core.my_charges({array(*ROSTER_KEEPERS)}))::bigint[])"
_AREA = f"establishment_id = any((select core.settings_of_my_partnerships({array(*PARTNERSHIP_OFFICE)}))::bigint[])"
_PLACE = f"organisation_id = any((select core.my_charges({array(*ROSTER_KEEPERS)}))::bigint[])"
_DOORKEEPER = "core.system() = 'accounts.doorkeeper'"
_CLEANER = "core.system() = 'joining.cleaner'"

FUNCTIONS: list[Function] = []
TABLES: list[Table] = [
    records("joining_letterrun", read(f"core.system() is not null or {_OFFICE}"), write(_OFFICE)),
    records(
        "joining_claimcode",
        read(f"core.system() is not null or {_OFFICE}"),
        write(f"{_OFFICE} or {FRONT_DESK}"),
    ),
    records(
        "joining_joinrequest",
        read(f"core.system() is not null or (proved_at is not null and {_KEEP})"),
        write(FRONT_DESK, name="desk"),
        write(f"proved_at is not null and {_KEEP}", insert=False, name="keep"),
        write(_CLEANER, insert=False, update=False, delete=True, name="clean"),
    ),
    records("joining_handover", read(f"core.system() is not null or {_PLACE}"), write(_PLACE)),
    records("joining_callback", read(f"core.system() is not null or {_AREA}"), write(_AREA)),
    records(
        "joining_signinreset",
        read(f"core.system() is not null or {_PLACE}"),
        write(f"{_PLACE} and opened_by_id = core.person() and decided_at is null", update=False, name="open"),
        write(_PLACE, insert=False, name="decide"),
        write(_DOORKEEPER, insert=False, name="carry_out"),
    ),
]
