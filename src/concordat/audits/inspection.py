"""The inspection pack of a setting: one ZIP with an index, in formats that everybody can open (N-08)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from concordat.audits import archives, governors, queries
from concordat.audits.checking import agreed
from concordat.audits.checking_rules import ACTION_NAMES, RATING_NAMES, ActionState, Rating
from concordat.audits.models import AuditReturn
from concordat.audits.presenters.papers import moment
from concordat.audits.presenters.returns import KINDS
from concordat.audits.vocabulary import STATE_NAMES, ReturnState, SignatureKind
from concordat.core import clock, csv_files
from concordat.core.actor import Actor
from concordat.core.documents.archive import Archive, Tell
from concordat.core.takeaway import Paper
from concordat.establishments import queries as establishment_queries

MOST_RETURNS, MOST_REPORTS = 3, 3
NOTES = (
    "What Concordat holds for this setting that an inspector may ask for. Files are PDF (PDF/UA) and CSV. Ratings are"
    " the setting's own. Evidence is listed by title; the setting shows it.",
)
RETURNS = ("Audit", "Year", "State", "Submitted", "Receipt", "Partnership")
SIGNATURES = ("Audit", "Year", "Who signed", "As", "When", "Meeting", "Minute", "Statement")
AGREED = ("Audit", "Year", "About question", "Rated", "Action", "Who", "By when", "State", "What the setting says")
PLAN = ("Audit", "Year", "Action", "About question", "Who", "By when", "Day has passed")
POSTS = ("Post", "Name", "Held from", "Last trained", "Cover", "Mailbox")
EVIDENCE = ("Audit", "Year", "Question", "Title", "Kind", "Dated", "Look again by", "Added by", "Added on")


def fill(actor: Actor, establishment_id: int, path: Path, tell: Tell) -> None:
    """Write the pack to a path, as the person who asked."""
    setting = governors.setting_for(actor, establishment_id)
    title = f"Inspection pack: {setting.organisation.name}"
    made = list(_papers(actor, establishment_id))
    with Archive(path, title=title, notes=NOTES, as_of=clock.now(), tell=tell) as archive:
        for number, paper in enumerate(made):
            tell(paper.what, number, len(made))
            archive.add(paper.path, paper.make(), what=paper.what)


def _papers(actor: Actor, establishment_id: int) -> Iterator[Paper]:
    found = archives.returns_at(actor, establishment_id)[:MOST_RETURNS]
    yield _sheet("returns", "The last audits and where they stand", RETURNS, map(_return, found))
    yield _sheet("signatures", "Who signed which return under which words", SIGNATURES, _signatures(found))
    yield _sheet("action-plan", "The action plans, with the days that have passed", PLAN, _plan(found))
    yield _sheet("actions-after-feedback", "What followed the partnership's feedback", AGREED, _agreed(actor, found))
    yield _sheet("posts-and-training", "Safeguarding posts and training", POSTS, _posts(establishment_id))
    yield _sheet("evidence-index", "What evidence there is, by title", EVIDENCE, _evidence(actor, found))
    for one in found:
        yield from archives.papers_of_return(one)
    setting = governors.setting_for(actor, establishment_id)
    for term in governors.terms_of(setting, today=clock.today())[:MOST_REPORTS]:
        report = partial(governors.report_of, actor, establishment_id, term.code)
        path = f"papers/governors-report-{term.code}.pdf"
        yield Paper(path, f"Report to governors: {term.name}", partial(archives.as_pdf, report))


def _sheet(name: str, what: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Paper:
    return Paper(f"{name}.csv", what, lambda: csv_files.text(header, rows).encode())


def _named(one: AuditReturn) -> tuple[str, str]:
    return one.cycle.title, one.cycle.year


def _return(one: AuditReturn) -> tuple[object, ...]:
    submitted = moment(one.submitted_at) if one.submitted_at else ""
    state = STATE_NAMES[ReturnState(one.state)]
    return (*_named(one), state, submitted, one.receipt, one.cycle.partnership.organisation.name)


def _signatures(found: Iterable[AuditReturn]) -> Iterator[tuple[object, ...]]:
    for one in found:
        for signed in queries.sign_offs_of(one):
            kind = KINDS[SignatureKind(signed.kind)]
            when, meeting = moment(signed.signed_at), signed.meeting_on
            yield (*_named(one), signed.signed_name, kind, when, meeting, signed.minute_number, signed.statement)


def _plan(found: Iterable[AuditReturn]) -> Iterator[tuple[object, ...]]:
    today = clock.today()
    for one in found:
        for line in governors.plan_of(one):
            passed = "" if line.by_when is None else "yes" if line.by_when < today else "no"
            yield (*_named(one), line.what, line.question, line.who, line.by_when, passed)


def _agreed(actor: Actor, found: Iterable[AuditReturn]) -> Iterator[tuple[object, ...]]:
    for one in agreed.actions_of(actor, found):
        rating, state = RATING_NAMES[Rating(one.rating)], ACTION_NAMES[ActionState(one.state)]
        about = (*_named(one.audit_return), one.question, rating)
        yield (*about, one.what, one.who, one.by_when, state, one.said)


def _posts(establishment_id: int) -> Iterator[tuple[object, ...]]:
    for one in establishment_queries.posts_at(establishment_id, clock.today()):
        name = one.person.name if one.person else ""
        yield (type(one).Post(one.post).label, name, one.held_from, one.trained_on, one.cover, one.mailbox)


def _evidence(actor: Actor, found: Iterable[AuditReturn]) -> Iterator[tuple[object, ...]]:
    for one in found:
        for kept in queries.evidence_of(actor, one):
            dates = (kept.dated_on, kept.review_by, kept.added_name, moment(kept.added_at))
            yield (*_named(one), kept.question, kept.title, kept.kind, *dates)
