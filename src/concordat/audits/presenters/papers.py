"""The receipt, the whole return and the results as papers: the same words as on the pages, in plain text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from concordat.audits import queries
from concordat.audits.analysis.confidence import HOW_SHOWN
from concordat.audits.analysis.counting import Tally, rounding_note
from concordat.audits.analysis.results import GROUPINGS, CycleResult, QuestionResult
from concordat.audits.models import AuditCycle, AuditReturn, ReturnQuery, SignOff
from concordat.audits.presenters import instead
from concordat.audits.presenters.analysis import AGAINST_EVIDENCE, evidence_of, outside_note, two_by_two
from concordat.audits.presenters.carried import notes_of
from concordat.audits.presenters.returns import KINDS, day
from concordat.audits.vocabulary import SCHEME_NAMES, STATE_NAMES, ReturnState, Scheme, SignatureKind
from concordat.core import letterheads
from concordat.core.clock import ENGLAND
from concordat.core.documents.paper import Facts, Heading, Paper, Paragraph, Piece, Table
from concordat.questionnaires import presenters as forms_say
from concordat.questionnaires import queries as questionnaire_queries
from concordat.questionnaires.presenters.guidance import GuidanceLine
from concordat.questionnaires.presenters.reading import AnswerLine, ReadQuestion, ReadSection

TOO_FEW = "Too few settings answered to show this."
HIDDEN = "hidden"


def as_of(audit_return: AuditReturn) -> datetime:
    """The time of which a paper about the return speaks: its last change."""
    return audit_return.changed_at or audit_return.joined_at


def moment(at: datetime) -> str:
    """Day and time as a clock in England shows them."""
    here = at.astimezone(ENGLAND)
    return f"{day(here.date())}, {here:%H:%M}"


def receipt(audit_return: AuditReturn) -> Paper:
    """The receipt of a submitted return, with who signed."""
    next_steps = "The partnership reads the return. If something is unclear it sends a question back."
    pieces: list[Piece] = [
        Facts(_about(audit_return)),
        Heading("Signatures"),
        Facts([_signature(signed) for signed in queries.sign_offs_of(audit_return)]),
        Heading("What happens next"),
        Paragraph(f"{next_steps} You will hear what it found."),
    ]
    return _paper(audit_return, "Receipt", pieces)


def whole_return(audit_return: AuditReturn) -> Paper:
    """Every section with every question, answered or not, the guidance, the signatures."""
    values = queries.values_of(queries.answers_of(audit_return))
    sections = forms_say.return_to_read(
        queries.form_of(audit_return),
        queries.evaluate(audit_return, values),
        values,
        guidance=questionnaire_queries.guidance_of(audit_return.form_version_id),
        notes=notes_of(audit_return, values),
    )
    pieces: list[Piece] = [Facts(_about(audit_return))]
    for section in sections:
        pieces += _section(section)
    pieces.append(Heading("Signatures"))
    signed = [_signature(one, with_statement=True) for one in queries.sign_offs_of(audit_return)]
    pieces.append(Facts(signed) if signed else Paragraph("Nobody has signed yet."))
    asked = queries.queries_of(audit_return)
    if asked:
        pieces += [Heading("Questions from the partnership"), Facts([_query(one) for one in asked])]
    return _paper(audit_return, "Return", pieces)


def _paper(audit_return: AuditReturn, what: str, pieces: list[Piece]) -> Paper:
    cycle, setting = audit_return.cycle, audit_return.establishment.organisation.name
    partnership = cycle.partnership.organisation.name
    number = f", receipt {audit_return.receipt}" if audit_return.receipt else ", not submitted"
    return Paper(
        title=f"{what}: {setting}",
        subtitle=f"{cycle.title}, {cycle.year}\n{partnership}",
        author=partnership,
        as_of=as_of(audit_return),
        footer=f"{setting}, {cycle.year}{number}",
        pieces=pieces,
        head=letterheads.of(cycle.partnership_id),
    )


def _about(audit_return: AuditReturn) -> list[tuple[str, list[str]]]:
    cycle, setting, version = audit_return.cycle, audit_return.establishment, audit_return.form_version
    form = queries.form_of(audit_return)
    edition = f", {version.edition}" if version.edition else ""
    facts = [
        ("Receipt number", audit_return.receipt or "Not submitted"),
        ("Setting", setting.organisation.name),
        ("URN", str(setting.urn or "")),
        ("Partnership", cycle.partnership.organisation.name),
        ("Audit", f"{cycle.title}, {cycle.year}"),
        ("Answers under", SCHEME_NAMES[Scheme(audit_return.scheme)]),
        ("State", STATE_NAMES[ReturnState(audit_return.state)]),
        ("Submitted", moment(audit_return.submitted_at) if audit_return.submitted_at else ""),
        ("As it stood", moment(as_of(audit_return))),
        ("Form", f"{form.title}{edition}, version {version.number}"),
        ("Digest of the form", version.digest),
        ("Accepted from outside", "\n".join(instead.in_words(form, audit_return.accepted))),
    ]
    return [(name, said.split("\n")) for name, said in facts if said]


def _section(section: ReadSection) -> Iterator[Piece]:
    yield Heading(section.title)
    yield Facts([(f"{one.code} {one.text}".strip(), _answer(one)) for one in section.questions])
    if section.guidance:
        named = "\n".join(_guidance(line) for line in section.guidance)
        yield Paragraph(f"Guidance these questions rest on:\n{named}")


def _answer(question: ReadQuestion) -> list[str]:
    return [*([_line(line) for line in question.lines] or [question.why_not or "Not answered"]), *question.notes]


def _line(line: AnswerLine) -> str:
    """A rating's colour is a word of the line, as on the page, never a colour alone."""
    label = f"{line.label}: " if line.label else ""
    return f"{line.tag_text}: {label}{line.text}" if line.tag_text else f"{label}{line.text}"


def _guidance(line: GuidanceLine) -> str:
    return f"{line.title} ({line.edition}, {line.says})" + (f". {line.then}" if line.then else "")


def _signature(signed: SignOff, *, with_statement: bool = False) -> tuple[str, list[str]]:
    lines = [f"{signed.signed_name}, {moment(signed.signed_at)}"]
    if signed.meeting_on is not None:
        lines.append(f"Meeting of {day(signed.meeting_on)}, minute {signed.minute_number}")
    if signed.review_by is not None:
        lines.append(f"The board reviews the action plan by {day(signed.review_by)}")
    if with_statement:
        lines += [signed.statement, f"Digest of the answers signed: {signed.answers_digest}"]
    return KINDS[SignatureKind(signed.kind)], lines


def _query(asked: ReturnQuery) -> tuple[str, list[str]]:
    about = f"About {asked.question}" if asked.question else "About the whole return"
    lines = [f"{asked.asked_name}, {moment(asked.asked_at)}: {asked.asked}"]
    if asked.replied_at is not None:
        lines.append(f"Reply, {moment(asked.replied_at)}: {asked.reply}")
    return about, lines


def analysis(cycle: AuditCycle, found: CycleResult, *, as_of: datetime) -> Paper:
    """The results of a cycle as tables, question by question, hidden where the page hides."""
    partnership = cycle.partnership.organisation.name
    pieces: list[Piece] = [Paragraph(how_counted(found)), Paragraph(f"As it stood on {moment(as_of)}.")]
    here = ""
    for result in found.questions:
        if f"{result.form} {result.section}" != here:
            here = f"{result.form} {result.section}"
            pieces.append(Heading(result.section_title))
        pieces += _question(result, found.grouping)
        pieces += against_evidence(evidence_of(found, result), found.grouping)
    if not found.questions:
        pieces.append(Paragraph("No setting has returned yet."))
    return Paper(
        title=f"What the returns say: {cycle.title}, {cycle.year}",
        subtitle=partnership,
        author=partnership,
        as_of=as_of,
        footer=f"{cycle.title}, {cycle.year}: {found.returned} of {found.asked} returned",
        pieces=pieces,
        head=letterheads.of(cycle.partnership_id),
    )


def how_counted(found: CycleResult) -> str:
    """How many have returned, what is hidden and why."""
    return (
        f"{found.returned} of {found.asked} settings have returned. Groups of fewer than {found.threshold} settings are"
        " hidden, and where one hidden group could be worked out from the total, another with it. The interval says how"
        " far a figure of this size moves by chance (Wilson, 95%)."
    )


def _question(result: QuestionResult, grouping: str) -> Iterator[Piece]:
    yield Heading(f"{result.code} {result.text}", 2)
    if result.overall is None:
        yield Paragraph(TOO_FEW)
    else:
        rows = []
        for share in result.overall.shares:
            low, high = share.interval
            interval = f"{low:.0f}% to {high:.0f}%" if share.of else ""
            rows.append((share.label, f"{share.count} of {share.of}", f"{share.percent:.1f}%", interval))
        yield Table(f"{result.code}: all settings", ("Answer", "Settings", "Per cent", "Interval"), rows)
        notes = [f"{result.overall.not_answered} did not answer."] if result.overall.not_answered else []
        notes.append(rounding_note(result.overall.shares, 1))
        if any(notes):
            yield Paragraph(" ".join(note for note in notes if note))
    if result.outside:
        yield Paragraph(outside_note(result))
    if result.groups and (labels := _labels(result)):
        grouped = [(name, *_counts(counted, len(labels))) for name, counted in result.groups.items()]
        by = GROUPINGS[grouping]
        yield Table(f"{result.code}: by {by.lower()}, settings", (by, *labels), grouped)


def against_evidence(result: QuestionResult | None, grouping: str) -> Iterator[Piece]:
    """The two-by-two of a question about confidence, and the cell to worry about in words."""
    said = two_by_two(result)
    if result is None or said is None:
        return
    yield Heading(f"{result.code} {AGAINST_EVIDENCE}", 2)
    if said["is_hidden"] or not said["rows"]:
        yield Paragraph(TOO_FEW)
        return
    rows = [(name, *(f"{one['count']} ({one['percent']})" for one in cells)) for name, cells in said["rows"]]
    header = ("Settings", "With something to show", "With nothing to show")
    yield Table(f"{result.code}: {AGAINST_EVIDENCE.lower()}, all settings", header, rows)
    worry = said["worry"]
    yield Paragraph(
        f"The one to worry about is confident with nothing to show: {worry['count']} ({worry['percent']}). {HOW_SHOWN}"
        + (f" {said['note']}" if said["note"] else "")
    )
    by = GROUPINGS[grouping]
    columns = (by, "Confident, shown", "Confident, not shown", "Less confident, shown", "Less confident, not shown")
    yield Table(
        f"{result.code}: by {by.lower()}, settings", columns, [(name, *cells) for name, cells in said["groups"]]
    )


def _labels(result: QuestionResult) -> list[str]:
    tallies = [result.overall, *result.groups.values()]
    shares = next((one.shares for one in tallies if one is not None), ())
    return [share.label.split(",")[0].split(":")[0] for share in shares]


def _counts(counted: Tally | None, columns: int) -> tuple[str, ...]:
    return tuple(str(share.count) for share in counted.shares) if counted else (HIDDEN,) * columns
