"""The library alone: descriptions as JSON, tables as CSV and Parquet, and the four commands."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections import Counter
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from concordat.lib.safe_statistics import DescriptionProblem, Rule
from concordat.lib.safe_statistics.command_line import main
from concordat.lib.safe_statistics.reading import KNOWN, description_json, read_description

SCHOOLS = {"Ash": 4, "Beech": 40, "Cedar": 31, "Damson": 52}
WITH_EVERYTHING: dict[str, Any] = {
    "dimensions": [
        {
            "name": "place",
            "levels": [
                {"name": "school", "categories": list(SCHOOLS)},
                {"name": "district", "categories": ["east", "west"]},
            ],
            "parents": [{"Ash": "east", "Beech": "east", "Cedar": "west", "Damson": "west"}],
        },
        {"name": "year", "levels": [{"name": "year", "categories": ["7", "8"]}]},
        {"name": "answer", "levels": [{"name": "answer", "categories": ["yes", "no", "unsure"]}]},
    ],
    "margins": [["school", "year", "answer"]],
    "structural_zeros": [{"school": ["Cedar"], "year": ["8"]}],
    "unit": "place",
    "threshold": 5,
    "coalition": 1,
    "zeros": "cover",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A description and respondents, one a row."""
    (tmp_path / "what.json").write_text(json.dumps(WITH_EVERYTHING))
    with (tmp_path / "respondents.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["school", "year", "answer"])
        for school, length in SCHOOLS.items():
            for pupil in range(length):
                year = "7" if school == "Cedar" or pupil % 2 else "8"
                writer.writerow([school, year, "yes" if pupil % 9 == 0 else "unsure" if pupil % 7 == 0 else "no"])
    return tmp_path


def run(folder: Path, *words: str) -> int:
    """A command on files of the folder."""
    return main(
        [word if word.startswith("--") or index == 0 else str(folder / word) for index, word in enumerate(words)]
    )


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a file."""
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))


def released(folder: Path, ending: str = "csv") -> None:
    """Count and suppress."""
    assert run(folder, "count", "what.json", "respondents.csv", "--output", f"counts.{ending}") == 0
    paths = ("what.json", f"counts.{ending}", "--output", f"release.{ending}", "--certificate", "kept.json")
    assert run(folder, "suppress", *paths) == 0
    kept = json.loads((folder / "kept.json").read_text())
    (folder / "used.json").write_text(json.dumps(kept["description"]))


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_from_respondents_to_a_release_that_withstands(folder: Path, ending: str) -> None:
    released(folder, ending)
    assert run(folder, "attack", "used.json", f"release.{ending}", "--output", "intervals.csv") == 0
    paths = ("what.json", f"counts.{ending}", f"release.{ending}", "--certificate", "kept.json")
    assert run(folder, "check", *paths) == 0
    kept = json.loads((folder / "kept.json").read_text())
    assert kept["reports_as"]["Ash"] == kept["reports_as"]["Beech"] == "Ash + Beech"
    if ending == "csv":
        said = {row["value"] for row in read(folder / "release.csv")}
        assert {"c", "z"} <= said
        assert said.isdisjoint({"1", "2", "3", "4"})


@pytest.mark.slow
def test_a_release_with_a_hole_is_told_by_both(folder: Path) -> None:
    released(folder)
    rows, true = read(folder / "release.csv"), Counter[tuple[str, str, str]]()
    for each in read(folder / "respondents.csv"):
        for year, answer in product({each["year"], ""}, {each["answer"], ""}):
            true[each["school"], year, answer] += 1
    hidden = [row for row in rows if row["school"] == "Damson" and row["value"] == "c"]
    left = next(row for row in hidden if true["Damson", row["year"], row["answer"]] in range(1, 5))
    for row in hidden:
        if row is not left:  # everything of this school is opened but one small count
            row["value"] = str(true["Damson", row["year"], row["answer"]])
    with (folder / "release.csv").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert run(folder, "attack", "used.json", "release.csv", "--output", "intervals.csv") == 1
    assert run(folder, "check", "what.json", "counts.csv", "release.csv", "--certificate", "kept.json") == 1


def written(folder: Path, name: str, rows: list[dict[str, str]]) -> None:
    with (folder / name).open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.slow
def test_a_check_looks_at_every_row_that_was_published(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rows divided more finely than was proved, rows that come twice, and symbols that say a number."""
    what = {**WITH_EVERYTHING, "margins": [["school", "year"], ["school", "answer"]]}
    (folder / "what.json").write_text(json.dumps(what))
    released(folder)
    rows = read(folder / "release.csv")
    hidden = next(row for row in rows if row["value"] == "c")
    finer = {**hidden, "year": "7", "answer": "yes", "value": "2"}
    for more, sentence in (
        ([finer], "is divided as the description does not say"),
        ([{**hidden, "value": "3"}, hidden], "is about the same cell as row"),
        ([{**rows[0], "district": "west" if rows[0]["school"] == "Ash + Beech" else "east"}], "does not lie in"),
    ):
        written(folder, "wrong.csv", [*more, *rows])
        paths = ("what.json", "counts.csv", "wrong.csv", "--certificate", "kept.json")
        assert run(folder, "check", *paths) == 2
        assert sentence in capsys.readouterr().err
    for symbol in ("z", "low"):
        written(folder, "wrong.csv", [{**row, "value": symbol} if row is hidden else row for row in rows])
        assert run(folder, "check", "what.json", "counts.csv", "wrong.csv", "--certificate", "kept.json") == 2
    written(folder, "twice.csv", [*read(folder / "counts.csv"), read(folder / "counts.csv")[0]])
    again = ("what.json", "twice.csv", "--output", "again.csv", "--certificate", "again.json")
    assert run(folder, "suppress", *again) == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("what.json", "{"),
        ("what.json", "[]"),
        ("what.json", json.dumps({**WITH_EVERYTHING, "threshold": "five"})),
        ("what.json", json.dumps({**WITH_EVERYTHING, "dimensions": [3]})),
        ("counts.csv", "school,district,year,answer,count\nAsh,,7,yes,99999999999999999999\n"),
        ("counts.csv", "school,district,year,answer,count\nAsh,,7,yes,9223372036854775807\nAsh,,7,no,9\n"),
        ("counts.csv", "\x00\x01\xff"),
        ("release.csv", "school,district,year,answer,value\nAsh,,7,yes,99999999999999999999\n"),
        ("kept.json", "{}"),
        ("kept.json", '{"description": {}, "reports_as": null, "tables": []}'),
    ],
)
def test_what_cannot_be_read_is_never_taken_for_a_hole(
    folder: Path, file: str, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    released(folder)
    (folder / file).write_text(content, encoding="latin-1")
    capsys.readouterr()
    assert run(folder, "check", "what.json", "counts.csv", "release.csv", "--certificate", "kept.json") == 2
    assert capsys.readouterr().err.strip()


def test_only_a_run_that_says_so_finds_a_hole() -> None:
    with pytest.raises(SystemExit) as wrong:
        main(["check"])
    assert wrong.value.code == 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"thresold": 5}, "has no thresold"),
        ({"margins": []}, "list of margins"),
        ({"margins": [["school", "sex"]]}, "no level sex"),
        ({"threshold": 3}, "never lowered"),
        ({"zeros": "show"}, 'either "cover"'),
        ({"structural_zeros": [{"school": ["Elm"]}]}, "no category Elm"),
        ({"unit": "house"}, "no dimension house"),
        ({"routes": [{"question": "answer", "answers": ["yes"]}]}, "A route says follow_up"),
    ],
)
def test_what_is_wrong_with_a_description_is_said(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises((DescriptionProblem, ValueError), match=sentence):
        read_description({**WITH_EVERYTHING, **change})


def test_a_description_is_read_as_it_was_written() -> None:
    described = read_description(WITH_EVERYTHING)
    assert read_description(description_json(described)) == described
    assert described.rule == Rule(threshold=5, coalition=1)
    sensitive = read_description({**WITH_EVERYTHING, "threshold": 10, "sensitive": True})
    assert sensitive.rule.floor == 0
    assert read_description(description_json(sensitive)) == sensitive


def test_a_file_that_does_not_fit_is_refused_with_its_row(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "counts.csv").write_text("school,district,year,answer,count\nElm,,7,yes,3\n")
    paths = ("what.json", "counts.csv", "--output", "release.csv", "--certificate", "kept.json")
    assert run(folder, "suppress", *paths) == 2
    assert "Row 2: level school has no category Elm." in capsys.readouterr().err
    assert not (folder / "release.csv").exists()


@pytest.mark.slow
def test_it_runs_as_a_module(folder: Path) -> None:
    command = [sys.executable, "-m", "concordat.lib.safe_statistics", "count", "what.json", "respondents.csv"]
    done = subprocess.run([*command, "--output", "counts.csv"], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    loaded = "import sys, concordat.lib.safe_statistics.command_line; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0


def test_the_page_about_it_has_a_description_that_is_read() -> None:
    page = (Path(__file__).parents[2] / "docs" / "safe-statistics.md").read_text()
    given = re.search(r"```json\n(.*?)```", page, re.DOTALL)
    assert given is not None
    described = read_description(json.loads(given.group(1)))
    assert described.routes[0].follow_up == "told"
    assert all(f"`{key}`" in page for key in KNOWN)
