"""The letters: to the head by the name of the post, with the code, on one page each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from concordat.accounts.vocabulary import ROLE_NAMES, Role
from concordat.core.documents.paper import Facts, Heading, PageBreak, Paper, Paragraph, Piece
from concordat.joining import codes
from concordat.joining.models import ClaimCode, LetterRun
from concordat.lib import claim_codes


def letters(run: LetterRun, found: Sequence[ClaimCode], *, address: str) -> Paper:
    """Every letter of the run whose code can still be used, each on its own page."""
    pieces: list[Piece] = []
    for code in found:
        if code.used_at is None and code.revoked_at is None:
            pieces += [PageBreak(), *_letter(code, address=address)]
    partnership = run.partnership.organisation.name
    return Paper(
        title=f"Letters of {day(run.made_at.date())}",
        subtitle=f"{partnership}: an invitation to each setting",
        author=partnership,
        as_of=run.made_at,
        footer=partnership,
        pieces=[Paragraph(_cover(pieces)), *pieces],
    )


def _cover(pieces: Sequence[Piece]) -> str:
    count = sum(isinstance(piece, PageBreak) for piece in pieces)
    if not count:
        return "Every code of these letters has been used or taken back."
    said = "is one letter" if count == 1 else f"are {count} letters"
    return f"Behind this page {said}, one a page. Send each by post, in a closed envelope."


def _letter(code: ClaimCode, *, address: str) -> list[Piece]:
    setting = code.establishment
    lines = [
        ROLE_NAMES[Role.headteacher],
        setting.organisation.name,
        setting.street,
        setting.town,
        setting.postcode,
    ]
    return [
        Heading(f"To the head of {setting.organisation.name}"),
        Paragraph("\n".join(line for line in lines if line)),
        Paragraph(
            "The safeguarding partnership works with the schools, colleges and other settings of its area on a site"
            " called Concordat: the safeguarding audit is answered and signed there. Our mail may not have reached"
            " you. With this letter you, your designated safeguarding lead or your business manager can begin."
        ),
        Facts(
            [
                ("Open this page", [f"{address}/join/letter/"]),
                ("Type this code", [claim_codes.printed(codes.code_for(code.pk, code.nonce))]),
                ("It works", [f"once, until {day(code.expires_at.date())}"]),
            ]
        ),
        Paragraph(
            "Give your work mail address there, not a private one. We send a link to it. Whoever joins first can"
            " invite the others; every setting has two people at least who can. Please keep the code to yourself"
            " until it is used, and tell us if this letter came to you opened."
        ),
    ]


def day(when: date) -> str:
    """As people write a day: 1 September 2026."""
    return f"{when.day} {when:%B %Y}"
