"""Checking a made-up workbook of three hundred questions: hostile or not, sound or not, with every row."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from concordat.lib.form_logic import Form, Row, build_form
from concordat.questionnaires import library, xlsform

QUESTIONS = 300
KINDS = ("rag4", "lvl4", "s0-3", "text", "number", "date", "tick+rag4")


def made_up_form() -> Form:
    """Ten sections of thirty questions of every common kind, each with tags."""
    bank = list(library.expectations())
    rows = [
        Row(
            number + 2,
            {
                "id": f"Q{number}",
                "section": f"P{number // 30}",
                "section_title": f"Part {number // 30 + 1}",
                "text": f"Is thing number {number} in place, used and known to everybody?",
                "help": "All of it is true today.",
                "type": KINDS[number % len(KINDS)],
                "choices": "One part; Another part; A third part"
                if KINDS[number % len(KINDS)].startswith("tick")
                else "",
                "level": "must",
                "expectations": f"{bank[number % len(bank)]} {bank[(number + 7) % len(bank)]}",
            },
        )
        for number in range(QUESTIONS)
    ]
    return build_form(
        rows,
        code="made-up",
        title="A made-up form",
        scales=library.scales(),
        codes=library.codes(),
        expectations=frozenset(bank),
    )


def measure(folder: Path) -> Iterator[tuple[str, float, str, float]]:
    """Seconds of the processor until a workbook of three hundred questions is known to be sound."""
    form = made_up_form()
    content = xlsform.form_to_xlsform(form)
    taken = []
    for _ in range(3):
        start = time.process_time()
        assert xlsform.form_from_xlsform(content) == form
        taken.append(time.process_time() - start)
    yield "forms.check_300_questions.seconds", min(taken), "s", 2
