"""How the demo partnership shows itself on its pages."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from concordat.core.actor import Actor, acting_as
from concordat.partnership import operations, queries

LOGO = Path(__file__).parent / "data" / "logo.png"


def own_face(partnership_id: int, manager: Actor, *, at: datetime) -> None:
    """Its name, colour, addresses and logo."""
    words = operations.FaceWords(
        display_name="Wakefield Safeguarding Children Partnership",
        accent="#7a1f5c",
        reply_address="safeguarding@wakefield.example",
        front_door="01632 960 001",  # numbers of Ofcom's range for drama
        out_of_hours="01632 960 002",
        allegations="01632 960 003",
    )
    with acting_as(manager, at=at):
        made = queries.partnership(partnership_id)
        operations.set_face(partnership=made, words=words, by=manager, at=at)
        logo, alt = (LOGO).read_bytes(), "Three rings, a triangle and a square"
        operations.set_logo(partnership=made, content=logo, alt=alt, by=manager, at=at)
