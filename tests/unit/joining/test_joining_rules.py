"""Whose word is needed, and which mail addresses are a setting's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.joining.rules import RequestFacts, is_own_domain, who_confirms
from concordat.joining.vocabulary import Confirmer


@given(st.booleans(), st.integers(0, 5), st.booleans())
def test_nobodys_word_is_needed_only_where_letter_and_domain_agree_and_nobody_is_there(
    by_letter: bool, keepers: int, own: bool
) -> None:
    found = who_confirms(RequestFacts(by_letter, keepers, own))
    assert (found is Confirmer.nobody) == (by_letter and own and keepers == 0)
    assert (found is Confirmer.setting) == (keepers > 0)


@pytest.mark.parametrize(
    ("email", "website", "mailboxes", "own"),
    [
        ("head@ash.sch.example", "https://www.ash.sch.example/about", (), True),
        ("head@ASH.sch.example", "ash.sch.example", (), True),
        ("head@office.ash.sch.example", "http://ash.sch.example:80", (), True),
        ("head@sch.example", "https://www.ash.sch.example", (), False),
        ("head@notash.sch.example", "https://ash.sch.example", (), False),
        ("head@ash.sch.example.evil.example", "https://ash.sch.example", (), False),
        ("head@trust.example", "https://ash.sch.example", ("dsl@trust.example",), True),
        ("head@gmail.com", "https://gmail.com", ("ash@gmail.com",), False),
        ("head@example", "https://example", (), False),
        ("head@", "", (), False),
        ("head@ash.sch.example", "", (), False),
    ],
)
def test_own_domains(email: str, website: str, mailboxes: tuple[str, ...], own: bool) -> None:
    assert is_own_domain(email, website=website, mailboxes=mailboxes) is own
