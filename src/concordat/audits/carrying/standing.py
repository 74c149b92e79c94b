"""Every answer that a setting has given, whoever asked: what its returns may say about each other.

A source is another return of the same setting that the actor may read, of whatever partnership; what came before
it by the register's links is read too, as another body's answers, which nothing is made ready from. What its trust has
signed stands beside them (`overlay.py`), and the packs that it brought in (`packed.py`). Row security decides which
rows there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from concordat.audits import access
from concordat.audits.carrying.given import Given, Standing
from concordat.audits.carrying.overlay import given_by_trust, rows_of_trust, standing_of_trust
from concordat.audits.carrying.packed import is_pack, rows_of_packs, standings_of_packs
from concordat.audits.models import Answer, AuditReturn, CarriedAnswer, DifferenceReason, SignOff, TickedAnswer
from concordat.audits.vocabulary import SignatureKind
from concordat.core import clock
from concordat.core.actor import Actor
from concordat.establishments import queries as establishment_queries
from concordat.lib import crosswalk
from concordat.lib.crosswalk import NotOnScale, TickProblem
from concordat.questionnaires import tags

WHOLE, BEFORE = "whole", "the setting that came before"
BOARD = (SignatureKind.chair, SignatureKind.board_minute)
COLUMNS = (
    "audit_return_id",
    "question",
    "value",
    "version",
    "answered_at",
    "head",
    "board",
    "carried",
    "ticked",
    "establishment_id",
    "partnership_id",
    "audit_return__form_version_id",
    "audit_return__cycle__title",
    "audit_return__cycle__year",
    "audit_return__cycle__opens_on",
    "audit_return__cycle__partnership__organisation__name",
)


def answers_at(actor: Actor, audit_return: AuditReturn) -> dict[int, Standing]:
    """The setting's returns in which something was answered, by id, this one included. One query."""
    setting = audit_return.establishment
    more = [rows_of_packs(actor, setting.pk)]
    if setting.trust_id is not None:
        more.append(rows_of_trust(actor, setting.pk))
    found = _gathered(_rows(_readable(actor, setting.pk, Q(pk=audit_return.pk))).union(*more, all=True))
    return {number: one for number, one in found.items() if one.may_fill(audit_return.partnership_id)}


def answers_of_setting(actor: Actor, establishment_id: int) -> dict[int, Standing]:
    """The same for a setting, with every pack, whichever partnership takes it. One query."""
    rows = _rows(_readable(actor, establishment_id))
    more = (rows_of_trust(actor, establishment_id), rows_of_packs(actor, establishment_id))
    return _gathered(rows.union(*more, all=True))


def _readable(actor: Actor, establishment_id: int, this: Q | None = None) -> QuerySet[Any]:
    """Pilots are tried and never signed: none is a source, though one may be filled in."""
    no_pilot = Q(cycle__pilot_of=None)
    visible = access.visible_returns(actor).filter(no_pilot | this if this is not None else no_pilot)
    own = visible.filter(establishment_id=establishment_id).values("pk")
    earlier = visible.filter(establishment_id__in=establishment_queries.earlier_of(establishment_id)).values("pk")
    return own.union(earlier)  # each part by its own index


def _rows(returns: QuerySet[Any]) -> QuerySet[Any, Any]:
    signed = SignOff.objects.filter(audit_return=OuterRef("audit_return"), withdrawn_at=None)
    here = {"audit_return": OuterRef("audit_return"), "question": OuterRef("question")}
    ticked = TickedAnswer.objects.filter(**here, answer_version=OuterRef("version"))
    found: QuerySet[Any, Any] = (
        Answer.objects.asked()
        .filter(audit_return__in=returns)
        .annotate(
            head=Subquery(signed.filter(kind=SignatureKind.head).values("signed_at")[:1]),
            board=Subquery(signed.filter(kind__in=BOARD).values("signed_at")[:1]),
            carried=Exists(CarriedAnswer.objects.filter(**here, ended_at=None)),
            ticked=Subquery(ticked.values("not_in_place")[:1]),
        )
        .values(*COLUMNS)
    )
    return found


def _gathered(rows: Iterable[Mapping[str, Any]]) -> dict[int, Standing]:
    found: dict[int, Standing] = {}
    packs = []
    for row in rows:
        return_id = row["audit_return_id"]
        if is_pack(row):
            packs.append(row)
            continue
        if return_id < 0:
            standing = found.get(return_id) or found.setdefault(return_id, standing_of_trust(row))
            standing.given[row["question"]] = given_by_trust(row, standing)
            continue
        standing = found.get(return_id) or found.setdefault(return_id, _standing(row))
        ticked = None if row["ticked"] is None else frozenset(row["ticked"])
        standing.given[row["question"]] = Given(
            row["value"], row["version"], row["answered_at"], row["carried"], ticked
        )
    return found | standings_of_packs(packs)


def _standing(row: Mapping[str, Any]) -> Standing:
    return Standing(
        return_id=row["audit_return_id"],
        form_version_id=row["audit_return__form_version_id"],
        establishment_id=row["establishment_id"],
        partnership_id=row["partnership_id"],
        partnership=row["audit_return__cycle__partnership__organisation__name"],
        title=f"{row['audit_return__cycle__title']}, {row['audit_return__cycle__year']}",
        opens_on=row["audit_return__cycle__opens_on"],
        signed_at=row["head"],
        board_signed_at=row["board"],
    )


def sources_of(
    standings: Iterable[Standing], *, establishment_id: int, forms: Mapping[int, crosswalk.Form]
) -> list[crosswalk.Source]:
    """Each return as the crosswalk takes it, for one establishment; answers off their question's scale are left out."""
    return [
        crosswalk.Source(
            id=str(one.return_id),
            form=form,
            about=frozenset({str(establishment_id)}),
            scope=WHOLE if one.establishment_id == establishment_id else BEFORE,
            answers=tuple(_answers(one, form)),
            signed_on=clock.day_of(one.signed_at) if one.signed_at else None,
            board_signed_on=clock.day_of(one.board_signed_at) if one.board_signed_at else None,
            whose="Your trust's" if one.trust_audit_id else "Your",
            overlay=bool(one.trust_audit_id),
            sealed=one.pack_id is not None,
        )
        for one in standings
        if (form := one.packed or forms.get(one.form_version_id)) is not None
    ]


def _answers(standing: Standing, form: crosswalk.Form) -> Iterable[crosswalk.Answer]:
    for code, given in standing.given.items():
        question = form.by_id.get(code)
        value = given.value.get("choice") if question is not None else None
        if question is None or not isinstance(value, str) or not _on_scale(question, value):
            continue
        yield crosswalk.Answer(
            question=code,
            value=value,
            not_in_place=_ticks(question, value, given.ticked),
            carried=given.carried,
            changed=standing.signed_at is not None and given.answered_at > standing.signed_at,
        )


def _on_scale(question: crosswalk.Question, value: str) -> bool:
    if question.scale is None:
        return True
    try:
        question.scale.colour_of(value)
    except NotOnScale:
        return False
    return True


def _ticks(question: crosswalk.Question, value: str, ticked: frozenset[str] | None) -> frozenset[str] | None:
    """Ticks that do not fit the tags as they are now say nothing."""
    if ticked is None or question.scale is None:
        return None
    try:
        crosswalk.require_ticks(question, question.scale.colour_of(value), ticked)
    except TickProblem:
        return None
    return ticked


def versions_in(standings: Iterable[Standing]) -> set[int]:
    """The versions that returns and trusts answer; a pack brings the form that it answers along."""
    return {one.form_version_id for one in standings if one.packed is None}


def forms_of(version_ids: Iterable[int]) -> dict[int, crosswalk.Form]:
    """The tagged forms of these versions."""
    return tags.forms_for(version_ids)


def carried_of(audit_return: AuditReturn) -> dict[str, list[CarriedAnswer]]:
    """What is carried in a return, by question, each with its sources. One query."""
    found: dict[str, list[CarriedAnswer]] = {}
    for one in CarriedAnswer.objects.filter(audit_return=audit_return, ended_at=None).order_by("pk"):
        found.setdefault(one.question, []).append(one)
    return found


def differences_of(audit_return: AuditReturn) -> dict[str, DifferenceReason]:
    """Why answers differ from signed ones elsewhere, by question. One query."""
    return {one.question: one for one in DifferenceReason.objects.filter(audit_return=audit_return)}
