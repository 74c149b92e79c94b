"""Forms of other bodies in words: the lists, what a file asks, what is ready with its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from concordat.audits.carrying.known import ReadyAnswer
from concordat.audits.models import BodyAnswer, BodyForm, BodyFormAsked
from concordat.audits.others.mapping import Asked, of_kept
from concordat.audits.others.proposed import Proposed
from concordat.audits.others_words import MEANINGS, FormState
from concordat.audits.presenters.carried import BY_RULE, in_words
from concordat.audits.presenters.returns import day, minutes
from concordat.audits.presenters.states import StateTag
from concordat.audits.rules import MINUTES_A_QUESTION
from concordat.core import clock
from concordat.lib.crosswalk import Origin
from concordat.lib.filled_files import Grid, letters

SHOWN_ROWS, SHOWN_COLUMNS, SHOWN_SIGNS = 12, 8, 60


@dataclass(frozen=True)
class Line:
    """A question of the body with what stands in it, or what could."""

    code: str
    text: str
    word: str
    whence: tuple[str, ...] = ()
    why: str = ""
    mark: str = ""


def state_tag(form: BodyForm) -> StateTag:
    """Where it stands."""
    if form.state == FormState.asked:
        return StateTag("Before settings", "green")
    if form.state == FormState.ended:
        return StateTag("Over", "grey")
    return StateTag("Ready to ask" if form.form_version_id else "Being prepared", "blue")


def to_fill(rows: Iterable[tuple[BodyFormAsked, Proposed]]) -> list[dict[str, Any]]:
    """What settings are asked, each with how much of it their signed answers fill."""
    found = []
    for asked, known in rows:
        count = len(known.questions)
        done = known.answered
        found.append(
            {
                "title": f"{asked.establishment.organisation.name}: {asked.body_form.title}",
                "href": reverse("audits:fill_body_form", args=[asked.pk]),
                "hint": f"{asked.body_form.body} · {fills(known)}",
                "state": StateTag("All answered", "green")
                if done == count
                else StateTag(f"{done} of {count} answered", "light-blue" if done else "grey"),
            }
        )
    return found


def fills(known: Proposed) -> str:
    """How many of the questions signed answers fill, in a sentence."""
    return f"your signed answers fill {known.filled} of {len(known.questions)} questions"


def brought_in(forms: Iterable[Any]) -> list[dict[str, Any]]:
    """What a partnership or trust has brought in."""
    found = []
    for one in forms:
        asked = "1 setting" if one.settings == 1 else f"{one.settings} settings"
        found.append(
            {
                "title": one.title,
                "href": reverse("audits:body_form", args=[one.pk]),
                "hint": f"{one.body} · {one.owner.name} · {len(one.questions)} questions"
                + (f" · before {asked}" if one.settings else ""),
                "state": state_tag(one),
            }
        )
    return found


def preview(grid: Grid) -> dict[str, Any]:
    """The first rows of a sheet or table, so that somebody can say which column is which."""
    columns = range(1, min(grid.columns, SHOWN_COLUMNS) + 1)
    rows = sorted({row for row, _ in grid.texts})[:SHOWN_ROWS]
    return {
        "name": grid.name,
        "heading": grid.heading,
        "columns": [letters(column) for column in columns],
        "rows": [(row, [_short(grid.texts.get((row, column), "")) for column in columns]) for row in rows],
        "count": f"{grid.rows} rows",
    }


def _short(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= SHOWN_SIGNS else said[: SHOWN_SIGNS - 1] + "…"


def questions(form: BodyForm) -> list[dict[str, str]]:
    """Every question as it was read, with its cells."""
    return [
        {
            "code": one.code,
            "section": one.section,
            "text": one.text,
            "answer": one.answer,
            "comment": one.comment,
            "choices": ", ".join(one.choices) or "Any words",
        }
        for one in of_kept(form.questions)
    ]


def words(form: BodyForm) -> list[dict[str, str]]:
    """What the body's words mean."""
    return [
        {"key": label, "value": form.words[meaning]} for meaning, label in MEANINGS.items() if form.words.get(meaning)
    ]


def sections(known: Proposed) -> list[tuple[int, str, list[Asked]]]:
    """The sections of the body's form in its order, each with a number for its address."""
    found: dict[str, list[Asked]] = {}
    for one in known.questions.values():
        found.setdefault(one.section, []).append(one)
    return [(number, title, asked) for number, (title, asked) in enumerate(found.items(), start=1)]


def ready_sections(known: Proposed) -> list[dict[str, Any]]:
    """Every ready answer that nobody has confirmed, by section."""
    found = []
    for number, title, asked in sections(known):
        lines = [_ready(known, one, known.to_confirm[one.code]) for one in asked if one.code in known.to_confirm]
        if lines:
            found.append({"number": number, "title": title, "lines": lines})
    return found


def section_tasks(known: Proposed) -> list[dict[str, Any]]:
    """The sections with what is left in each."""
    found = []
    for number, title, asked in sections(known):
        done = sum(known.is_answered(one.code) for one in asked)
        state = (
            StateTag("All answered", "") if done == len(asked) else StateTag(f"{done} of {len(asked)}", "light-blue")
        )
        href = reverse("audits:body_section", args=[known.asked.pk, number])
        found.append({"title": title, "href": href, "state": state})
    return found


def _ready(known: Proposed, asked: Asked, ready: ReadyAnswer) -> Line:
    whence = tuple(_whence(known, source.origin) for source in ready.ready.sources)
    return Line(asked.code, asked.text, known.word_for(ready), whence, ready.ready.words, ready.mark)


def _whence(known: Proposed, origin: Origin) -> str:
    standing = known.standings[int(origin.source)]
    question = known.forms[standing.form_version_id].questions.get(origin.question)
    said = in_words(question, {"choice": origin.value}) if question else origin.value
    signed = f", signed on {day(origin.signed_on)}" if origin.signed_on else ""
    whose = "From your trust, " if standing.trust_audit_id is not None else "From your return to "
    return f"{whose}{standing.partnership} ({standing.title}){signed}: {origin.question} {said}"


def beside(known: Proposed, code: str) -> dict[str, Any]:
    """What stands beside a question: its source, what signed answers say in part, and what they say against it."""
    row = known.answers.get(code)
    return {
        "source": provenance(row) if row is not None and row.source else [],
        "changed": code in known.changed,
        "ready": _ready(known, known.questions[code], known.to_confirm[code]) if code in known.to_confirm else None,
        "suggestions": known.suggestions(code)[:3],
        "against": known.against(code),
        "was": row.version if row is not None else 0,
        "by": f"{row.answered_name}, {day(clock.day_of(row.answered_at))}" if row is not None and row.word else "",
    }


def provenance(row: BodyAnswer) -> list[str]:
    """Where a confirmed answer comes from."""
    said = ((one["name"], one["question"], BY_RULE.get(one["rule"], one["rule"])) for one in row.source)
    return [f"From {name}, {code}: {rule}. Confirmed by {row.answered_name}." for name, code, rule in said]


def saved(known: Proposed) -> Mapping[str, str]:
    """What confirming saves."""
    return {
        "ready": minutes(MINUTES_A_QUESTION * len(known.to_confirm)),
        "so_far": minutes(MINUTES_A_QUESTION * sum(bool(one.source) for one in known.answers.values())),
    }


def changed(known: Proposed) -> list[dict[str, str]]:
    """Confirmed answers whose source has changed since, or is too old by now."""
    where: Sequence[tuple[int, str, list[Asked]]] = sections(known)
    number = {one.code: place for place, _, asked in where for one in asked}
    return [
        {
            "text": f"{code} {known.questions[code].text}",
            "href": reverse("audits:body_section", args=[known.asked.pk, number[code]]) + f"#{code}",
        }
        for code in known.changed
        if code in known.questions
    ]
