"""All schools of a trust in one list, whichever partnership asks them: what is asked, what is left, with whom it is.

The trust reads its schools' returns and writes none of them: it helps through its own answers (`carrying/overlay.py`)
and a school hands sections to its own people only. Both are kept by row security.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from concordat.audits import access, counts, queries
from concordat.audits.models import AuditReturn, CarriedAnswer
from concordat.audits.vocabulary import AWAITED, ReturnState
from concordat.core.actor import Actor
from concordat.establishments import queries as establishment_queries
from concordat.establishments.queries import EstablishmentBrief

S = ReturnState
WITH = {
    S.not_started: "the safeguarding lead",
    S.in_progress: "the safeguarding lead",
    S.queried: "the safeguarding lead, who was asked something",
    S.dsl_complete: "the head, who signs",
    S.head_signed: "the chair or the board, who approve",
    S.board_signed: "the safeguarding lead, who hands it in",
    S.submitted: "the partnership, which reads it",
    S.replied: "the partnership, which reads the reply",
    S.not_returned: "nobody: it was not returned",
}


@dataclass(frozen=True)
class Line:
    """One return of one school; a school that nobody asks has a line without a return."""

    school: EstablishmentBrief
    authority: str
    audit_return: AuditReturn | None = None
    left: int = 0
    from_trust: int = 0

    @property
    def state(self) -> str:
        """Where it stands; nothing where nobody asks."""
        return self.audit_return.state if self.audit_return else ""

    @property
    def partnership(self) -> str:
        """Who asks."""
        return str(self.audit_return.cycle.partnership.organisation.name) if self.audit_return else ""

    @property
    def due_on(self) -> date | None:
        """The last day, while it is awaited."""
        return self.audit_return.due_on if self.audit_return and self.is_awaited else None

    @property
    def is_awaited(self) -> bool:
        """Whether the school still has to hand it in."""
        return self.audit_return is not None and self.state in AWAITED and self.audit_return.cycle.state == "open"

    @property
    def with_whom(self) -> str:
        """Whose turn it is. Who has a section is the setting's alone to know."""
        return WITH.get(ReturnState(self.state), "nobody: it is done") if self.audit_return is not None else ""


def lines_of(actor: Actor, trust_id: int, *, at: datetime, over: bool = False) -> list[Line]:
    """Every return of the trust's schools, of open audits or of all, and schools that nobody asks. Three queries."""
    schools = {one.id: (one, area) for one, area in establishment_queries.schools_of_trust(trust_id, at.date())}
    returns = access.own_returns(actor).filter(establishment_id__in=list(schools), cycle__pilot_of=None)
    if not over:
        returns = returns.filter(cycle__state="open")
    every = list(returns.select_related(*queries.WITH).order_by("establishment__sort_name", "cycle__closes_on", "pk"))
    carried = _from_trust(one.pk for one in every)
    asked = {one.establishment_id for one in every}
    lines = [Line(*schools[one.establishment_id], one, _left(one), carried[one.pk]) for one in every]
    return lines + [Line(one, area) for one, area in schools.values() if one.id not in asked]


def _left(one: AuditReturn) -> int:
    """Questions without an answer: of all that the form asks, while nobody has begun."""
    if ReturnState(one.state) not in AWAITED:
        return 0
    return max(0, counts.questions_asked(one) - one.answered)


def _from_trust(return_ids: Iterable[int]) -> Counter[int]:
    """Answers that came from the trust and that the school has confirmed, by return."""
    rows = CarriedAnswer.objects.filter(audit_return_id__in=list(return_ids), source_trust__isnull=False, ended_at=None)
    return Counter(dict(rows.values_list("audit_return_id").annotate(count=Count("question", distinct=True))))


@dataclass(frozen=True)
class Filters:
    """What narrows the list."""

    search: str = ""
    partnership: str = ""
    authority: str = ""
    state: str = ""

    def keeps(self, line: Line) -> bool:
        """Whether a line is shown."""
        named = f"{line.school.name} {line.school.urn or ''}".casefold()
        return (
            self.search.casefold() in named
            and self.partnership in ("", line.partnership)
            and self.authority in ("", line.authority)
            and self.state in ("", line.state)
        )


SORTS = ("school", "due", "left", "state")


def sorted_by(lines: Iterable[Line], sort: str) -> list[Line]:
    """In the order that is asked for; by school where nothing known is."""
    if sort == "due":
        return sorted(lines, key=lambda line: (line.due_on is None, line.due_on or date.max, line.school.name.lower()))
    if sort == "left":
        return sorted(lines, key=lambda line: (-line.left, line.school.name.lower()))
    if sort == "state":
        order = {str(state): place for place, state in enumerate(ReturnState)}
        return sorted(lines, key=lambda line: (order.get(line.state, -1), line.school.name.lower()))
    return sorted(lines, key=lambda line: line.school.name.lower())
