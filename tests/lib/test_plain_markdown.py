"""A little of Markdown: what is read, and that nothing dangerous ever comes out of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from concordat.lib.plain_markdown import Span, parse, plain, spans_of

TEXT = """# Title

Words over
two lines with **bold** and [a link](/help/) and `code`.

## Below
- one
  goes on
- two

1. first
2. second

| A | B |
| --- | --- |
| 1 | **2** |
"""


def test_the_few_forms_are_read() -> None:
    blocks = parse(TEXT)
    assert [block.kind for block in blocks] == [
        "heading", "paragraph", "heading", "bullets", "numbers", "table",
    ]  # fmt: skip
    assert blocks[0].text == "Title"
    assert blocks[1].text == "Words over two lines with bold and a link and code."
    assert Span("a link", href="/help/") in blocks[1].spans
    assert blocks[2].level == 2
    assert [plain(item) for item in blocks[3].items] == ["one goes on", "two"]
    assert [plain(item) for item in blocks[4].items] == ["first", "second"]
    assert blocks[5].header == ("A", "B")
    assert blocks[5].rows == (("1", "2"),)


@given(st.text(max_size=200))
def test_every_text_is_read_and_no_word_is_made_up(text: str) -> None:
    for block in parse(text):
        for letter in block.text:
            assert letter in text or letter == " "


@given(st.sampled_from(["javascript:alert(1)", "//evil.example", "data:text/html,x", "http://x.example", "/\\evil"]))
def test_a_dangerous_link_is_only_its_words(href: str) -> None:
    assert spans_of(f"[here]({href})")[0] == Span("here")
