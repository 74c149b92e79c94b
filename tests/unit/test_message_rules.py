"""Messages: what stops one, and how a text becomes a letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.communications.rules import once, paragraphs, why_not_to_send, why_not_to_write


@pytest.mark.parametrize(
    ("subject", "text", "settings", "said"),
    [
        ("About", "Text", 1, ""),
        (" ", "Text", 1, "subject and a text"),
        ("About", "\n", 1, "subject and a text"),
        ("A" * 101, "Text", 1, "100 letters"),
        ("About\r\nBcc: all@schools.example", "Text", 1, "one line"),
        ("About", "T" * 5_001, 1, "5,000"),
        ("About", "Text", 0, "No setting"),
        ("About", "Text", 3_001, "3,001"),
    ],
)
def test_what_stops_a_message(subject: str, text: str, settings: int, said: str) -> None:
    found = why_not_to_write(subject=subject, text=text, settings=settings)
    assert said in found
    assert bool(said) == bool(found)


@pytest.mark.parametrize(
    ("letters", "today", "is_sent", "said"),
    [(1, 9, False, ""), (0, 0, False, "Nobody"), (1, 10, False, "10 messages today"), (1, 0, True, "has been sent")],
)
def test_what_stops_its_sending(letters: int, today: int, is_sent: bool, said: str) -> None:
    found = why_not_to_send(letters=letters, sent_today=today, is_sent=is_sent)
    assert said in found
    assert bool(said) == bool(found)


@given(st.text(max_size=300))
def test_paragraphs_hold_every_word_and_no_sign_that_nobody_sees(text: str) -> None:
    found = paragraphs(text)
    assert all(part.strip() == part and part for part in found)
    assert all(letter.isprintable() or letter == "\n" for part in found for letter in part)
    seen = "".join(letter for letter in text if letter.isprintable() and not letter.isspace())
    assert "".join("".join(part.split()) for part in found) == "".join(seen.split())


@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["a@x.example", "A@X.EXAMPLE", "b@x.example"]))))
def test_a_setting_has_an_address_once_whatever_its_case(pairs: list[tuple[int, str]]) -> None:
    found = once(pairs)
    assert len({(setting, address.lower()) for setting, address in found}) == len(found)
    assert {(s, a.lower()) for s, a in found} == {(s, a.lower()) for s, a in pairs}
