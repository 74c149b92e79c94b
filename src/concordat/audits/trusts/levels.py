"""Level by level: what the trust says, and what each of its schools has made of it in its return."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from concordat.audits import access, queries
from concordat.audits.models import Answer, AuditReturn, CarriedAnswer, TrustAudit
from concordat.core.actor import Actor


@dataclass(frozen=True)
class OwnAnswer:
    """A school that answered the question itself; `school` names the audit too where it is asked in two."""

    school: str
    return_id: int
    value: dict[str, Any]


@dataclass(frozen=True)
class AtSchools:
    """What the schools that are asked this question made of the trust's answer."""

    asked: int
    confirmed: int = 0
    own: tuple[OwnAnswer, ...] = ()

    @property
    def open(self) -> int:
        """Schools that have not answered yet."""
        return self.asked - self.confirmed - len(self.own)


@dataclass(frozen=True)
class Given:
    """An answer in a return of one of the schools; `confirmed`: taken over from this audit of the trust."""

    return_id: int
    question: str
    value: dict[str, Any]
    confirmed: bool


@dataclass(frozen=True)
class Reading:
    """The returns of the trust's schools that an audit of the trust can matter to, with what stands in them."""

    returns: tuple[AuditReturn, ...]
    given: tuple[Given, ...]


def read(actor: Actor, trust_audit: TrustAudit) -> Reading:
    """Returns of open audits, and those with the very form that the trust answers unless closed before it began.

    Two queries.
    """
    with_its_form = Q(form_version_id=trust_audit.form_version_id, cycle__closed_at__gte=trust_audit.made_at)
    returns = tuple(
        access.own_returns(actor)
        .filter(Q(cycle__state="open") | with_its_form)
        .filter(establishment__trust_id=trust_audit.trust_id, cycle__pilot_of=None)
        .select_related(*queries.WITH)
        .order_by("establishment__sort_name", "pk")
    )
    carried = CarriedAnswer.objects.filter(
        audit_return=OuterRef("audit_return"), question=OuterRef("question"), source_trust=trust_audit, ended_at=None
    )
    rows = (
        Answer.objects.asked()
        .filter(audit_return__in=[one.pk for one in returns])
        .exclude(value={})
        .annotate(confirmed=Exists(carried))
        .values_list("audit_return_id", "question", "value", "confirmed")
    )
    return Reading(returns, tuple(Given(*row) for row in rows))


def at_schools(reading: Reading, trust_audit: TrustAudit, codes: Iterable[str]) -> dict[str, AtSchools]:
    """By question, what schools made of it that are asked with the very form that the trust answers."""
    asked = [one for one in reading.returns if one.form_version_id == trust_audit.form_version_id]
    returns = Counter(one.establishment_id for one in asked)
    names = {one.pk: _named(one, is_alone=returns[one.establishment_id] == 1) for one in asked}
    confirmed: Counter[str] = Counter()
    own: dict[str, list[OwnAnswer]] = {}
    for given in reading.given:
        if given.return_id not in names:
            continue
        if given.confirmed:
            confirmed[given.question] += 1
        else:
            own.setdefault(given.question, []).append(OwnAnswer(names[given.return_id], given.return_id, given.value))
    return {
        code: AtSchools(len(names), confirmed[code], tuple(sorted(own.get(code, ()), key=lambda one: one.school)))
        for code in codes
    }


def _named(audit_return: AuditReturn, *, is_alone: bool) -> str:
    """The school; with the audit where the same school is asked in more than one."""
    school = audit_return.establishment.organisation.name
    return school if is_alone else f"{school}, {audit_return.cycle.title}"


@dataclass(frozen=True)
class ConfirmedIn:
    """How many answers of a return came from a trust's audit and were confirmed there."""

    return_id: int
    school: str
    audit: str
    partnership: str
    answers: int


@dataclass(frozen=True)
class Use:
    """What an audit of the trust's has saved its schools, return by return."""

    returns: tuple[ConfirmedIn, ...] = field(default=())

    @property
    def answers(self) -> int:
        """Questions that nobody at a school had to answer anew."""
        return sum(one.answers for one in self.returns)


def used(actor: Actor, trust_audit: TrustAudit) -> Use:
    """What schools have confirmed out of it, whatever form they were asked with. One query."""
    rows = (
        CarriedAnswer.objects.filter(
            source_trust=trust_audit, ended_at=None, audit_return__in=access.own_returns(actor).values("pk")
        )
        .values_list(
            "audit_return_id",
            "audit_return__establishment__organisation__name",
            "audit_return__cycle__title",
            "audit_return__cycle__partnership__organisation__name",
        )
        .annotate(answers=Count("question", distinct=True))
        .order_by("audit_return__establishment__organisation__name", "audit_return_id")
    )
    return Use(tuple(ConfirmedIn(*row) for row in rows))
