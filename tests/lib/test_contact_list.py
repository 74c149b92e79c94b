"""Pasted lists as people keep them, and the settings their rows mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.lib.contact_list import Contact, Finder, NoList, Place, read
from concordat.lib.contact_list.matching import plain

ADA = Contact(2, "Ash Primary School", "900001", "Ada Invented", "ada@ash.example", "DSL")


@pytest.mark.parametrize(
    "text",
    [
        "School,URN,Contact name,Email,Role\nAsh Primary School,900001,Ada Invented,ada@ash.example,DSL\n",
        "Email\tRole\tSchool name\tURN\tName\nada@ash.example\tDSL\tAsh Primary School\t900001\tAda Invented",
        "URN;E-mail address;Position;Establishment;First name;Surname\r\n"
        "900001;<ada@ash.example>;DSL;Ash Primary School;Ada;Invented\r\n",
        '\ufeff"Name of school","DSL name","Job title","Work email","URN"\n'
        '"Ash  Primary School","Ada Invented","DSL","mailto:ada@ash.example","900001"',
    ],
)
def test_headings_in_many_words_and_any_order(text: str) -> None:
    assert read(text) == [ADA]


def test_without_headings_the_columns_are_known_by_what_stands_in_them() -> None:
    text = "Ash Primary School\tAda Invented\tada@ash.example\t900001\nBeech Academy\tBob\tbob@b.example\t900002"
    assert [(one.row, one.setting, one.urn, one.name, one.email) for one in read(text)] == [
        (1, "Ash Primary School", "900001", "Ada Invented", "ada@ash.example"),
        (2, "Beech Academy", "900002", "Bob", "bob@b.example"),
    ]


def test_empty_rows_are_passed_over_and_numbers_stay_those_of_the_sheet() -> None:
    text = "School,Email\n\nAsh,ada@ash.example\n,\nBeech,bob@b.example\n"
    assert [one.row for one in read(text)] == [3, 5]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no rows"),
        ("\n , \n", "no rows"),
        ("School,Telephone\nAsh,01234", "No column holds mail addresses"),
        ("Email\nada@ash.example", "which setting"),
        ("School,Email\n" + "Ash,a@b.example\n" * 2001, "more than 2,000 rows"),
        ("x" * 1_000_001, "too long"),
    ],
)
def test_what_is_no_list_is_refused_with_what_to_do(text: str, said: str) -> None:
    with pytest.raises(NoList, match=said):
        read(text)


@given(st.text(max_size=300))
def test_any_text_is_a_list_or_refused(text: str) -> None:
    try:
        found = read(text)
    except NoList:
        return
    assert all(len(one.email) <= 300 for one in found)


FINDER = Finder(
    [
        Place(1, "Ash Primary School", ("900001",)),
        Place(2, "St Mary's Church of England Junior School", ("900002",)),
        Place(3, "St Mary's Church of England Infant School", ("900003",)),
        Place(4, "Oak Nursery", ("L-000004",)),
        Place(5, "Oak Nursery", ("L-000005",)),
    ]
)


@pytest.mark.parametrize(
    ("name", "number", "place"),
    [
        ("whatever it says", "900001", 1),
        ("ASH PRIMARY SCHOOL", "", 1),
        ("The Ash Primary Sch.", "", 1),
        ("Ash Pirmary School", "", 1),
        ("Saint Marys C of E Jnr School", "", 2),
        ("St. Mary\u2019s CofE Infant School", "", 3),
        ("", "l-000005", 5),
    ],
)
def test_a_place_is_found_by_number_or_name(name: str, number: str, place: int) -> None:
    found = FINDER.find(name=name, number=number).place
    assert found is not None
    assert found.id == place


@pytest.mark.parametrize(
    ("name", "number", "said"),
    [
        ("Oak Nursery", "", "2 settings are called"),
        ("Ash Primary School", "123456", "has the number 123456"),
        ("", "", "names no setting"),
        ("St Mary's CofE School", "", "Did you mean"),
        ("Zebra College", "", "No setting of your area is called"),
    ],
)
def test_what_is_not_sure_is_not_guessed(name: str, number: str, said: str) -> None:
    found = FINDER.find(name=name, number=number)
    assert found.place is None
    assert said in found.why


@given(st.text(max_size=80))
def test_plain_names_are_plain(name: str) -> None:
    assert plain(plain(name)) == plain(name)
