"""Who may see and write which audits of others a partnership accepts, and what settings offer of them.

The list is for everybody whom it concerns: the partnership's team and the people of its settings and their trusts.
An offer is the setting's until it is decided, and only the partnership's office decides.
"""

from __future__ import annotations

from collections.abc import Callable

from concordat.accounts.row_security import array
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE, PARTNERSHIP_TEAM, SETTING_TEAM, TRUST_TEAM, Role
from concordat.audits.checking_row_security import NOT_VISITING
from concordat.audits.vocabulary import WHOLE_TEAM
from concordat.core.row_security import Action, Function, Policy, Table, read, records

_SETTING = f"establishment_id = any((select core.my_establishments({array(*WHOLE_TEAM, *TRUST_TEAM)}))::bigint[])"
_PARTNERSHIP = f"partnership_id = any((select core.my_organisations({array(*PARTNERSHIP_TEAM)}))::bigint[])"
_THEIRS = (
    f"partnership_id = any((select core.partnerships_of_my_settings({array(*SETTING_TEAM, *TRUST_TEAM)}))::bigint[])"
)
_KEEPERS = (*PARTNERSHIP_OFFICE, Role.education_safeguarding_lead)
_KEEP = f"partnership_id = any((select core.my_organisations({array(*_KEEPERS)}))::bigint[])"
OFFERERS = (Role.dsl, Role.deputy_dsl, Role.headteacher, Role.trust_safeguarding_lead)
_OFFER = f"establishment_id = any((select core.my_establishments({array(*OFFERERS)}))::bigint[])"
# Evidence that an outside audit rests on is the office's to open from the day it is offered, until it is declined.
OFFERED = "select o.evidence_id from public.audits_outsideoffer o where o.outcome in ('', 'accepted')"
# Whoever ends an offer shares what it opened as it was before; a trigger lets nothing else of evidence change.
CLOSES_AGAIN = (
    f"shared {{0}} 'partnership' and withdrawn_at is null and ({_KEEP} or {_OFFER})"
    " and exists (select 1 from public.audits_outsideoffer o where o.evidence_id = audits_evidence.id"
    " and o.outcome in ('', 'accepted') and o.undone_at is null and o.shared_before <> ''{1})"
)

FUNCTIONS = [
    # The policy of evidence reads offers, so that of offers does not read evidence itself.
    Function(
        "core.is_evidence_of(evidence uuid, audit_return bigint)",
        "boolean",
        "select exists (select 1 from public.audits_evidence e where e.id = evidence"
        " and e.audit_return_id = audit_return and e.withdrawn_at is null)",
    ),
]


def tables(*, system: str, one: str, of_return: Callable[..., str], editable: str) -> list[Table]:
    """The two tables, in the words of the returns they belong to (`row_security.py`)."""
    about = of_return(
        "audits_outsideoffer",
        more=f" and r.partnership_id = audits_outsideoffer.partnership_id and r.state in ({editable})",
    )
    return [
        records(
            "audits_outsideaudit",
            read(f"{_PARTNERSHIP} or {system} or {_THEIRS}"),
            Policy("name", Action.insert, check=f"named_by_id = core.person() and ended_at is null and {_KEEP}"),
            Policy(
                "end", Action.update, using=f"ended_at is null and {_KEEP}", check=f"ended_at is not null and {_KEEP}"
            ),
        ),
        records(
            "audits_outsideoffer",
            # What a setting says of itself in a note is not for whoever is about to visit it.
            read(f"({_SETTING} or ({_PARTNERSHIP} and {NOT_VISITING}) or {system}) and {one}"),
            Policy(
                "offer",
                Action.insert,
                check=f"offered_by_id = core.person() and outcome = '' and {_OFFER} and {about}"
                " and exists (select 1 from public.audits_outsideaudit a where a.id = outside_audit_id"
                " and a.partnership_id = audits_outsideoffer.partnership_id and a.ended_at is null)"
                " and core.is_evidence_of(evidence_id, audit_return_id)",
            ),
            Policy(
                "take_back",
                Action.update,
                using=f"outcome = '' and {_OFFER}",
                check=f"outcome = 'withdrawn' and decided_by_id = core.person() and {_OFFER}",
            ),
            Policy(
                "decide",
                Action.update,
                using=f"outcome in ('', 'accepted') and {_KEEP}",
                check=f"outcome in ('accepted', 'declined') and core.person() in (decided_by_id, undone_by_id)"
                f" and {_KEEP}",
            ),
        ),
    ]
