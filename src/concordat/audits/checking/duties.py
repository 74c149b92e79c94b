"""What checking asks of one person now, in one query: row security and the conditions below decide what counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from concordat.accounts.vocabulary import SETTING_LEADERS, Role
from concordat.audits.checking_row_security import CHECKERS
from concordat.core.actor import Actor

_RETURN = "join audits_auditreturn r on r.id = {0}.audit_return_id"
_NAME = f"{_RETURN} join accounts_organisation o on o.id = r.establishment_id"

ASKED = f"""
select 'rate', r.cycle_id, count(*), null::date, '' from audits_moderation m {_RETURN.format("m")}
 where m.moderator_id = %(me)s and m.done_at is null and m.withdrawn_at is null group by r.cycle_id
union all
select 'visit', v.id, 1, v.visit_on, o.name from audits_visit v {_NAME.format("v")}
 where v.visitor_id = %(me)s and v.locked_at is null
union all
select 'represented', p.audit_return_id, 1, null, o.name from audits_representation p {_NAME.format("p")}
 where p.partnership_id = any(%(office)s) and p.decided_at is null
union all
select 'release', r.cycle_id, count(*), null, '' from audits_moderation m {_RETURN.format("m")}
 where m.partnership_id = any(%(office)s) and m.round = 'first' and m.done_at is not null
 and not exists (select 1 from audits_feedback f where f.audit_return_id = m.audit_return_id) group by r.cycle_id
union all
select 'actions', a.audit_return_id, count(*), null, o.name from audits_plannedaction a {_NAME.format("a")}
 where a.establishment_id = any(%(settings)s) and a.state = 'proposed' group by a.audit_return_id, o.name
"""


@dataclass(frozen=True)
class Asked:
    """One thing: what, of which return, visit or audit, how many, by when, at which setting."""

    kind: str
    about_id: int
    count: int
    due: date | None
    setting: str


def asked_of(actor: Actor) -> list[Asked]:
    """Ratings, visits, representations, feedback and actions that wait for this person. One query."""
    if actor.person_id is None:
        return []
    leads = (*SETTING_LEADERS, Role.deputy_dsl)
    given: dict[str, Any] = {
        "me": actor.person_id,
        "office": sorted(actor.organisations(*CHECKERS)),
        "settings": sorted(actor.organisations(*leads)),
    }
    with connection.cursor() as cursor:
        cursor.execute(ASKED, given)
        return [Asked(*row) for row in cursor.fetchall()]
