"""What is asked of heads and governors now, and of those who publish duties: one query each, for first pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from concordat.accounts.vocabulary import PARTNERSHIP_TEAM
from concordat.core.actor import Actor
from concordat.partnership import queries
from concordat.partnership.duties.tracking import namings_on
from concordat.partnership.models import (
    Arrangements,
    ArrangementsReceipt,
    DutySignature,
    DutyStatement,
    Naming,
    Partnership,
)
from concordat.partnership.vocabulary import ReceiptKind, SignerKind


@dataclass(frozen=True)
class Asked:
    """A named setting of somebody who signs there, with what is done under the arrangements in force."""

    establishment_id: int
    partnership_id: int
    name: str
    arrangements_id: int
    version: str
    published_on: date
    statement_id: int | None
    statement_at: datetime | None
    acknowledged: bool
    signed: frozenset[SignerKind]
    earlier: bool

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> Asked:
        """From a row of `asked_of`."""
        setting, partnership, name, now, version, on, said, said_at, acknowledged, head, governor, ever = row
        given = ((SignerKind.head, head), (SignerKind.governor, governor))
        signed = frozenset(kind for kind, is_signed in given if is_signed)
        earlier = ever and not signed
        return cls(setting, partnership, name, now, version, on, said, said_at, acknowledged, signed, earlier)

    @property
    def since(self) -> date:
        """From when it is asked."""
        return self.statement_at.date() if self.statement_at else self.published_on


def asked_of(places: Iterable[int], day: date) -> QuerySet[Naming, Any]:
    """What is asked of the head and governor of these settings, where they are named: rows for `Asked.of`."""
    latest = Arrangements.objects.filter(partnership=OuterRef("partnership"), published_on__lte=day)
    latest = latest.order_by("-published_on", "-pk")
    under = DutyStatement.objects.filter(arrangements=OuterRef("now"), published_at__isnull=False).order_by("-number")
    here = {"establishment": OuterRef("establishment")}
    given = DutySignature.objects.filter(**here)
    known = ArrangementsReceipt.objects.filter(**here, arrangements=OuterRef("now"), kind=ReceiptKind.acknowledged)
    found = (
        namings_on(day)
        .filter(establishment_id__in=list(places))
        .annotate(
            now=Subquery(latest.values("pk")[:1]),
            now_version=Subquery(latest.values("version")[:1]),
            now_on=Subquery(latest.values("published_on")[:1]),
            said=Subquery(under.values("pk")[:1]),
            said_at=Subquery(under.values("published_at")[:1]),
            acknowledged=Exists(known),
            head=Exists(given.filter(statement=OuterRef("said"), kind=SignerKind.head)),
            governor=Exists(given.filter(statement=OuterRef("said"), kind=SignerKind.governor)),
            ever=Exists(given.filter(partnership=OuterRef("partnership"))),
        )
        .filter(now__isnull=False)
        .order_by("establishment__sort_name", "establishment_id")
    )
    names = (
        "partnership_id",
        "establishment__organisation__name",
        "now",
        "now_version",
        "now_on",
        "said",
        "said_at",
        "acknowledged",
    )
    return found.values_list("establishment_id", *names, "head", "governor", "ever")


@dataclass(frozen=True)
class Kept:
    """A partnership of the actor's team, and the arrangements in force whose duties are not published, if so."""

    partnership: Partnership
    arrangements_id: int | None
    version: str
    not_named: int
    newest: int | None


def partnerships_kept(actor: Actor, day: date) -> list[Kept]:
    """Partnerships where the actor holds a role, by name, with what waits there. One query; none for settings."""
    places = actor.organisations(*PARTNERSHIP_TEAM)
    if not places:
        return []
    latest = Arrangements.objects.filter(partnership=OuterRef("pk"), published_on__lte=day)
    latest = latest.order_by("-published_on", "-pk")
    said = DutyStatement.objects.filter(arrangements=OuterRef("now"), published_at__isnull=False)
    found = Partnership.objects.filter(pk__in=places).annotate(
        now=Subquery(latest.values("pk")[:1]),
        now_version=Subquery(latest.values("version")[:1]),
        has=Exists(said),
        waiting=queries.not_named(OuterRef(OuterRef("pk")), day),
        newest=queries.newest_not_named(OuterRef(OuterRef("pk")), day),
    )
    return [
        Kept(one, None if one.has else one.now, one.now_version or "", one.waiting or 0, one.newest)
        for one in found.select_related("organisation").order_by("organisation__name")
    ]
