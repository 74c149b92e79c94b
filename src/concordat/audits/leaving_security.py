"""Whoever keeps a setting's accounts learns how many sections a leaver has, without being given the sections."""

from __future__ import annotations

from concordat.accounts.row_security import ROSTER_KEEPERS, array
from concordat.audits.vocabulary import EDITABLE
from concordat.core.row_security import Function

_EDITABLE = ", ".join(f"'{state}'" for state in sorted(EDITABLE))
FUNCTIONS = [
    Function(
        "core.sections_of_leaver(whose bigint, place bigint)",
        "bigint",
        "select count(*) from public.audits_delegation d"
        f" join public.audits_auditreturn r on r.id = d.audit_return_id and r.state in ({_EDITABLE})"
        " join public.audits_auditcycle c on c.id = r.cycle_id and c.state = 'open'"
        " where d.person_id = whose and d.establishment_id = place and d.done_at is null and d.ended_at is null"
        f" and place = any(core.my_charges({array(*ROSTER_KEEPERS)}))",
    ),
]
