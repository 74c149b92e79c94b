"""`concordat forms`: works where there is no database, says the row, ends with the right code."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.backends.base.base import BaseDatabaseWrapper

from concordat.questionnaires import library


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: BaseDatabaseWrapper) -> None:
        raise AssertionError("the command asked for a database")

    monkeypatch.setattr(BaseDatabaseWrapper, "connect", refuse)


def forms(*arguments: str) -> str:
    said = io.StringIO()
    call_command("forms", *arguments, stdout=said)
    return said.getvalue()


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_exported_form_has_no_problems(tmp_path: Path, ending: str) -> None:
    for code in library.titles():
        file = tmp_path / f"{code}.{ending}"
        assert f"Wrote {file}" in forms("export", code, str(file))
        assert "no problems" in forms("check", str(file))


def test_problems_are_printed_with_their_rows_and_the_command_fails(tmp_path: Path) -> None:
    file = tmp_path / "form.csv"
    file.write_text("id,section,text,type\nA1,A,What?,text\nA1,A,,rag9\n")
    said = io.StringIO()
    with pytest.raises(CommandError, match=r"form\.csv: 3 problems found\."):
        call_command("forms", "check", str(file), stdout=said)
    assert [line.partition(":")[0] for line in said.getvalue().splitlines()] == ["Row 3", "Row 3", "Row 3"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "nowhere.xlsx"], "There is no file “nowhere.xlsx” here"),
        (["check", "form.doc"], "ends in .xlsx, .csv or, as a Form Pack, .zip"),
        (["export", "nothing", "a.xlsx"], "There is no form “nothing”. Choose one of: annual-school-audit"),
        (["export", "annual-school-audit", "a.pdf"], "Give a file name that ends in .xlsx, .csv or .zip."),
    ],
)
def test_a_mistake_at_the_keyboard_is_explained(arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError) as refused:
        forms(*arguments)
    assert said in str(refused.value)
