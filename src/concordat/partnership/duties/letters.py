"""The formal letter to a named setting that has not signed its duties: drafted for the office, signed by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from concordat.core import letterheads
from concordat.core.documents.paper import Facts, Paper, Paragraph, Piece
from concordat.partnership.duties import pages
from concordat.partnership.duties.tracking import DutyRow, InForce, Letter
from concordat.partnership.models import Naming
from concordat.partnership.vocabulary import STANDING_NAMES


def day(value: date) -> str:
    """A date as letters write it."""
    return f"{value.day} {value:%B %Y}"


def formal_letter(
    naming: Naming, row: DutyRow, found: InForce, sent: Sequence[Letter], *, today: date, answer_by: date
) -> Paper:
    """To the chair and the head, by post and not by name."""
    setting, partnership = row.brief.name, naming.partnership.organisation.name
    version = found.arrangements.version if found.arrangements else ""
    since = day(found.since) if found.since else ""
    pieces: list[Piece] = [
        Paragraph(f"To the chair of governors, trustees or board, and to the head, principal or manager, of {setting}"),
        Paragraph(day(today)),
        Paragraph(
            f"Your setting is named as a relevant agency in the safeguarding arrangements of our area since"
            f" {day(row.since)} ({row.basis}). A named agency has to act in accordance with the arrangements. We asked"
            f" you on {since} to read them ({version}) and to sign the duties that are yours. Not both signatures have"
            " reached us."
        ),
        Paragraph(
            "The partnership has to know that every named setting knows the arrangements and works by them. Without"
            " your signatures we cannot say so of your setting."
        ),
        Paragraph(
            f"Please sign by {day(answer_by)}, or tell us by then what keeps you. It takes the head and the chair ten"
            " minutes each. If nobody at your setting has an account, or a person has changed, ring us and we help."
        ),
        Paragraph("Yours sincerely"),
        Paragraph("(name and post)"),
        Facts(
            [
                ("Setting", [setting]),
                ("URN", [str(row.brief.urn or "none")]),
                ("Where it stands", [STANDING_NAMES[row.standing][0]]),
                ("Arrangements opened", [day(row.opened.at.date()) if row.opened else "no"]),
                ("Acknowledged by the head", [day(row.acknowledged.at.date()) if row.acknowledged else "no"]),
                ("Letters on record", [pages.letters_in_words(sent)]),
            ]
        ),
    ]
    return Paper(
        title=f"Draft letter: {setting}",
        subtitle=f"Duties under the safeguarding arrangements\n{partnership}",
        author=partnership,
        as_of=_as_of(row, found, naming),
        footer=f"Draft, not sent. {setting}",
        pieces=pieces,
        head=letterheads.of(naming.partnership_id),
    )


def _as_of(row: DutyRow, found: InForce, naming: Naming) -> datetime:
    """The time of the last step; where there is none, the first moment of the day from which it could be taken."""
    steps = [done.at for done in (row.opened, row.acknowledged, *row.signed.values()) if done is not None]
    first = datetime.combine(found.since or naming.named_on, time(), tzinfo=UTC)
    return max([first, *steps])
