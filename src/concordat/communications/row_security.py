"""Who gives and gets rows of communications: the promise of `access.py`, kept by the database."""

from __future__ import annotations

from concordat.accounts.row_security import array
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE
from concordat.core.row_security import Function, Table, read, records, write

POSTMAN = "communications.postman"
_OFFICE = f"partnership_id = any((select core.my_organisations({array(*PARTNERSHIP_OFFICE)}))::bigint[])"
_POSTMAN = f"core.system() = '{POSTMAN}'"
_IN_AREA = f"establishment_id = any((select core.settings_of_my_partnerships({array(*PARTNERSHIP_OFFICE)}))::bigint[])"
_OF_DRAFT = (
    "exists (select 1 from public.communications_message m where m.id = communications_messageline.message_id"
    " and m.partnership_id = communications_messageline.partnership_id and m.sent_at is null)"
)

FUNCTIONS: list[Function] = []
TABLES: list[Table] = [
    records("communications_message", read(f"{_OFFICE} or {_POSTMAN}"), write(_OFFICE)),
    records(
        "communications_messageline",
        read(f"{_OFFICE} or {_POSTMAN}"),
        write(f"{_OFFICE} and {_IN_AREA} and {_OF_DRAFT}", update=False),
    ),
]
