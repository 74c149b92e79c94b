"""Relations of forty made-up forms, and answers made ready from eight returns, in plain Python."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from concordat.lib.crosswalk import (
    Answer,
    Bank,
    Colour,
    Form,
    Question,
    Scale,
    Source,
    TagState,
    Target,
    links_between,
    offers,
)

FORMS, QUESTIONS, RETURNS = 40, 120, 8
EXPECTATIONS = tuple(f"EXP-{number:03}" for number in range(126))
SCALE = Scale(
    "bench",
    (("green", Colour.GREEN), ("amber", Colour.AMBER), ("red", Colour.RED), ("na", Colour.NOT_APPLICABLE)),
    "green",
)
SIGNED, TODAY = date(2026, 9, 1), date(2026, 11, 1)


def made_up_forms(seed: int) -> list[Form]:
    """Forms whose questions have one to four tags, mostly one or two; some expectations are asked far more often."""
    chance = random.Random(seed)
    return [
        Form(
            f"form-{number}", "1", f"Form {number}", SIGNED, tuple(_question(chance, each) for each in range(QUESTIONS))
        )
        for number in range(FORMS)
    ]


def made_up_returns(forms: list[Form], seed: int) -> list[Source]:
    """Signed returns of the first forms about one school where four of five expectations are in place."""
    chance = random.Random(seed)
    missing = {each for each in EXPECTATIONS if chance.random() < 0.2}
    return [
        Source(
            f"return-{form.code}",
            form,
            frozenset({"school"}),
            "whole",
            tuple(Answer(each.id, _value(each, missing)) for each in form.questions),
            SIGNED,
            SIGNED,
        )
        for form in forms[:RETURNS]
    ]


def _value(question: Question, missing: set[str]) -> str:
    lacking = question.expectations & missing
    return ("red" if lacking == question.expectations else "amber") if lacking else "green"


def _best(times: int, work: Callable[[], object]) -> float:
    """Seconds of the processor in the quickest run: nothing here waits, and others share the machine."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def _question(chance: random.Random, number: int) -> Question:
    size = chance.choices([1, 2, 3, 4], [50, 32, 13, 5])[0]
    start = int(len(EXPECTATIONS) * chance.random() ** 2.25)
    near = [EXPECTATIONS[(start + step) % len(EXPECTATIONS)] for step in range(6)]
    return Question(f"Q{number}", frozenset(chance.sample(near, size)), SCALE, TagState.AGREED, complete=True)


def measure(folder: Path) -> Iterator[tuple[str, float, str, float]]:
    """Seconds for every relation between two forms; milliseconds for one return to be filled from eight others."""
    forms = made_up_forms(seed=4)
    assert len(links_between(forms)) > 416_000
    yield "crosswalk.relations_40x120.seconds", _best(3, lambda: links_between(forms)), "s", 1
    bank, returns = Bank.of(EXPECTATIONS), made_up_returns(forms, seed=5)
    target = Target("target", forms[-1], "school", "whole", TODAY)
    assert sum(1 for each in offers(target, returns, bank=bank) if each.ready) > QUESTIONS / 3
    yield "crosswalk.ready_answers.ms", _best(5, lambda: offers(target, returns, bank=bank)) * 1000, "ms", 50
