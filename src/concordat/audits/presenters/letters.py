"""The formal letter to a setting from which no return came: drafted for the office, never sent by itself."""

from __future__ import annotations

from datetime import date

from concordat.audits.models import AuditReturn
from concordat.audits.presenters.papers import moment
from concordat.audits.presenters.returns import day
from concordat.audits.vocabulary import SCHEME_NAMES, STATE_NAMES, ReturnState, Scheme
from concordat.core import letterheads
from concordat.core.documents.paper import Facts, Paper, Paragraph, Piece


def formal_letter(audit_return: AuditReturn, *, today: date, answer_by: date) -> Paper:
    """To the chair and the head, by post and not by name; it is signed by hand."""
    cycle, setting = audit_return.cycle, audit_return.establishment.organisation.name
    partnership = cycle.partnership.organisation.name
    more = f" We gave more time until {day(audit_return.extended_to)}." if audit_return.extended_to else ""
    pieces: list[Piece] = [
        Paragraph(f"To the chair of governors or trustees, and to the head or principal, of {setting}"),
        Paragraph(day(today)),
        Paragraph(
            f"We asked your setting to answer the {cycle.title.lower()} for {cycle.year}. The last day was"
            f" {day(cycle.closes_on)}.{more} We have reminded the designated safeguarding lead, the head and the chair."
            " No return has reached us."
        ),
        Paragraph(
            "The audit is how the partnership knows that children are safe in every setting of its area, and how it"
            " plans its help. Without your return we cannot say so of your setting."
        ),
        Paragraph(
            f"Please hand in the return by {day(answer_by)}, or tell us by then what keeps you. We help on the"
            " telephone: an officer can write your answers down, and you confirm them."
        ),
        Paragraph("Yours sincerely"),
        Paragraph("(name and post)"),
        Facts(
            [
                ("Setting", [setting]),
                ("URN", [str(audit_return.establishment.urn or "none")]),
                ("Asked under", [SCHEME_NAMES[Scheme(audit_return.scheme)]]),
                ("State of the return", [STATE_NAMES[ReturnState(audit_return.state)]]),
                ("Questions answered", [f"{audit_return.answered} of {audit_return.needed or 'all'}"]),
                ("Last change", [moment(audit_return.changed_at) if audit_return.changed_at else "none"]),
            ]
        ),
    ]
    return Paper(
        title=f"Draft letter: {setting}",
        subtitle=f"{cycle.title}, {cycle.year}\n{partnership}",
        author=partnership,
        as_of=audit_return.changed_at or audit_return.joined_at,
        footer=f"Draft, not sent. {setting}, {cycle.year}",
        pieces=pieces,
        head=letterheads.of(cycle.partnership_id),
    )
