"""The words of the trade, and the first use of each on a page as a link to what it means.

A function of the page's markup alone: nothing is kept from page to page. Only paragraphs are looked at, and in them
only text outside of links, buttons and code, so that no control, heading or list changes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

_PARAGRAPH = re.compile(r'(<p class="govuk-body[^"]*">)(.*?)(</p>)', re.DOTALL)
_PART = re.compile(r"(<(?:a|button|code|strong|label)\b.*?</(?:a|button|code|strong|label)>|<[^>]*>)", re.DOTALL)
_NOT_IN_AN_ADDRESS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Term:
    """A word, what it means, who says so, and how pages write it."""

    term: str
    means: str
    source: str
    also: Sequence[str] = field(default_factory=tuple)

    @property
    def anchor(self) -> str:
        """Its place on the page of words."""
        return _NOT_IN_AN_ADDRESS.sub("-", self.term.lower()).strip("-")


_WORDS: dict[str, Term] = {}
_FINDER: list[re.Pattern[str]] = []


def learn(terms: Sequence[Term]) -> None:
    """Say which words lead where; longer words are looked for first."""
    _WORDS.clear()
    _WORDS.update({word: term for term in terms for word in term.also})
    _FINDER.clear()
    if _WORDS:
        words = "|".join(re.escape(escape(word)) for word in sorted(_WORDS, key=len, reverse=True))
        _FINDER.append(re.compile(rf"(?<![\w-])(?:{words})(?![\w-])"))


def linked(markup: str, *, page: str) -> str:
    """The same markup with the first use of each word as a link to `page`."""
    if not _FINDER:
        return markup
    seen: set[str] = set()

    def link(match: re.Match[str]) -> str:
        term = _words()[match[0]]
        if term.term in seen:
            return match[0]
        seen.add(term.term)
        return f'<a class="govuk-link concordat-term" href="{page}#{term.anchor}">{match[0]}</a>'

    def paragraph(match: re.Match[str]) -> str:
        parts = _PART.split(match[2])
        return (
            match[1]
            + "".join(_FINDER[0].sub(link, part) if not n % 2 else part for n, part in enumerate(parts))
            + match[3]
        )

    return _PARAGRAPH.sub(paragraph, markup)


def _words() -> Mapping[str, Term]:
    return {escape(word): term for word, term in _WORDS.items()}
