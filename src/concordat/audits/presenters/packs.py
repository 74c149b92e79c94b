"""Packs on the pages: what is in one, what it would fill, what was brought in, whose are taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from concordat.audits.carrying.filling import Filled
from concordat.audits.models import AnswerPack, AuditReturn, PackIssuer
from concordat.audits.packs.bank import known_here
from concordat.audits.packs.making import why_not
from concordat.audits.presenters.returns import day, question_named
from concordat.audits.presenters.states import StateTag
from concordat.core import clock
from concordat.lib import answer_packs
from concordat.lib.crosswalk import Bank

CSV_HEADER = ("Installation", "Fingerprint", "Agreed on", "Ended on", "Why it ended", "Partnership")
BOARD = {"chair": "by the chair of governors", "board_minute": "by a minute of the board"}


@dataclass(frozen=True)
class Fill:
    """What a pack makes ready in one open return."""

    title: str
    href: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """A pack that was brought in."""

    title: str
    issuer: str
    kept: str
    signed: str
    tag: StateTag
    withdraw_href: str = ""


@dataclass(frozen=True)
class Issuer:
    """An installation whose packs are, or were, taken."""

    name: str
    fingerprint: str
    agreed: str
    partnership: str
    tag: StateTag
    ended: str = ""
    end_href: str = ""


def facts(pack: answer_packs.Pack, issuer: str, bank: Bank) -> list[tuple[str, str]]:
    """What is in a pack, line by line."""
    answers = pack.answers.values()
    known = known_here(pack.expectations, bank)
    carried, changed = sum(one.carried for one in answers), sum(one.changed for one in answers)
    shared = sum(bool(set(one.expectations) & known) for one in answers)
    lines = [
        ("Signed by", f"{issuer}: the signature is checked and holds"),
        ("Your return there", f"{pack.audit}, to {pack.partnership}"),
        ("Form", f"{pack.form.title}, version {pack.form.version}"),
        ("Guidance", "; ".join(pack.form.editions) or f"As it was on {day(pack.form.guidance_on)}"),
        ("The head signed", day(pack.signed.head_on)),
        ("The board approved", _board(pack.signed)),
        ("Submitted", day(pack.submitted_on)),
        ("Pack made", day(clock.day_of(pack.made_at))),
        ("Answers", f"{len(pack.answers)}, of which {shared} are about something that is known here too"),
    ]
    if carried:
        lines.append(("Left aside", f"{_counted(carried)} came from another return there: they go no further"))
    if changed:
        lines.append(("Changed after signing", f"{_counted(changed)}: never ready"))
    return lines


def _board(signed: answer_packs.Signed) -> str:
    if signed.board_on is None:
        return "Not yet: nothing that guidance says “must” of is ready"
    return f"{day(signed.board_on)}, {BOARD[signed.board_by or 'chair']}"


def _counted(number: int) -> str:
    return "1 answer" if number == 1 else f"{number} answers"


def fills(found: Iterable[Filled]) -> list[Fill]:
    """What a pack would make ready, return by return."""
    return [
        Fill(
            f"{one.audit_return.cycle.title}, {one.audit_return.cycle.year}",
            reverse("audits:known", args=[one.audit_return.pk]),
            tuple(question_named(each.question) for each in one.ready),
        )
        for one in found
    ]


def rows(found: Iterable[AnswerPack], *, may_bring: bool) -> list[Row]:
    """What was brought in, with what became of it."""
    return [_row(one, may_bring=may_bring) for one in found]


def _row(one: AnswerPack, *, may_bring: bool) -> Row:
    said, signed = one.content, one.content["signed"]["head_on"]
    ends = one.ended_at is None and may_bring
    return Row(
        title=f"{said['audit']}, to {said['partnership']}",
        issuer=one.issuer.name,
        kept=f"Brought in by {one.kept_name} on {day(clock.day_of(one.kept_at))}",
        signed=f"Signed there on {day(date.fromisoformat(signed))}",
        tag=_state(one),
        withdraw_href=reverse("audits:withdraw_pack", args=[one.pk]) if ends else "",
    )


def _state(one: AnswerPack) -> StateTag:
    if one.replaced:
        return StateTag("A newer one came", "grey")
    if one.ended_at is not None:
        return StateTag("Taken out", "grey")
    if one.issuer.ended_at is not None:
        return StateTag("Not taken any more", "red")
    return StateTag("In use", "green")


def issuers(found: Iterable[PackIssuer], *, may_end: Any) -> list[Issuer]:
    """Whose packs are taken, and whose were."""
    return [
        Issuer(
            name=one.name,
            fingerprint=answer_packs.keys.spoken(one.fingerprint),
            agreed=f"Agreed on {day(clock.day_of(one.agreed_at))}",
            partnership=one.partnership.organisation.name,
            tag=StateTag("Ended", "grey") if one.ended_at else StateTag("Taken", "green"),
            ended=f"Ended on {day(clock.day_of(one.ended_at))}: {one.end_reason}" if one.ended_at else "",
            end_href=reverse("audits:end_issuer", args=[one.pk]) if one.ended_at is None and may_end(one) else "",
        )
        for one in found
    ]


def issuer_rows(found: Iterable[PackIssuer]) -> Iterator[tuple[object, ...]]:
    """The same as a file."""
    for one in found:
        yield (
            one.name,
            answer_packs.keys.spoken(one.fingerprint),
            clock.day_of(one.agreed_at).isoformat(),
            clock.day_of(one.ended_at).isoformat() if one.ended_at else "",
            one.end_reason,
            one.partnership.organisation.name,
        )


def taking(audit_return: AuditReturn) -> dict[str, str]:
    """Whether a pack can be made of a return now, and how its file is called."""
    return {"why_not": why_not(audit_return), "name": file_name(audit_return)}


def file_name(audit_return: AuditReturn) -> str:
    """By number and receipt, never by a name."""
    return f"answer-pack-{audit_return.establishment.urn or audit_return.pk}-{audit_return.receipt or 'x'}.json"
