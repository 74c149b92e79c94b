"""What keeps a way in narrow: the one return behind a signing link, and days of a return that no colleague moves."""

from __future__ import annotations

from concordat.core.row_security import Function

FUNCTIONS = [
    # `nullif` stands before the cast too: the planner tries the cast when it estimates rows, whatever `case` says.
    Function(
        "core.signing_return()",
        "bigint",
        "select case when nullif(current_setting('concordat.signing', true), '') is not null then"
        " coalesce((select l.audit_return_id from public.audits_signinglink l"
        " where l.id = nullif(current_setting('concordat.signing', true), '')::bigint and l.person_id = core.person()"
        " and l.used_at is null and l.withdrawn_at is null and l.expires_at > core.at()), 0) end",
    ),
    Function(
        "core.return_keeps(which bigint, came_in timestamptz, number text, until date)",
        "boolean",
        # As the statement found the return, so that a policy can compare what is written with it.
        "select exists (select 1 from public.audits_auditreturn r where r.id = which"
        " and r.submitted_at is not distinct from came_in and r.receipt is not distinct from number"
        " and r.extended_to is not distinct from until)",
    ),
]
