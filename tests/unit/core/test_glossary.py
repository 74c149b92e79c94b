"""Words of the trade are explained at their first use, and nothing else in the markup changes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.core import glossary
from concordat.core.glossary import Term
from concordat.web.words import terms

TERMS = [Term("URN", "A number.", "x", ("URN",)), Term("A & B", "Two.", "x", ("A & B",)), Term("Not linked", "", "")]


@pytest.fixture(autouse=True)
def words() -> Iterator[None]:
    glossary.learn(TERMS)
    yield
    glossary.learn(terms())


def linked(markup: str) -> str:
    return glossary.linked(markup, page="/glossary/")


def test_the_first_use_is_a_link_and_the_next_is_not() -> None:
    page = '<h1>URN</h1><p class="govuk-body">A URN, a URN.</p><p class="govuk-body wide">URN, A &amp; B</p>'
    made = linked(page)
    assert made.count('href="/glossary/#urn"') == 1
    assert made.startswith("<h1>URN</h1>")
    assert 'href="/glossary/#a-b">A &amp; B</a>' in made


@pytest.mark.parametrize(
    "markup",
    [
        '<p class="govuk-body"><a href="/x/URN">URN</a></p>',
        '<p class="govuk-body"><code>URN</code> <strong>URN</strong></p>',
        '<p class="govuk-body"><img alt="URN"></p>',
        '<p class="govuk-body">URNs and xURN and URN-like</p>',
        "<label>URN</label><button>URN</button><li>URN</li><p>URN</p>",
    ],
)
def test_controls_links_and_parts_of_words_stay(markup: str) -> None:
    assert linked(markup) == markup


@given(st.lists(st.sampled_from(["URN", "A &amp; B", "<b>", "</b>", "<", ">", "<a href='x'>", "</a>", " words "])))
def test_taking_the_links_out_again_gives_the_page(parts: list[str]) -> None:
    markup = f'<p class="govuk-body">{"".join(parts)}</p>'
    made = linked(markup)
    assert re.sub(r'<a class="govuk-link concordat-term" href="[^"]*">(.*?)</a>', r"\1", made) == markup
