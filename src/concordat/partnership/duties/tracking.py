"""How far each named setting has come: opened, acknowledged, signed by head and governor, out of date, not reached."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery, Value

from concordat.accounts import queries as account_queries
from concordat.core.actor import Actor
from concordat.core.models import Mail
from concordat.core.problems import NotFound
from concordat.establishments import queries as establishment_queries
from concordat.establishments.queries import EstablishmentBrief
from concordat.partnership import access, rules
from concordat.partnership.duties import template
from concordat.partnership.models import Arrangements, DutySignature, DutyStatement, Naming
from concordat.partnership.rules import Steps
from concordat.partnership.vocabulary import ReceiptKind, SignerKind, Standing


@dataclass(frozen=True)
class InForce:
    """The arrangements of a partnership on a day, and the statement of duties for them where it is published."""

    arrangements: Arrangements | None = None
    statement: DutyStatement | None = None

    @property
    def since(self) -> date | None:
        """From when settings could sign; from when they could acknowledge where there is no statement."""
        if self.statement is not None and self.statement.published_at is not None:
            return self.statement.published_at.date()
        return self.arrangements.published_on if self.arrangements else None


def in_force(partnership_id: int, day: date) -> InForce:
    """What binds the settings of a partnership on a day. One query where duties are published, else two."""
    return in_force_of([partnership_id], day).get(partnership_id, InForce())


def in_force_of(partnership_ids: Iterable[int], day: date) -> dict[int, InForce]:
    """The same for several partnerships."""
    wanted = list(partnership_ids)
    every = Arrangements.objects.filter(published_on__lte=day)
    latest = every.filter(partnership=OuterRef("partnership")).order_by("-published_on", "-pk").values("pk")[:1]
    said = DutyStatement.objects.filter(
        partnership_id__in=wanted, published_at__isnull=False, arrangements=Subquery(latest)
    )
    rows = said.select_related("arrangements").order_by("number")
    found = {row.partnership_id: InForce(row.arrangements, row) for row in rows}
    left = [pk for pk in wanted if pk not in found]
    if left:
        without = every.filter(partnership_id__in=left).order_by("published_on", "pk")
        found |= {row.partnership_id: InForce(row) for row in without}
    return found


def draft_of(actor: Actor, partnership_id: int) -> DutyStatement | None:
    """The statement that is being written, for those who write it."""
    found = access.visible_statements(actor).filter(partnership_id=partnership_id, published_at=None)
    return found.select_related("arrangements", "changed_by").first()


def last_published(partnership_id: int) -> DutyStatement | None:
    """The newest published statement, whatever arrangements it is for."""
    found = DutyStatement.objects.filter(partnership_id=partnership_id, published_at__isnull=False)
    return found.order_by("-number").first()


def statements_of(actor: Actor, partnership_id: int) -> list[DutyStatement]:
    """Published statements, the newest first."""
    found = access.visible_statements(actor).filter(partnership_id=partnership_id, published_at__isnull=False)
    return list(found.select_related("arrangements", "published_by").order_by("-number"))


def statement(actor: Actor, partnership_id: int, statement_id: int) -> DutyStatement:
    """One statement that the actor may see; raises `NotFound`."""
    found = access.visible_statements(actor).filter(partnership_id=partnership_id, pk=statement_id)
    one = found.select_related("arrangements", "published_by").first()
    if one is None:
        raise NotFound
    return one


def text_of(said: DutyStatement, type_code: str) -> str:
    """The very words that a setting of this type reads and signs."""
    return rules.text_for(said.texts, template.kind_names(), template.kind_of(type_code))


def signatures_under(statement_id: int, establishment_id: int) -> dict[SignerKind, DutySignature]:
    """Who signed a setting's duties under a statement, as far as row security lets it be seen."""
    found = DutySignature.objects.filter(statement_id=statement_id, establishment_id=establishment_id)
    return {SignerKind(row.kind): row for row in found}


def namings_on(day: date) -> QuerySet[Naming]:
    """Namings in force on a day, of settings that are open then: nobody acts at one that has closed."""
    is_open = Q(establishment__organisation__closed_on=None) | Q(establishment__organisation__closed_on__gt=day)
    return Naming.objects.filter(is_open, Q(ended_on__isnull=True) | Q(ended_on__gt=day), named_on__lte=day)


def with_settings(namings: QuerySet[Naming]) -> QuerySet[Naming]:
    """The same with all that a row says of the setting, by its name."""
    related = ("arrangements", "basis", "establishment__organisation", "establishment__trust__organisation")
    return namings.select_related(*related).order_by("establishment__sort_name", "establishment_id")


def namings_of(establishment_id: int, day: date) -> list[Naming]:
    """The namings of a setting on a day, the latest first: several partnerships may name it."""
    found = with_settings(namings_on(day)).select_related("partnership__organisation")
    return list(found.filter(establishment_id=establishment_id).order_by("-named_on", "-pk"))


def naming_of(establishment_id: int, day: date, *, own: Collection[int] = ()) -> Naming | None:
    """One of them: by a partnership of one's `own` where there is such a one, else the latest."""
    found = namings_of(establishment_id, day)
    return next((naming for naming in found if naming.partnership_id in own), found[0] if found else None)


@dataclass(frozen=True)
class Done:
    """One step: who took it and when."""

    name: str
    at: datetime


@dataclass(frozen=True)
class DutyRow:
    """A named setting and how far it has come."""

    brief: EstablishmentBrief
    partnership_id: int
    since: date
    version: str
    basis: str
    opened: Done | None = None
    acknowledged: Done | None = None
    signed: Mapping[SignerKind, Done] = field(default_factory=dict)
    earlier: bool = False
    came_back: bool = False
    has_head: bool = True
    has_governor: bool = True

    @property
    def standing(self) -> Standing:
        """The one word for it."""
        steps = Steps(
            self.opened is not None,
            self.acknowledged is not None,
            frozenset(self.signed),
            self.earlier,
            self.came_back,
        )
        return rules.standing(steps)

    @property
    def out_of_date(self) -> bool:
        """Signed under an earlier statement, and not by both under the one in force."""
        return self.earlier and self.standing is not Standing.signed

    @property
    def not_reached(self) -> bool:
        """Not opened, and a letter to one of its people came back."""
        return self.opened is None and self.came_back


def rows_of(
    actor: Actor, namings: Iterable[Naming], found: Mapping[int, InForce], *, with_letters: bool = False
) -> list[DutyRow]:
    """The settings of these namings, read `with_settings`. One query for any number, three with letters."""
    every = list(namings)
    ids = [naming.establishment_id for naming in every]
    steps = _steps(actor, ids, found)
    reached = _reached(ids) if with_letters else None
    return [
        _row(naming, steps.get((naming.establishment_id, naming.partnership_id), _Steps()), reached) for naming in every
    ]


def _row(naming: Naming, steps: _Steps, reached: _Reached | None) -> DutyRow:
    setting = naming.establishment_id
    return DutyRow(
        establishment_queries.brief_of(naming.establishment),
        naming.partnership_id,
        naming.named_on,
        naming.arrangements.version,
        naming.basis.title,
        opened=steps.received.get(ReceiptKind.opened),
        acknowledged=steps.received.get(ReceiptKind.acknowledged),
        signed=steps.signed,
        earlier=steps.earlier,
        came_back=reached is not None and setting in reached.came_back,
        has_head=reached is None or setting in reached.heads,
        has_governor=reached is None or setting in reached.governors,
    )


def named_rows(actor: Actor, partnership_id: int, day: date, *, with_letters: bool) -> tuple[InForce, list[DutyRow]]:
    """Every setting that a partnership names on a day, by name. Five queries for any number."""
    found = in_force(partnership_id, day)
    namings = with_settings(namings_on(day).filter(partnership_id=partnership_id))
    return found, rows_of(actor, namings, {partnership_id: found}, with_letters=with_letters)


@dataclass
class _Steps:
    """What a setting has done: receipts and signatures of what is in force, and whether one is earlier."""

    received: dict[ReceiptKind, Done] = field(default_factory=dict)
    signed: dict[SignerKind, Done] = field(default_factory=dict)
    earlier: bool = False


def _steps(actor: Actor, settings: Iterable[int], found: Mapping[int, InForce]) -> dict[tuple[int, int], _Steps]:
    """The steps taken, by setting and partnership, as the actor may see them. One query."""
    ids = list(settings)
    arrangements = [one.arrangements.pk for one in found.values() if one.arrangements]
    current = {one.statement.pk for one in found.values() if one.statement}
    receipts = access.visible_receipts(actor).filter(establishment_id__in=ids, arrangements_id__in=arrangements)
    signatures = access.visible_signatures(actor).filter(establishment_id__in=ids, partnership_id__in=list(found))
    nothing = Value(None, output_field=BigIntegerField())
    of = ("establishment_id", "partnership_id", "kind")
    rows = receipts.annotate(under=nothing).values_list(*of, "person_name", "at", "under")
    signed = signatures.values_list(*of, "signed_name", "signed_at", "statement_id")
    kept: dict[tuple[int, int], _Steps] = {}
    for setting, partnership, kind, name, at, under in rows.union(signed, all=True):
        steps = kept.setdefault((setting, partnership), _Steps())
        if under is None:
            steps.received[ReceiptKind(kind)] = Done(name, at)
        elif under in current:
            steps.signed[SignerKind(kind)] = Done(name, at)
        else:
            steps.earlier = True
    return kept


@dataclass(frozen=True)
class _Reached:
    heads: frozenset[int] = frozenset()
    governors: frozenset[int] = frozenset()
    came_back: frozenset[int] = frozenset()


def _reached(settings: Iterable[int]) -> _Reached:
    """Where somebody is head or governor now, and where the last letter to somebody came back. Two queries.

    Letters to people who have left do not count; an invitation that came back does.
    """
    ids = list(settings)
    holders = account_queries.holders_at_each(ids)
    last: dict[tuple[int, str], tuple[str, str]] = {}
    letters = Mail.objects.filter(organisation_id__in=ids).order_by("began_at", "pk")
    for place, address, about, state in letters.values_list("organisation_id", "address", "about", "state"):
        last[(place or 0, address.lower())] = (about, state)
    here = {(place, holder.email.lower()) for place, found in holders.items() for holder in found}
    return _Reached(
        heads=frozenset(place for place, found in holders.items() if any(one.role == "headteacher" for one in found)),
        governors=frozenset(place for place, found in holders.items() if any(one.role == "governor" for one in found)),
        came_back=frozenset(
            place
            for (place, address), (about, state) in last.items()
            if state == Mail.State.bounced and ((place, address) in here or about == "accounts.invitation")
        ),
    )


@dataclass(frozen=True)
class Letter:
    """A letter that went to somebody at a setting: what about, when, and whether it arrived."""

    about: str
    at: datetime
    state: str


def letters_to(establishment_id: int, *, limit: int = 50) -> list[Letter]:
    """Letters to the people of a setting, the latest first, for those who keep its contacts. One query."""
    found = Mail.objects.filter(organisation_id=establishment_id).order_by("-began_at", "-pk")
    return [Letter(*values) for values in found.values_list("about", "began_at", "state")[:limit]]


def signatures_of(actor: Actor, partnership_id: int) -> list[DutySignature]:
    """Every signature there ever was under a partnership's statements, the latest first. One query."""
    found = access.visible_signatures(actor).filter(partnership_id=partnership_id)
    return list(
        found.select_related("statement__arrangements", "establishment__organisation").order_by("-signed_at", "-pk")
    )
