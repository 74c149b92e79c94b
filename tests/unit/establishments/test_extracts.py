"""Reading extracts: whatever the encoding and the columns, and nobody's name."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from concordat.establishments.register import ExtractProblem, Reject, Row, read_extract, read_groups, read_links
from concordat.establishments.register.extracts import COLUMNS, sort_name
from tests.factories import extracts


def taken(path: Path) -> list[Row]:
    return [row for row in read_extract(path) if isinstance(row, Row)]


def refused(path: Path) -> list[Reject]:
    return [row for row in read_extract(path) if isinstance(row, Reject)]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_both_encodings_with_and_without_mark(tmp_path: Path, encoding: str, newline: str) -> None:
    name = "Saint Zoë\N{RIGHT SINGLE QUOTATION MARK}s École"
    path = extracts.write(
        tmp_path / "e.csv", [extracts.row(1, EstablishmentName=name)], encoding=encoding, newline=newline
    )
    (row,) = taken(path)
    assert row.name == name
    assert sort_name(name) == "saint zoes ecole"


def test_columns_in_any_order_missing_and_unknown(tmp_path: Path) -> None:
    headers = [*extracts.HEADERS, *[f"Unknown {number}" for number in range(120)]]
    random.Random(4).shuffle(headers)
    rows = [extracts.row(1)]
    whole = taken(extracts.write(tmp_path / "whole.csv", rows, headers=headers))
    assert whole == taken(extracts.write(tmp_path / "plain.csv", rows))
    few = taken(extracts.write(tmp_path / "few.csv", rows, headers=["EstablishmentName", "URN"]))
    assert (few[0].urn, few[0].capacity, few[0].trust_uid) == (100_001, None, "")


def test_no_name_of_a_head_is_kept(tmp_path: Path) -> None:
    bad = extracts.row(2, URN="12")
    path = extracts.write(tmp_path / "e.csv", [extracts.row(1), bad])
    everything = repr(list(read_extract(path)))
    assert extracts.HEAD not in everything
    assert "Quibble" not in everything


def test_a_reject_has_its_row_and_reason(tmp_path: Path) -> None:
    rows = [
        extracts.row(1),
        extracts.row(1),
        extracts.row(2, URN="abc"),
        extracts.row(3, OpenDate="31-02-2020"),
        extracts.row(4, OpenDate="01-09-2020", CloseDate="01-09-2019"),
        extracts.row(5, SchoolCapacity="many"),
        extracts.row(6, EstablishmentName=""),
    ]
    found = refused(extracts.write(tmp_path / "e.csv", rows))
    assert [(one.line, one.reason.split(".")[0]) for one in found] == [
        (3, "URN 100001 stands in row 2 already"),
        (4, "The URN is not six digits"),
        (5, "“31-02-2020” is not a date such as 31-12-2025"),
        (6, "The setting closed before it opened"),
        (7, "The capacity is not a number up to 100000"),
        (8, "The setting has no name"),
    ]


@pytest.mark.parametrize(
    ("text", "day"), [("01-09-1998", date(1998, 9, 1)), ("01/09/1998", date(1998, 9, 1)), ("", None)]
)
def test_dates_as_the_register_writes_them(tmp_path: Path, text: str, day: date | None) -> None:
    (row,) = taken(extracts.write(tmp_path / "e.csv", [extracts.row(1, OpenDate=text)]))
    assert row.opened_on == day


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        ("URN,EstablishmentName\n".encode("utf-16"), "not plain text"),
        (b"PK\x03\x04rest", "workbook or a zip"),
        (b"Name,Town\nx,y\n", "no column URN"),
        (b"\x81\x8d\x8f\x90\x9d", "neither UTF-8 nor Windows-1252"),
        (b"URN,EstablishmentName\n100001,\x00\n", "bytes that no CSV has"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    with pytest.raises(ExtractProblem, match=said):
        list(read_extract(path))


def test_links_give_earlier_and_later_once(tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_bytes(
        b'"URN","LinkURN","LinkName","LinkType","LinkEstablishedDate"\r\n'
        b'100001,100002,"X","Predecessor","01-01-2022"\r\n100002,100001,"Y","Successor","01-01-2022"\r\n'
        b'100001,100001,"Z","Successor",""\r\nabc,1,"",Other,""\r\n'
    )
    assert [(link.earlier, link.later, link.on) for link in read_links(path)] == [(100_002, 100_001, date(2022, 1, 1))]


def test_groups_by_either_spelling_of_the_headers(tmp_path: Path) -> None:
    path = tmp_path / "groups.csv"
    path.write_text("Group UID,Group Name,Closed Date\n7,Invented Trust,31/10/2025\n7,Again,\n,No uid,\n")
    (group,) = read_groups(path)
    assert (group.uid, group.name, group.closed_on) == ("7", "Invented Trust", date(2025, 10, 31))


def test_the_document_names_every_column_that_is_read() -> None:
    page = (Path(__file__).parents[3] / "docs" / "register.md").read_text(encoding="utf-8")
    assert [headers[0] for headers in COLUMNS.values() if f"`{headers[0]}`" not in page] == []


@pytest.mark.parametrize(("code", "kept"), [("7", "007"), ("909", "909"), ("0", ""), ("x1", ""), ("1234", "")])
def test_an_authority_s_number_is_three_digits_or_none(tmp_path: Path, code: str, kept: str) -> None:
    (row,) = taken(extracts.write(tmp_path / "e.csv", [extracts.row(1, **{"LA (code)": code})]))
    assert row.la_code == kept
    assert row.dfe_number == (f"{kept}/2001" if kept else "")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("01924 555 123", "01924555123"),
        ("1924555123", "01924555123"),  # a spreadsheet took the zero away
        ("+44 1924 555123", "01924555123"),
        ("", ""),
        ("ask the office", ""),
        ("12", ""),
    ],
)
def test_a_telephone_number_keeps_its_zero_or_is_none(tmp_path: Path, given: str, kept: str) -> None:
    headers = [*extracts.HEADERS, "TelephoneNum"]
    path = extracts.write(tmp_path / "register.csv", [extracts.row(1, TelephoneNum=given)], headers=headers)
    assert [row.telephone for row in taken(path)] == [kept]
