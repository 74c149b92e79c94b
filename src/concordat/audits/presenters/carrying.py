"""What is known already, in words: ready answers with their source, suggestions, tick lists, differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from concordat.audits.carrying.forward import LastYear
from concordat.audits.carrying.known import Known, ReadyAnswer
from concordat.audits.models import AuditReturn, CarriedAnswer, DifferenceReason
from concordat.audits.presenters.carried import in_words, provenance
from concordat.audits.presenters.returns import day, question_named
from concordat.core import clock
from concordat.lib import form_logic
from concordat.lib.crosswalk import Origin, TickList

MOST_SUGGESTIONS = 3


@dataclass(frozen=True)
class ReadyLine:
    """A ready answer with its source, before anybody has confirmed it."""

    code: str
    title: str
    answer: str
    whence: tuple[str, ...]
    why: str
    mark: str


@dataclass(frozen=True)
class ReadySection:
    """The ready answers of a section."""

    code: str
    title: str
    lines: tuple[ReadyLine, ...]


@dataclass(frozen=True)
class TickPage:
    """A tick list: which of these is not in place yet?"""

    id: str
    source: str
    question: str
    version: int
    title: str
    answer: str
    whence: str
    items: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class Difference:
    """A chosen green against something certain, with the reason that stands."""

    code: str
    title: str
    chosen: str
    against: tuple[str, ...]
    reason: str
    href: str


@dataclass(frozen=True)
class Beside:
    """What stands beside a question on a section's page."""

    code: str
    carried: tuple[str, ...] = ()
    changed: bool = False
    ready: str = ""
    disagreement: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    more: int = 0
    ticks: bool = False
    difference: Difference | None = None
    last_year: LastYear | None = None
    href: str = ""
    levels: tuple[str, ...] = ()


def ready_sections(known: Known) -> list[ReadySection]:
    """Every ready answer that nobody has confirmed, by section."""
    found = []
    for section in known.form.shown_sections:
        codes = [question.code for question in section.questions if question.code in known.to_confirm]
        lines = tuple(_ready_line(known, known.to_confirm[code]) for code in codes)
        if lines:
            found.append(ReadySection(section.code, section.title, lines))
    return found


def _ready_line(known: Known, one: ReadyAnswer) -> ReadyLine:
    whence = tuple(_whence(known, source.origin) for source in one.ready.sources)
    title, answer = question_named(one.question), in_words(one.question, one.value)
    return ReadyLine(one.question.code, title, answer, whence, one.ready.words, one.mark)


def _whence(known: Known, origin: Origin) -> str:
    standing = known.standings[int(origin.source)]
    signed = f", signed on {day(origin.signed_on)}" if origin.signed_on else ", not signed"
    said = f"{origin.question} {_label(known, origin)}"
    if standing.trust_audit_id is not None:
        by = f" by {standing.signed_name}" if standing.signed_name else ""
        return f"From your trust, {standing.partnership} ({standing.title}){signed}{by}: {said}"
    if standing.pack_id is not None:
        return f"From the pack of your return to {standing.partnership} ({standing.title}){signed}: {said}"
    return f"From your return to {standing.partnership} ({standing.title}){signed}: {said}"


def _label(known: Known, origin: Origin) -> str:
    labels = known.standings[int(origin.source)].labels
    if origin.question in labels:
        return labels[origin.question]
    form = known.forms.get(known.standings[int(origin.source)].form_version_id)
    question = form.questions.get(origin.question) if form else None
    return in_words(question, {"choice": origin.value}) if question else origin.value


def tick_pages(known: Known, *, ticked: Mapping[str, Iterable[str]] | None = None) -> list[TickPage]:
    """Every tick list that would tell more; `ticked` are those of a post that could not be kept."""
    lists = known.tick_lists(known.form.questions)
    return [_tick_page(known, one, frozenset((ticked or {}).get(f"{one.source}-{one.question}", ()))) for one in lists]


def _tick_page(known: Known, one: TickList, ticked: frozenset[str]) -> TickPage:
    standing = known.standings[int(one.source)]
    given = standing.given[one.question]
    form = known.forms.get(standing.form_version_id)
    question = form.questions.get(one.question) if form else None
    statements = known.bank.by_id
    items = tuple((code, statements[code].statement or code, code in ticked) for code in one.expectations)
    signed = f", signed on {day(clock.day_of(standing.signed_at))}" if standing.signed_at else ""
    return TickPage(
        id=f"ticks-{one.source}-{one.question}",
        source=one.source,
        question=one.question,
        version=given.version,
        title=question_named(question) if question else one.question,
        answer=in_words(question, given.value) if question else "",
        whence=f"Your return to {standing.partnership} ({standing.title}){signed}",
        items=items,
    )


def differences(audit_return: AuditReturn, known: Known, reasons: Mapping[str, DifferenceReason]) -> list[Difference]:
    """Chosen greens that something certain says otherwise about, those without a reason first."""
    found = [
        _difference(audit_return, known, code, reasons.get(code))
        for code, offer in known.offers.items()
        if offer.contradiction is not None and code in known.relevant
    ]
    return sorted(found, key=lambda one: bool(one.reason))


def _difference(audit_return: AuditReturn, known: Known, code: str, reason: DifferenceReason | None) -> Difference:
    contradiction, question = known.offers[code].contradiction, known.form.questions[code]
    assert contradiction is not None
    holds = reason is not None and reason.value == contradiction.chosen
    return Difference(
        code=code,
        title=question_named(question),
        chosen=in_words(question, {"choice": contradiction.chosen}),
        against=tuple(one.words for one in contradiction.statements),
        reason=reason.reason if reason is not None and holds else "",
        href=reverse("audits:known", args=[audit_return.pk]) + f"#why-{code}",
    )


def beside(
    audit_return: AuditReturn,
    codes: Iterable[str],
    *,
    carried: Mapping[str, list[CarriedAnswer]],
    known: Known | None,
    reasons: Mapping[str, DifferenceReason],
    before: Mapping[str, LastYear],
    levels: Mapping[str, tuple[str, ...]],
) -> dict[str, Beside]:
    """What stands beside each question of a section; nothing where nothing is known."""
    differ = {one.code: one for one in differences(audit_return, known, reasons)} if known else {}
    found = {}
    for code in codes:
        one = Beside(
            code=code,
            carried=tuple(provenance(row) for row in carried.get(code, ())),
            changed=known is not None and code in known.changed,
            last_year=before.get(code),
            difference=differ.get(code),
            levels=levels.get(code, ()),
            **(_open(audit_return, known, code) if known else {}),
        )
        if one != Beside(code=code):
            found[code] = one
    return found


def _open(audit_return: AuditReturn, known: Known, code: str) -> dict[str, Any]:
    """What is known of a question that nobody has answered yet."""
    here = reverse("audits:known", args=[audit_return.pk])
    if code in known.to_confirm:
        line = _ready_line(known, known.to_confirm[code])
        return {"ready": f"{line.answer}. {line.why}", "href": f"{here}#ready-{code}"}
    every, sides = known.suggestions(code), known.disagreement(code)
    if not every and not sides:
        return {}
    return {
        "disagreement": tuple(one.words for one in sides),
        "suggestions": tuple(one.words for one in every[:MOST_SUGGESTIONS]),
        "more": max(0, len(every) - MOST_SUGGESTIONS),
        "ticks": any(one.tick_list for one in every),
        "href": f"{here}#ticks",
    }


def sources(known: Known, audit_return: AuditReturn) -> list[str]:
    """The returns that ready answers come from, each once, with how many."""
    counted: dict[int, int] = {}
    for one in known.to_confirm.values():
        for source in {int(each.origin.source) for each in one.ready.sources}:
            counted[source] = counted.get(source, 0) + 1
    return [f"{known.standings[source].name}: {count}" for source, count in counted.items()]


def changed(audit_return: AuditReturn, known: Known) -> list[dict[str, str]]:
    """Carried answers whose source says something else by now."""
    return [
        {
            "title": question_named(known.form.questions[code]),
            "whence": " ".join(provenance(row) for row in known.carried[code]),
            "href": _section_href(audit_return, known.form, code),
        }
        for code in known.form.questions
        if code in known.changed
    ]


def gaps(audit_return: AuditReturn, known: Known) -> list[dict[str, Any]]:
    """By section, how many questions are left for the setting once it has confirmed what is ready."""
    left = set(known.gaps)
    found = []
    for section in known.form.shown_sections:
        count = sum(question.code in left for question in section.questions)
        if count:
            href = reverse("audits:section", args=[audit_return.pk, section.code])
            found.append({"title": section.title, "count": count, "href": href})
    return found


def suggested(audit_return: AuditReturn, known: Known) -> list[dict[str, Any]]:
    """Questions that nobody has answered and of which some answer says a part, with the way there."""
    return [
        {
            "title": question_named(known.form.questions[code]),
            "count": len(known.suggestions(code)) + len(known.disagreement(code)),
            "href": _section_href(audit_return, known.form, code),
        }
        for code in known.form.questions
        if code not in known.to_confirm and (known.suggestions(code) or known.disagreement(code))
    ]


def _section_href(audit_return: AuditReturn, form: form_logic.Form, code: str) -> str:
    section = next(one for one in form.shown_sections if one.question(code) is not None)
    return reverse("audits:section", args=[audit_return.pk, section.code]) + f"#{code}"
