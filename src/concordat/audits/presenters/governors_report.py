"""The termly report to a setting's governors: what is held, in bands, for the board to discuss and minute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from concordat.audits.analysis.bands import band
from concordat.audits.presenters.returns import day
from concordat.core import letterheads
from concordat.core.clock import ENGLAND
from concordat.core.documents.paper import Facts, Heading, Paper, Paragraph, Piece, Table
from concordat.establishments.terms import Term

UNSIGNED = (
    "Nobody has signed this report. It is drawn from what is held in Concordat, for the board to question and to"
    " minute. Numbers stand in bands, so that no child can be known by one."
)


@dataclass(frozen=True)
class AuditLine:
    """One audit of the setting as it stands."""

    title: str
    state: str
    due: date
    submitted: date | None
    answered: int
    needed: int


@dataclass(frozen=True)
class PlanLine:
    """One action of the plan."""

    what: str
    who: str
    by_when: date | None
    question: str = ""


@dataclass(frozen=True)
class AgreedLine:
    """One action that followed the partnership's feedback."""

    what: str
    about: str
    state: str
    who: str
    by_when: date | None
    said: str
    is_over: bool


@dataclass(frozen=True)
class PostLine:
    """One safeguarding post."""

    post: str
    name: str
    trained_on: date | None
    cover: str


@dataclass(frozen=True)
class Report:
    """Everything that the report says of one setting in one term."""

    setting: str
    partnership_id: int | None
    term: Term
    on: date
    audits: Sequence[AuditLine]
    plan_of: str
    plan: Sequence[PlanLine]
    not_met: Sequence[str]
    incidents: Sequence[tuple[str, str]]
    posts: Sequence[PostLine]
    gaps: Sequence[str]
    training_due: Sequence[tuple[str, date]]
    evidence_due: Sequence[tuple[str, date]] = ()  # titles with the day to look again
    agreed: Sequence[AgreedLine] = ()


def governors_report(report: Report) -> Paper:
    """The report as a paper."""
    term = report.term
    days = f"{day(term.from_on)} to {day(term.until_on)}"
    return Paper(
        title=f"Safeguarding report to governors: {report.setting}",
        subtitle=f"{term.name}\n{days}" + ("" if term.is_published else " (usual dates: none are published)"),
        author=report.setting,
        as_of=datetime.combine(report.on, time(), tzinfo=ENGLAND),
        footer=f"{report.setting}, {term.name}: drawn on {day(report.on)}, signed by nobody",
        head=letterheads.of(report.partnership_id),
        pieces=list(_pieces(report)),
    )


def _pieces(report: Report) -> Iterator[Piece]:
    yield Paragraph(f"{UNSIGNED} As it stood on {day(report.on)}.")
    yield from _audits(report)
    yield from _plan(report)
    yield from _agreed(report)
    yield from _incidents(report)
    yield from _people(report)
    yield from _evidence(report)
    yield from _coming(report)


def _audits(report: Report) -> Iterator[Piece]:
    yield Heading("The safeguarding audit")
    if not report.audits:
        yield Paragraph("No partnership has asked this setting for an audit yet.")
        return
    yield Facts(
        [
            (
                one.title,
                [
                    one.state,
                    f"Submitted {day(one.submitted)}" if one.submitted else f"Due by {day(one.due)}",
                    f"{one.answered} of {one.needed} questions answered" if one.needed else "Nothing answered yet",
                ],
            )
            for one in report.audits
        ]
    )


def _plan(report: Report) -> Iterator[Piece]:
    yield Heading("The action plan")
    if not report.plan:
        yield Paragraph("No action is written down.")
    else:
        passed = [one for one in report.plan if one.by_when is not None and one.by_when < report.on]
        yield Paragraph(f"From {report.plan_of}. Ask what became of each action whose day has passed.")
        rows = [
            ("Actions", band(len(report.plan))),
            ("Their day has passed", band(len(passed))),
            ("Without a day", band(sum(one.by_when is None for one in report.plan))),
            ("Without an owner", band(sum(not one.who for one in report.plan))),
        ]
        yield Table(f"The plan on {day(report.on)}, in bands", ("Actions", "How many"), rows)
        yield Facts([(one.what, [_when(one)]) for one in report.plan])
    if report.not_met:
        yield Heading("Marked red or amber", 2)
        yield Paragraph("\n".join(report.not_met))


def _agreed(report: Report) -> Iterator[Piece]:
    """What the setting takes on, or drops and why: its governors read it."""
    if not report.agreed:
        return
    yield Heading("Actions after the partnership's feedback")
    standing = [one for one in report.agreed if not one.is_over]
    passed = [one for one in standing if one.by_when is not None and one.by_when < report.on]
    rows = [
        ("Not done yet", band(len(standing))),
        ("Their day has passed", band(len(passed))),
        ("Done or dropped", band(len(report.agreed) - len(standing))),
    ]
    yield Table(f"These actions on {day(report.on)}, in bands", ("Actions", "How many"), rows)
    yield Facts([(f"{one.what} ({one.about})", _stands(one)) for one in report.agreed])


def _stands(one: AgreedLine) -> list[str]:
    by = f"by {day(one.by_when)}" if one.by_when else ""
    return [one.state, *filter(None, [", ".join(filter(None, [one.who, by])), one.said])]


def _when(one: PlanLine) -> str:
    by = f"by {day(one.by_when)}" if one.by_when else "no day given"
    return f"{one.who or 'Nobody named'}, {by}"


def _incidents(report: Report) -> Iterator[Piece]:
    yield Heading("Incidents, in bands")
    if not report.incidents:
        yield Paragraph("The last submitted return gives no bands.")
        return
    yield Paragraph("From the last submitted return. More reports can mean more trust; this is not a score.")
    yield Table("Incidents in the year before the return, in bands", ("Incidents", "How many"), list(report.incidents))


def _people(report: Report) -> Iterator[Piece]:
    yield Heading("Safeguarding posts, training and cover")
    if report.posts:
        yield Facts([(f"{one.post}: {one.name}", _post(one)) for one in report.posts])
    for gap in report.gaps:
        yield Paragraph(gap)
    if not report.gaps:
        yield Paragraph("There is a lead, trained within two years, with cover.")


def _post(one: PostLine) -> list[str]:
    trained = f"Last trained {day(one.trained_on)}" if one.trained_on else "When last trained is not known"
    return [trained, f"Cover: {one.cover}" if one.cover else "No cover is written down"]


def _evidence(report: Report) -> Iterator[Piece]:
    passed = sorted((when, title) for title, when in report.evidence_due if when < report.on)
    if passed:
        yield Heading("Evidence that should have been looked at again")
        yield Facts([(title, [f"By {day(when)}"]) for when, title in passed])


def _coming(report: Report) -> Iterator[Piece]:
    yield Heading("Due this term")
    due = [(one.by_when, one.what) for one in report.plan if one.by_when is not None and report.term.has(one.by_when)]
    standing = [one for one in report.agreed if not one.is_over]
    due += [(one.by_when, one.what) for one in standing if one.by_when is not None and report.term.has(one.by_when)]
    due += [(when, f"Safeguarding training of {name}") for name, when in report.training_due if report.term.has(when)]
    due += [(when, f"Look again at: {title}") for title, when in report.evidence_due if report.term.has(when)]
    due += [(one.due, one.title) for one in report.audits if one.submitted is None and report.term.has(one.due)]
    if due:
        yield Facts([(day(when), [what]) for when, what in sorted(due)])
    else:
        yield Paragraph("Nothing that is held here falls due this term.")
