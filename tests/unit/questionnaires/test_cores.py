"""A regional core with local extras: whole, unchanged, and only so many questions besides."""

from __future__ import annotations

import pytest

from concordat.lib.form_logic import Form, Row, build_form
from concordat.questionnaires import cores


def a_form(*questions: tuple[str, str]) -> Form:
    rows = [
        Row(number, {"id": code, "section": code[0], "text": text, "type": "text"})
        for number, (code, text) in enumerate(questions, start=2)
    ]
    return build_form(rows, code="a-form", title="A form", scales={})


CORE = a_form(("Q1", "One?"), ("Q2", "Two?"))


def test_questions_of_its_own_are_told_apart() -> None:
    assert cores.extras(a_form(("Q1", "One?"), ("Q2", "Two?"), ("X1", "Ours?")), CORE) == ["X1"]
    assert cores.extras(CORE, CORE) == []


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (a_form(("Q1", "One?"), ("X1", "Ours?")), "The core asks Q2"),
        (a_form(("Q1", "One?"), ("Q2", "Two, or three?")), "Q2 is asked in another way"),
        (a_form(("Q1", "One?"), ("Q2", "Two?"), ("X1", "Ours?"), ("X2", "Ours?")), "2 questions of its own"),
    ],
)
def test_what_is_no_extension(form: Form, said: str) -> None:
    with pytest.raises(cores.NotAnExtension, match=said):
        cores.require_extension(form, CORE, most=1)


def test_up_to_the_limit_it_is_one() -> None:
    cores.require_extension(a_form(("Q1", "One?"), ("Q2", "Two?"), ("X1", "Ours?")), CORE, most=1)
