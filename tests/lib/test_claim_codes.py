"""Codes on paper: every slip of one letter and every exchange of two is seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.lib.claim_codes import ALPHABET, LETTERS, MistypedCode, code_of, printed, read

numbers = st.integers(0, len(ALPHABET) ** LETTERS - 1)


@given(numbers)
def test_what_is_printed_reads_back_in_any_case_with_any_gaps(number: int) -> None:
    code = code_of(number)
    for typed in (code, printed(code), code.lower(), printed(code).replace(" ", "-"), f" {code[:5]} {code[5:]}\n"):
        assert read(typed) == code


@given(numbers, st.integers(0, LETTERS), st.sampled_from(ALPHABET))
def test_one_wrong_letter_is_seen(number: int, place: int, wrong: str) -> None:
    code = code_of(number)
    typed = code[:place] + wrong + code[place + 1 :]
    if typed == code:
        assert read(typed) == code
    else:
        with pytest.raises(MistypedCode):
            read(typed)


@given(numbers, st.integers(0, LETTERS), st.integers(0, LETTERS))
def test_two_letters_exchanged_are_seen(number: int, one: int, other: int) -> None:
    code = list(code_of(number))
    code[one], code[other] = code[other], code[one]
    typed = "".join(code)
    if typed == code_of(number):
        assert read(typed) == typed
    else:
        with pytest.raises(MistypedCode):
            read(typed)


@given(numbers, numbers)
def test_different_numbers_have_different_codes(one: int, other: int) -> None:
    assert (code_of(one) == code_of(other)) == (one == other)


@given(st.text(max_size=40))
def test_anything_else_is_a_sentence(typed: str) -> None:
    try:
        found, said = read(typed), ""
    except MistypedCode as problem:
        found, said = "", str(problem)
    assert found == code_of_typed(typed) if found else said.endswith(".")


def code_of_typed(typed: str) -> str:
    return "".join(sign for sign in typed.upper() if sign in ALPHABET)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("O0IL 1111 2222", "never contains"), ("ACDE", "12 letters"), ("", "12 letters"), ("A" * 12, "mistyped")],
)
def test_what_is_wrong_is_said(typed: str, said: str) -> None:
    with pytest.raises(MistypedCode, match=said):
        read(typed)


def test_the_alphabet_has_nothing_that_looks_alike() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 23
    assert not set(ALPHABET) & set("0O1IL2Z5S8BUV")
