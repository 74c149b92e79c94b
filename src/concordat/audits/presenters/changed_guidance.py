"""What an edition changed, as a list of what to do about it (AX-WAK-5): who answered before, what is recommended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from concordat.audits.analysis.coverage import Coverage
from concordat.audits.models import Recommendation
from concordat.audits.presenters.returns import day
from concordat.questionnaires.parts_of_guidance import Changed


def of_changes(
    partnership_id: int,
    found: Coverage,
    changed: Mapping[str, Changed],
    statements: Mapping[str, str],
    followed: Iterable[Recommendation],
    *,
    may_recommend: bool,
) -> list[dict[str, Any]]:
    """Each change in force, those that no form asks about too, with what follows it or how to begin."""
    every = list(followed)
    return [
        {
            "words": statements.get(code, code),
            "what": one.what,
            "since": day(one.from_on),
            "document": one.document,
            "said": _said(found, one),
            "href": reverse("audits:guidance_one", args=[partnership_id, code]) if code in found.asked else "",
            "followed": _followed(partnership_id, code, every),
            "recommend_href": _recommend(partnership_id, one, statements) if may_recommend else "",
            "initiative_href": _initiative(partnership_id, code) if may_recommend else "",
        }
        for code, one in sorted(changed.items(), key=lambda item: (item[1].from_on, item[0]), reverse=True)
    ]


def _said(found: Coverage, one: Changed) -> str:
    """How many settings answered before it changed: nothing where that would tell of a few."""
    if one.expectation not in found.asked:
        return "No form that settings signed within a year asks about it."
    if len(found.settings) < found.threshold:
        return "Too few settings returned to say how many answered before it changed."
    before = found.line(one.expectation, changed_on=one.from_on).changed_since
    if not before:
        return "No answer that counts is from before it changed."
    return f"{before} setting{'' if before == 1 else 's'} answered before it changed."


def _source(one: Changed) -> str:
    return f"{one.document} ({one.expectation})"


def _followed(partnership_id: int, code: str, every: Iterable[Recommendation]) -> dict[str, str] | None:
    """The recommendation that names the expectation, which the tracker follows setting by setting."""
    for one in every:
        if f"({code})" in one.source:
            href = reverse("audits:recommendations", args=[partnership_id])
            return {"text": one.title, "by": day(one.due_on), "href": href}
    return None


def _recommend(partnership_id: int, one: Changed, statements: Mapping[str, str]) -> str:
    words = statements.get(one.expectation, one.expectation)
    filled = {"title": words[:200], "asks": f"{words}. What changed: {one.what}.", "source": _source(one)[:200]}
    return reverse("audits:recommend", args=[partnership_id]) + f"?{urlencode(filled)}"


def _initiative(partnership_id: int, code: str) -> str:
    return reverse("audits:begin_initiative", args=[partnership_id]) + f"?{urlencode({'aims': code})}"
