"""Outside audits on the pages: the list that is accepted, what a return has been offered, what is decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from concordat.audits import outside, outside_rules, queries
from concordat.audits.models import AuditReturn, Evidence, OutsideAudit, OutsideOffer
from concordat.audits.outside_rules import OUTCOME_NAMES, Outcome
from concordat.audits.presenters.returns import day
from concordat.audits.presenters.states import StateTag
from concordat.audits.vocabulary import EVIDENCE_NAMES, EvidenceKind
from concordat.core import clock
from concordat.lib.form_logic import Form
from concordat.partnership.queries import PartnershipBody

CSV_HEADER = ("Audit", "Whose", "Form", "Sections", "From", "Until", "Why", "State", "Why it ended", "Partnership")
COLOURS = {"": "yellow", Outcome.accepted: "green", Outcome.declined: "red", Outcome.withdrawn: "grey"}
WHOLE = "The whole form"


@dataclass(frozen=True)
class Entry:
    """One audit on the list."""

    name: str
    whose: str
    form: str
    sections: str
    window: str
    reason: str
    partnership: str
    tag: StateTag
    ended: str = ""
    end_href: str = ""


def entry(one: OutsideAudit, titles: dict[str, str], *, on: date, may_end: bool) -> Entry:
    """An audit of the list in words."""
    current = outside_rules.is_current(
        from_on=one.from_on, until_on=one.until_on, ended=one.ended_at is not None, on=on
    )
    waits = one.ended_at is None and one.from_on > on
    state = StateTag("Accepted", "green") if current else StateTag("Not yet" if waits else "Ended", "grey")
    until = f" until {day(one.until_on)}" if one.until_on else ""
    return Entry(
        name=one.name,
        whose=one.whose,
        form=titles.get(one.form_code, one.form_code),
        sections=", ".join(one.sections) if one.sections else WHOLE,
        window=f"From {day(one.from_on)}{until}",
        reason=one.reason,
        partnership=one.partnership.organisation.name,
        tag=state,
        ended=f"Ended on {day(clock.day_of(one.ended_at))}: {one.end_reason}" if one.ended_at else "",
        end_href=reverse("audits:end_outside", args=[one.pk]) if may_end and one.ended_at is None else "",
    )


def to_name(titles: Mapping[str, str], homes: Sequence[PartnershipBody]) -> list[dict[str, str]]:
    """Where an audit is put on a list: one link a form, and for whoever keeps several lists one for each."""
    return [
        {
            "text": f"{title} ({home.name})" if len(homes) > 1 else title,
            "href": reverse("audits:name_outside", args=[home.id, code]),
        }
        for home in homes
        for code, title in sorted(titles.items(), key=lambda item: item[1])
    ]


def csv_rows(found: Iterable[OutsideAudit], titles: dict[str, str], *, on: date) -> Iterator[tuple[object, ...]]:
    """The list as a file."""
    for one in found:
        said = entry(one, titles, on=on, may_end=False)
        until = one.until_on.isoformat() if one.until_on else ""
        about = (said.name, said.whose, said.form, said.sections, one.from_on.isoformat(), until, said.reason)
        yield (*about, said.tag.text, one.end_reason, said.partnership)


@dataclass(frozen=True)
class Offered:
    """One offer with what became of it."""

    name: str
    lines: tuple[str, ...]
    tag: StateTag
    evidence: str
    evidence_href: str
    take_back_href: str = ""
    decide_href: str = ""
    undo_href: str = ""


def offered(
    one: OutsideOffer, form: Form, *, may_offer: bool, may_decide: bool, is_open: bool, known: Collection[UUID]
) -> Offered:
    """An offer in words; links for those who may take the step."""
    lines = [f"Offered by {one.offered_name} on {_day(one.offered_at)} for {named(form, one.offered)}."]
    if one.note:
        lines.append(one.note)
    if one.outcome == Outcome.accepted:
        lines.append(f"Accepted for {named(form, one.sections)}. {_who(one)}: {one.reason}")
    elif one.outcome:
        lines.append(f"{OUTCOME_NAMES[one.outcome]}. {_who(one)}{': ' if one.reason else ''}{one.reason}")
    if one.undone_at is not None:
        lines.append(f"Asked after all since {_day(one.undone_at)}: {one.undo_reason}")
    waits, args = one.outcome == "" and is_open, [one.pk]
    stands = one.outcome == Outcome.accepted and one.undone_at is None and is_open
    state = (
        StateTag("Asked after all", "grey")
        if one.undone_at
        else StateTag(OUTCOME_NAMES[one.outcome], COLOURS[one.outcome])
    )
    return Offered(
        name=one.named,
        lines=tuple(lines),
        tag=state,
        evidence=one.shown,
        evidence_href=reverse("audits:one_evidence", args=[one.evidence_id]) if one.evidence_id in known else "",
        take_back_href=reverse("audits:take_back_outside", args=args) if waits and may_offer else "",
        decide_href=reverse("audits:decide_outside", args=args) if waits and may_decide else "",
        undo_href=reverse("audits:undo_outside", args=args) if stands and may_decide else "",
    )


def named(form: Form, codes: Sequence[str]) -> str:
    """Sections by code and title."""
    titles = {section.code: section.title for section in form.sections}
    return "; ".join(f"{code} {titles.get(code, '')}".strip() for code in codes)


def _who(one: OutsideOffer) -> str:
    assert one.decided_at is not None
    return f"{one.decided_name}, {_day(one.decided_at)}"


def _day(at: Any) -> str:
    return day(clock.day_of(at))


def section_choices(audit_return: AuditReturn, audits: Iterable[OutsideAudit]) -> list[tuple[str, str]]:
    """Sections that one of these audits may stand for and that are still asked."""
    form = queries.form_of(audit_return)
    wanted = {section.code for one in audits for section in outside.coverable(form, one.sections)}
    return [
        (section.code, f"{section.code} {section.title}")
        for section in form.sections
        if section.code in wanted and not audit_return.accepted.keys() & set(outside.questions_of(section))
    ]


def audit_choices(audits: Iterable[OutsideAudit]) -> list[tuple[str, str]]:
    """The audits to choose from, each with what it may stand for."""
    return [
        (str(one.pk), f"{one.name} ({one.whose}), for {', '.join(one.sections) if one.sections else 'the whole form'}")
        for one in audits
    ]


def evidence_choices(found: Iterable[Evidence]) -> list[tuple[str, str]]:
    """Evidence of the return to choose from."""
    return [(str(one.pk), f"{one.title} ({EVIDENCE_NAMES[EvidenceKind(one.kind)].lower()})") for one in found]
