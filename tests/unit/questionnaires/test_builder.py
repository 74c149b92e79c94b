"""A form built question by question is the same form as from a spreadsheet."""

from __future__ import annotations

from typing import Any

import pytest

from concordat.questionnaires import builder, library, sheets

FORM = builder.begun(code="ours", title="Ours", section="About us", text="Is it in place?")


def cells(code: str, section: str = "A1", **more: Any) -> builder.Cells:
    given = {"id": code, "section": section, "section_title": "About us", "text": f"{code}?", "type": "rag4"}
    return given | more


def codes(rows: list[builder.Cells]) -> list[str]:
    return [row["id"] for row in rows]


@pytest.mark.parametrize("code", sorted(library.titles()))
def test_a_form_of_the_library_comes_through_unchanged(code: str) -> None:
    form = library.form(code)
    assert builder.built(builder.rows_of(form), like=form) == form


def test_adding_changing_moving_and_taking_out() -> None:
    rows = builder.put(builder.rows_of(FORM), cells("A1.2"), code=None)
    rows = builder.put(rows, cells("B1.1", "B1"), code=None)
    rows = builder.put(rows, cells("A1.3"), code=None)
    assert codes(rows) == ["A1.1", "A1.2", "A1.3", "B1.1"]
    assert codes(builder.moved(rows, "A1.3", up=True)) == ["A1.1", "A1.3", "A1.2", "B1.1"]
    assert codes(builder.moved(rows, "A1.3", up=False)) == codes(rows)
    assert codes(builder.moved(rows, "A1.1", up=True)) == codes(rows)
    assert codes(builder.without(rows, "A1.2")) == ["A1.1", "A1.3", "B1.1"]
    changed = builder.put(rows, cells("A1.9", section_title="About you"), code="A1.2")
    assert codes(changed) == ["A1.1", "A1.9", "A1.3", "B1.1"]
    assert [one.title for one in builder.built(changed, like=FORM).sections] == ["About you", "About us"]
    assert codes(builder.put(rows, cells("A1.2", "B1"), code="A1.2")) == ["A1.1", "A1.3", "B1.1", "A1.2"]


def test_it_goes_out_as_a_sheet_and_comes_in_the_same() -> None:
    rows = builder.put(builder.rows_of(FORM), cells("A1.2", expectations="POL-01", level="must"), code=None)
    form = builder.built(rows, like=FORM)
    assert sheets.form_from_csv(sheets.form_to_csv(form).encode(), code="ours", title="Ours") == form


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (cells("A1.1"), "already used"),
        (cells("A 1"), "cannot be a question's id"),
        (cells("A1.2", expectations="NOT-99"), "not in the bank"),
        (cells("A1.2", type="rag9"), "rag9"),
    ],
)
def test_what_would_be_no_form(wrong: builder.Cells, said: str) -> None:
    with pytest.raises(builder.NotBuilt, match=said):
        builder.built(builder.put(builder.rows_of(FORM), wrong, code=None), like=FORM)


def test_a_question_that_is_gone() -> None:
    with pytest.raises(builder.NotBuilt, match="no question X1"):
        builder.without(builder.rows_of(FORM), "X1")
    with pytest.raises(builder.NotBuilt, match="no question in this form"):
        builder.built([], like=FORM)
