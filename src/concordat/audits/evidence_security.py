"""Who may know that there is evidence, and who may open it."""

from __future__ import annotations

from concordat.accounts.row_security import array
from concordat.accounts.vocabulary import PARTNERSHIP_OFFICE, TRUST_TEAM, Role
from concordat.audits import outside_security
from concordat.core.row_security import Action, Policy, Table, read, records

EVIDENCE_READERS_IN_PARTNERSHIP = (*PARTNERSHIP_OFFICE, Role.education_safeguarding_lead, Role.independent_scrutineer)
_CHECKER = "core.system() = 'audits.evidence_checker'"
_READ_TRUST = f"e.establishment_id = any((select core.my_establishments({array(*TRUST_TEAM)}))::bigint[])"
_OPEN_PARTNERSHIP = (
    f"e.partnership_id = any((select core.my_organisations({array(*EVIDENCE_READERS_IN_PARTNERSHIP)}))::bigint[])"
)
_SHARED = (
    f"(e.shared in ('trust', 'partnership') and {_READ_TRUST}) or (e.shared = 'partnership' and {_OPEN_PARTNERSHIP}"
    " and (e.audit_return_id in (select r.id from public.audits_auditreturn r where r.submitted_at is not null)"
    f" or e.id in ({outside_security.OFFERED})))"
)


def tables(*, known: str, answer: str, of_return: str) -> list[Table]:
    """The tables of evidence, in the words of the returns they belong to (`row_security.py`)."""
    return [
        records(
            "audits_evidence",
            read(f"({known}) or {_CHECKER}"),
            Policy(
                "add",
                Action.insert,
                check=f"added_by_id = core.person() and {answer} and {of_return}",
            ),
            Policy("change", Action.update, using=answer, check=answer),
            Policy(
                "close_again",
                Action.update,
                using=outside_security.CLOSES_AGAIN.format("=", ""),
                check=outside_security.CLOSES_AGAIN.format("<>", " and o.shared_before = audits_evidence.shared"),
            ),
        ),
        records(
            "audits_evidencecontent",
            read(
                # Whoever is not given that there is evidence does not get the evidence.
                f"{_CHECKER} or (evidence_id in (select e.id from public.audits_evidence e)"
                f" and ({answer} or evidence_id in (select e.id from public.audits_evidence e where {_SHARED})))"
            ),
            Policy(
                "add",
                Action.insert,
                check=f"{answer} and exists (select 1 from public.audits_evidence e"
                " where e.id = evidence_id and e.establishment_id = audits_evidencecontent.establishment_id"
                " and e.added_by_id = core.person())",
            ),
            Policy("change", Action.update, using=f"{answer} or {_CHECKER}", check=f"{answer} or {_CHECKER}"),
        ),
    ]
