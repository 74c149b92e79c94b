"""The words that are signed, taken from the form's own declaration."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from concordat.audits.presenters import instead
from concordat.lib.form_logic import Form, PartKind

NOTHING: Mapping[str, str] = MappingProxyType({})
OTHERWISE = (
    "I have read this return. To the best of my knowledge it is a fair account of safeguarding here on this date. "
    "I know who will see it: the audit team of the partnership, and our trust where we have one."
)


def declaration(form: Form, who: str, accepted: Mapping[str, str] = NOTHING) -> str:
    """What the head or the chair signs: the part of the declaration's help that begins with their name.

    A form without a declaration of its own has the plain one. What outside audits stand for is named below it.
    """
    return _words(form, who) + instead.to_sign(form, accepted)


def _words(form: Form, who: str) -> str:
    for question in form.questions.values():
        if any(part.kind is PartKind.signature for part in question.parts):
            return _part(question.help, who) or OTHERWISE
    return OTHERWISE


def _part(text: str, who: str) -> str:
    starts = {"Head": "Head: ", "Chair": "Chair or board lead: "}
    begin = text.find(starts[who])
    if begin < 0:
        return ""
    begin += len(starts[who])
    ends = [place for place in (text.find(word, begin) for word in starts.values()) if place >= 0]
    return text[begin : min(ends, default=len(text))].strip()
