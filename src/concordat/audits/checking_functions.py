"""What the policies of checking ask of the database: what somebody rates and visits, rated and visited, and where."""

from __future__ import annotations

from concordat.accounts.row_security import array
from concordat.accounts.vocabulary import PARTNERSHIP_TEAM, TRUST_TEAM
from concordat.audits.vocabulary import WHOLE_TEAM
from concordat.core.row_security import Function

FUNCTIONS = [
    Function(
        "core.returns_i_moderate()",
        "bigint[]",
        "select coalesce(array_agg(audit_return_id), '{}') from public.audits_moderation"
        " where moderator_id = core.person() and done_at is null and withdrawn_at is null",
    ),
    Function(
        "core.returns_i_rate_unasked()",
        "bigint[]",
        "select coalesce(array_agg(audit_return_id), '{}') from public.audits_moderation"
        " where moderator_id = core.person() and done_at is null and withdrawn_at is null and round <> 'again'",
    ),
    Function(
        "core.returns_i_visit()",
        "bigint[]",
        "select coalesce(array_agg(audit_return_id), '{}') from public.audits_visit"
        " where visitor_id = core.person() and locked_at is null",
    ),
    Function(
        "core.has_interest(whose bigint, setting bigint)",
        "boolean",
        # Whatever hat is worn: a role at the setting or at its trust, now.
        "select exists (select 1 from public.accounts_roleheld h where h.person_id = whose"
        " and h.starts_at <= core.at() and (h.ends_at is null or h.ends_at > core.at())"
        " and h.organisation_id in (select setting union all select e.trust_id"
        " from public.establishments_establishment e where e.organisation_id = setting and e.trust_id is not null))",
    ),
    Function(
        "core.has_moderated(whose bigint, audit_return bigint)",
        "boolean",
        # Giving a rating to somebody else takes nothing back of what was read and rated.
        "select exists (select 1 from public.audits_moderation m where m.moderator_id = whose"
        " and m.audit_return_id = audit_return and (m.withdrawn_at is null"
        " or exists (select 1 from public.audits_moderatedrating g where g.moderation_id = m.id)))",
    ),
    Function(
        "core.has_coded(whose bigint, audit_return bigint)",
        "boolean",
        # Whoever gave the setting's notes codes, or settled them, has read what it says of itself.
        "select exists (select 1 from public.audits_codednote n where n.coder_id = whose"
        " and n.audit_return_id = audit_return) or exists (select 1 from public.audits_codingsettlement s"
        " where s.settled_by_id = whose and s.audit_return_id = audit_return)",
    ),
    Function(
        "core.has_visited(whose bigint, audit_return bigint)",
        "boolean",
        "select exists (select 1 from public.audits_visit v where v.visitor_id = whose"
        " and v.audit_return_id = audit_return)",
    ),
    Function(
        "core.stands_on(desk bigint, seen bigint, told bigint)",
        "boolean",
        # Feedback stands on what is finished and about the same return; never on the second rating.
        "select (desk is null or exists (select 1 from public.audits_moderation m where m.id = desk"
        " and m.audit_return_id = told and m.done_at is not null and m.round <> 'second'))"
        " and (seen is null or exists (select 1 from public.audits_visit v where v.id = seen"
        " and v.audit_return_id = told and v.locked_at is not null))",
    ),
    Function(
        "core.days_to_feedback(of_cycle bigint)",
        "integer",
        # The median over all settings of an audit, for those who may know of the audit; none where they are few.
        "select case when count(*) >= max(p.smallest_group)"
        " then percentile_disc(0.5) within group (order by f.days_taken) end::integer"
        " from public.audits_feedback f join public.audits_auditreturn r on r.id = f.audit_return_id"
        " join public.partnership_partnership p on p.organisation_id = r.partnership_id"
        " where r.cycle_id = of_cycle and f.number = 1 and (r.partnership_id = any(core.my_organisations("
        f"{array(*PARTNERSHIP_TEAM)})) or r.partnership_id = any(core.partnerships_of_my_settings("
        f"{array(*WHOLE_TEAM, *TRUST_TEAM)})))",
    ),
]
