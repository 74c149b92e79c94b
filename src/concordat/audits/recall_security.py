"""A return on which somebody has judged stays handed in (decision 30): the database holds it too."""

from __future__ import annotations

from concordat.core.row_security import Function

FUNCTIONS = [
    Function(
        "core.is_judged(whole_return bigint)",
        "boolean",
        "select exists (select 1 from public.audits_moderation m"
        " where m.audit_return_id = whole_return and m.done_at is not null)"
        " or exists (select 1 from public.audits_visit v where v.audit_return_id = whole_return"
        " and v.locked_at is not null)"
        " or exists (select 1 from public.audits_feedback f where f.audit_return_id = whole_return)",
    ),
]
STAYS_IN = "(submitted_at is not null or not core.is_judged(id))"
