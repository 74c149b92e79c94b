"""The feedback as a letter: the same words as on the page, in plain text."""

from __future__ import annotations

from concordat.audits.checking.letters import Letter, Line
from concordat.audits.checking_rules import ACTION_NAMES, OUTCOME_NAMES, RATING_NAMES, ActionState, Outcome, Rating
from concordat.audits.models import PlannedAction
from concordat.audits.presenters.moderation import days_in_words, reasons_of, setting_of
from concordat.audits.presenters.papers import moment
from concordat.audits.presenters.returns import day
from concordat.core import letterheads
from concordat.core.documents.paper import Facts, Heading, Paper, Paragraph, Piece, Table


def letter(found: Letter) -> Paper:
    """To the head and the designated safeguarding lead; who sees it otherwise finds how to say so."""
    audit_return = found.audit_return
    cycle, setting = audit_return.cycle, setting_of(audit_return)
    partnership = cycle.partnership.organisation.name
    pieces: list[Piece] = [
        Facts(
            [
                ("Setting", [setting]),
                ("Receipt number", [audit_return.receipt or ""]),
                ("Feedback", [moment(found.told[0].released_at)]),
            ]
        )
    ]
    for one in found.told:
        pieces += [Paragraph(one.words), Paragraph(f"{one.released_name}, {moment(one.released_at)}")]
    pieces.append(Paragraph(days_in_words(found)))
    if found.visit is not None and found.visit.visit_on is not None:
        pieces += [
            Heading("The visit"),
            Paragraph(f"{found.visit.visitor_name} visited on {day(found.visit.visit_on)}."),
            Paragraph(found.visit_found),
        ]
    pieces += _ratings(found)
    pieces += _actions(found)
    pieces += _otherwise(found)
    return Paper(
        title=f"Feedback: {setting}",
        subtitle=f"{cycle.title}, {cycle.year}\n{partnership}",
        author=partnership,
        as_of=found.told[0].released_at,
        footer=f"{setting}, {cycle.year}, feedback {found.told[0].number}",
        pieces=pieces,
        head=letterheads.of(cycle.partnership_id),
    )


def _name(rating: str) -> str:
    return RATING_NAMES[Rating(rating)].split(":")[0] if rating else ""


def _ratings(found: Letter) -> list[Piece]:
    other = [one for one in found.lines if one.is_told]
    same = len(found.lines) - len(other)
    pieces: list[Piece] = [Heading("Where we rate otherwise")]
    if other:
        header = ("Question", "You say", "At the desk", "At the visit", "Why")
        pieces.append(Table("Ratings", header, [_row(one) for one in other]))
    if same:
        pieces.append(Paragraph(f"{same} questions we rate as you do. Your own ratings stay as you gave them."))
    elif not other:
        pieces.append(Paragraph("We have not rated your return question by question."))
    return pieces


def _row(one: Line) -> tuple[str, ...]:
    why = " ".join(reasons_of(one))
    return (f"{one.code} {one.text}", _name(one.said), _name(one.moderated), _name(one.visited), why)


def _actions(found: Letter) -> list[Piece]:
    if not found.actions:
        return [Heading("Actions"), Paragraph("Nothing is amber or red.")]
    return [
        Heading("Actions"),
        Table(
            "Actions",
            ("Question", "What", "Who and by when", "State"),
            [_action(one) for one in found.actions],
        ),
    ]


def _action(one: PlannedAction) -> tuple[str, ...]:
    who = ", ".join(part for part in (one.who, f"by {day(one.by_when)}" if one.by_when else "") if part)
    return (f"{one.question} ({_name(one.rating)})", one.what, who, ACTION_NAMES[ActionState(one.state)])


def _otherwise(found: Letter) -> list[Piece]:
    asked = found.representation
    if asked is None:
        said = (
            f"Until {day(found.first.represent_by)} the head or the designated safeguarding lead can ask that somebody"
            " else looks at the return and decides."
        )
    elif asked.decided_at is None:
        said = "You have asked for another moderator. Somebody else looks again and decides."
    else:
        said = f"{OUTCOME_NAMES[Outcome(asked.outcome)]}: {asked.answer}"
    return [Heading("If you see it otherwise"), Paragraph(said)]
