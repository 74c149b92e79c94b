"""What there is on a return beside its answers: asked once, so that a page fetches only what exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from concordat.audits import access, queries
from concordat.audits.models import (
    AuditReturn,
    OfferedAnswer,
    PastFact,
    ReturnDecision,
    ReturnQuery,
    ReturnRequest,
    SignOff,
)
from concordat.core.actor import Actor


@dataclass(frozen=True)
class Beside:
    """How much there is; what a page shows of it is fetched when it is there."""

    audit_return: AuditReturn
    evidence: int
    offers: int
    has_signatures: bool
    has_questions: bool
    has_past: bool
    has_decisions: bool

    def signatures(self) -> list[SignOff]:
        """Signatures that stand."""
        return queries.sign_offs_of(self.audit_return) if self.has_signatures else []

    def questions(self) -> list[ReturnQuery]:
        """Questions of the partnership."""
        return queries.queries_of(self.audit_return) if self.has_questions else []

    def past_facts(self) -> list[PastFact]:
        """What last year's sheet said."""
        return queries.past_facts(self.audit_return) if self.has_past else []


def beside_of(actor: Actor, audit_return: AuditReturn) -> Beside:
    """Count and look, in one query."""
    here = {"audit_return": OuterRef("pk")}
    past = {"establishment_id": OuterRef("establishment_id"), "partnership_id": OuterRef("partnership_id")}
    evidence = access.visible_evidence(actor).filter(withdrawn_at=None, **here)
    found = (
        AuditReturn.objects.filter(pk=audit_return.pk)
        .values_list(
            _counted(evidence),
            _counted(OfferedAnswer.objects.filter(settled_at=None, **here)),
            Exists(SignOff.objects.filter(withdrawn_at=None, **here)),
            Exists(ReturnQuery.objects.filter(**here)),
            Exists(PastFact.objects.filter(**past)),
            Exists(ReturnRequest.objects.filter(**here)),
            Exists(ReturnDecision.objects.filter(**here)),
        )
        .get()
    )
    evidence, offers, signatures, questions, past_facts, asked, decided = found
    return Beside(audit_return, evidence, offers, signatures, questions, past_facts, asked or decided)


def _counted(rows: QuerySet[Any, Any]) -> Coalesce:
    """How many rows there are, within another query."""
    counted = rows.order_by().values("audit_return").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
