"""The tracker: who has returned what, by state, phase, type and trust. Two queries for any number of returns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from concordat.audits import access
from concordat.audits.models import AuditCycle, OutsideOffer, ReturnRequest
from concordat.audits.vocabulary import AWAITED, RETURNED, ReturnState
from concordat.core.actor import Actor


@dataclass(frozen=True)
class TrackerFilters:
    """What the list is narrowed to; empty means everything."""

    state: str = ""
    phase: str = ""
    type_group: str = ""
    trust: str = ""
    search: str = ""
    asks: bool = False
    late_on: date | None = None
    outside: bool = False


@dataclass(frozen=True)
class TrackerRow:
    """One return in the list: where it stands, never what it says."""

    return_id: int
    establishment_id: int
    name: str
    urn: str
    phase: str
    type_group: str
    trust: str
    scheme: str
    state: ReturnState
    needed: int
    answered: int
    changed_at: datetime | None
    submitted_at: datetime | None
    due_on: date
    extended_to: date | None = None
    asks: bool = False
    accepted: Mapping[str, str] = field(default_factory=dict)
    outside_waits: bool = False

    @property
    def is_exempt(self) -> bool:
        """Not asked any more, and so in no total."""
        return self.state is ReturnState.exempt

    def is_late(self, today: date) -> bool:
        """Awaited, and its own last day is over."""
        return self.state in AWAITED and today > self.due_on

    @property
    def is_returned(self) -> bool:
        """Submitted at least once."""
        return self.state in RETURNED

    def fits(self, filters: TrackerFilters) -> bool:
        """Whether the row belongs to the narrowed list."""
        wanted = filters.search.strip().lower()
        return (
            (not filters.state or self.state == filters.state)
            and (not filters.phase or self.phase == filters.phase)
            and (not filters.type_group or self.type_group == filters.type_group)
            and (not filters.trust or self.trust == filters.trust)
            and (not filters.asks or self.asks)
            and (not filters.outside or self.outside_waits)
            and (filters.late_on is None or self.is_late(filters.late_on))
            and (not wanted or wanted in self.name.lower() or wanted == self.urn)
        )


@dataclass(frozen=True)
class Tracker:
    """The rows asked for and the counts of the whole cycle; who is exempt is in no total but `exempt`."""

    rows: tuple[TrackerRow, ...]
    total: int
    returned: int
    exempt: int = 0
    by_state: dict[ReturnState, int] = field(default_factory=dict)
    by_phase: dict[str, tuple[int, int]] = field(default_factory=dict)
    by_type_group: dict[str, tuple[int, int]] = field(default_factory=dict)
    by_trust: dict[str, tuple[int, int]] = field(default_factory=dict)

    def is_overdue_on(self, today: date, closes_on: date) -> bool:
        """Whether something is still out after the last day."""
        return today > closes_on and self.returned < self.total


def tracker(actor: Actor, cycle: AuditCycle, filters: TrackerFilters | None = None) -> Tracker:
    """The tracker of a cycle: (returned, asked) for each phase, type and trust."""
    every = _rows(actor, cycle)
    narrowed = filters or TrackerFilters()
    asked = [row for row in every if not row.is_exempt]
    return Tracker(
        rows=tuple(row for row in every if row.fits(narrowed)),
        total=len(asked),
        returned=sum(row.is_returned for row in asked),
        exempt=len(every) - len(asked),
        by_state=dict(Counter(row.state for row in every)),
        by_phase=_counts(asked, "phase"),
        by_type_group=_counts(asked, "type_group"),
        by_trust=_counts(asked, "trust"),
    )


def _rows(actor: Actor, cycle: AuditCycle) -> list[TrackerRow]:
    found = (
        access.visible_returns(actor)
        .filter(cycle=cycle)
        .order_by("establishment__sort_name", "id")
        .values_list(
            "id",
            "establishment_id",
            "establishment__organisation__name",
            "establishment__urn",
            "register",
            "scheme",
            "state",
            "needed",
            "answered",
            "changed_at",
            "submitted_at",
            "extended_to",
            Exists(ReturnRequest.objects.filter(audit_return=OuterRef("pk"), decided_at=None)),
            "accepted",
            Exists(OutsideOffer.objects.filter(audit_return=OuterRef("pk"), outcome="")),
        )
    )
    return [_row(cycle.closes_on, *values) for values in found]


def _row(
    closes_on: date,
    return_id: int,
    establishment_id: int,
    name: str,
    urn: int | None,
    register: dict[str, Any],
    scheme: str,
    state: str,
    *progress: Any,
) -> TrackerRow:
    needed, answered, changed_at, submitted_at, extended_to, asks, accepted, outside_waits = progress
    return TrackerRow(
        return_id=return_id,
        establishment_id=establishment_id,
        name=name,
        urn=str(urn or ""),
        phase=register.get("phase", ""),
        type_group=register.get("type_group", ""),
        trust=register.get("trust_name", ""),
        scheme=scheme,
        state=ReturnState(state),
        needed=needed,
        answered=answered,
        changed_at=changed_at,
        submitted_at=submitted_at,
        due_on=extended_to or closes_on,
        extended_to=extended_to,
        asks=asks,
        accepted=accepted,
        outside_waits=outside_waits,
    )


def _counts(rows: list[TrackerRow], fact: str) -> dict[str, tuple[int, int]]:
    asked: Counter[str] = Counter(getattr(row, fact) or "Not known" for row in rows)
    returned: Counter[str] = Counter(getattr(row, fact) or "Not known" for row in rows if row.is_returned)
    return {name: (returned[name], asked[name]) for name in sorted(asked)}


@dataclass(frozen=True)
class CycleCounts:
    """How many returns came in and are asked for; ids of requests that wait, and of late returns of an open audit.

    `outside` are the offers of outside audits that wait for a word.
    """

    returned: int = 0
    asked: int = 0
    waiting: tuple[int, ...] = ()
    late: tuple[int, ...] = ()
    outside: tuple[int, ...] = ()


def counted(cycles: QuerySet[AuditCycle], *, today: date) -> list[tuple[AuditCycle, CycleCounts]]:
    """Cycles with their counts. One query for any number."""
    waits = ReturnRequest.objects.filter(audit_return__cycle=OuterRef("pk"), decided_at=None).order_by("pk")
    offered = OutsideOffer.objects.filter(audit_return__cycle=OuterRef("pk"), outcome="").order_by("pk")
    over = Q(returns__extended_to__lt=today) | Q(returns__extended_to=None, closes_on__lt=today)
    rows = cycles.annotate(
        returned_=Count("returns", filter=Q(returns__state__in=RETURNED)),
        asked_=Count("returns", filter=~Q(returns__state=ReturnState.exempt)),
        waiting_=ArraySubquery(waits.values("pk")),
        outside_=ArraySubquery(offered.values("pk")),
        late_=ArrayAgg(
            "returns", filter=Q(over, returns__state__in=AWAITED, state="open"), default=[], order_by="returns"
        ),
    )
    return [
        (row, CycleCounts(row.returned_, row.asked_, tuple(row.waiting_), tuple(row.late_), tuple(row.outside_)))
        for row in rows
    ]
